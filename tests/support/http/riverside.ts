import { beforeAll } from '@jest/globals';
import type { RunningProduct } from '#tests/support/stack/product.js';
import { sharedProduct } from '#tests/support/stack/shared-product.js';
import { ownOrganisation } from '#tests/support/web/own-organisation.js';
import { Client } from './client.js';

/** Riverside's people in the product that spec files share, for stories whose cases are rehearsals of one pathway: no file shows another's. */
export function riversideForThisFile(): { client: Client } {
  const riverside = {} as { client: Client };
  beforeAll(async () => { riverside.client = new Client(await sharedProduct()); }, 180_000);
  return riverside;
}

/** People of an organisation of this file's own in that product: for live cases, which lists and levels of an organisation would show to others. */
export function ownPeopleForThisFile(): { client: Client; product: RunningProduct } {
  const own = {} as { client: Client; product: RunningProduct };
  beforeAll(async () => {
    const product = own.product = await sharedProduct();
    const organisation = await ownOrganisation(product);
    own.client = new Client({ url: product.url, token: (who) => organisation.token(who) }, organisation.id);
  }, 180_000);
  return own;
}
