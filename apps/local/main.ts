import { checkoutFolder } from './data-folder.js';
import { builtEntries } from './instance.js';
import { run } from './run.js';

await run(builtEntries(checkoutFolder()));
