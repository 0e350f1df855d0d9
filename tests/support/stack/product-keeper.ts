import { sharedProductFolder } from './facts.js';
import { keep, onlyOne } from './keeping.js';
import { Product } from './product.js';
import type { SharedProductFacts } from './shared-product.js';

/** Keeps one whole product for all spec files of a run that share one. Killed, it leaves nothing: the product ends with whoever started it. */
const folder = sharedProductFolder();
const lock = await onlyOne(folder);
const starting = Product.start();

keep<SharedProductFacts>({
  folder, facts: starting.then(({ folder: data, port }) => ({ folder: data, port })), say: (line) => console.log(`${new Date().toISOString()} ${line}`),
  stop: async () => {
    lock.say({ stopping: true });
    await starting.then((product) => product.remove(), () => undefined);
  },
});
