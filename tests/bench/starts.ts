import { freePort } from '#apps/local/ports.js';
import { Product, temporaryFolder } from '#tests/support/stack/product.js';

/** A product, and how long it took from the command until it said that it was ready, in ms. */
export interface Started { readonly product: Product; readonly took: number }

async function timed(folder: string, port: number): Promise<Started> {
  const began = performance.now();
  const product = await Product.start({ folder, port });
  return { product, took: performance.now() - began };
}

/** On empty data. */
export async function firstStart(): Promise<Started> {
  return timed(temporaryFolder(), await freePort());
}

/** Ends it in order and starts it again on the same data. */
export async function secondStart({ product }: Started): Promise<Started> {
  await product.stop();
  return timed(product.folder, product.port);
}
