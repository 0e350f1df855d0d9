import { afterAll, beforeAll } from '@jest/globals';
import { Client } from '#tests/support/http/client.js';
import { Product, type ProductSettings } from './product.js';

/** The whole product for one spec file, started before its first test and removed after its last, and a client of it. */
export class StartedProduct {
  product!: Product;
  client!: Client;

  static forThisFile(settings: ProductSettings = {}): StartedProduct {
    const started = new StartedProduct();
    beforeAll(async () => {
      started.product = await Product.start(settings);
      started.client = new Client(started.product);
    }, 180_000);
    afterAll(async () => { await started.product.remove(); }, 60_000);
    return started;
  }
}
