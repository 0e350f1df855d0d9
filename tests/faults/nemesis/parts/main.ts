import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { builtEntries } from '#apps/local/instance.js';
import { run } from '#apps/local/run.js';

/** As `npm start`, but that API, workers and watchdog reach what they need through the links. */
const part = (name: string) => join(checkoutFolder(), 'dist', 'tests', 'faults', 'nemesis', 'parts', `${name}.js`);
await run({ ...builtEntries(checkoutFolder()), api: part('api'), worker: part('worker'), watchdog: part('watchdog') });
