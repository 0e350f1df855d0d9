import { beforeAll } from '@jest/globals';
import { sharedProduct } from '#tests/support/stack/shared-product.js';
import { Client } from './client.js';

/** Riverside's people in the product that spec files share, for stories whose cases are rehearsals of one pathway: no file shows another's. */
export function riversideForThisFile(): { client: Client } {
  const riverside = {} as { client: Client };
  beforeAll(async () => { riverside.client = new Client(await sharedProduct()); }, 180_000);
  return riverside;
}
