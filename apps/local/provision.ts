import { ourSurroundings, temporalBinaries } from './temporal-binaries.js';

/** Fetches or builds the Temporal binaries when they are not there, and shows that it is alive meanwhile; `npm test` does this first. */
const { server } = await temporalBinaries(ourSurroundings((line) => console.log(line)));
console.log(`Temporal: ${server}`);
