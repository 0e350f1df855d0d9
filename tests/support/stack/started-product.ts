import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from '@jest/globals';
import { Client } from '#tests/support/http/client.js';
import { Product, type ProductSettings } from './product.js';
import { testBuild } from './test-build.js';

/** The whole product for one spec file, started before its first test and removed after its last, and a client of it. */
export class StartedProduct {
  product!: Product;
  client!: Client;

  /** `modules`: of a test, in the place of the product's own (test-build.ts). */
  static forThisFile({ modules, ...settings }: ProductSettings & { readonly modules?: Readonly<Record<string, string>> } = {}): StartedProduct {
    const started = new StartedProduct();
    let build: ReturnType<typeof testBuild> | undefined;
    beforeAll(async () => {
      build = modules && testBuild(modules);
      started.product = await Product.start(build ? { ...settings, script: build.script } : settings);
      started.client = new Client(started.product);
    }, 180_000);
    afterAll(async () => {
      try {
        await started.product.remove();
      } finally {
        if (build) rmSync(build.folder, { recursive: true, force: true });
      }
    }, 60_000);
    return started;
  }
}
