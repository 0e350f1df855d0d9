import { join } from 'node:path';
import { sharedProductFolder } from './facts.js';
import { Kept } from './keeping.js';
import { RunningProduct } from './product.js';

/** Where the product is that spec files share. */
export interface SharedProductFacts { readonly folder: string; readonly port: number }

const kept = new Kept<SharedProductFacts>('The shared product', sharedProductFolder, join('tests', 'support', 'stack', 'product-keeper.js'));

/** One whole product for every spec file of a run that neither stops it nor breaks anything in it; what files do in it they keep apart by an organisation each (`ownOrganisation`). It starts for whoever comes first, and ends after the last. */
export async function sharedProduct(): Promise<RunningProduct> {
  const { folder, port } = await kept.enter();
  return new RunningProduct(folder, port);
}

/** Waits, for whoever started a whole run of tests, until it has stopped. */
export const sharedProductEnded = (): Promise<void> => kept.gone();
