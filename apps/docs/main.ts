import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { documents } from './documents.js';

/** `npm run docs`: writes what the documents repeat of the policies. */
for (const { path, written } of documents((name) => readFileSync(join(checkoutFolder(), name), 'utf8'))) {
  writeFileSync(join(checkoutFolder(), path), written);
  console.log(`Wrote ${path}.`);
}
