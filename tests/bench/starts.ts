import { freePort } from '#apps/local/ports.js';
import { Client } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Product, temporaryFolder } from '#tests/support/stack/product.js';

/** Milliseconds from the command until it said that it was ready, and until the first live case that was then asked for stood. */
export interface StartTime { readonly ready: number; readonly firstCase: number }

/** One product on data of its own, started and started again. `begun` hears of each before it is ready, so that it can be ended whatever happens. */
export class Starts {
  private constructor(readonly product: Product, readonly time: StartTime, private readonly begun: (product: Product) => void) {}

  /** On empty data. */
  static async first(begun: (product: Product) => void): Promise<Starts> {
    return Starts.timed(temporaryFolder(), await freePort(), begun);
  }

  /** Ends it in order and starts it again on the same data. */
  async second(): Promise<Starts> {
    await this.product.stop();
    return Starts.timed(this.product.folder, this.product.port, this.begun);
  }

  private static async timed(folder: string, port: number, begun: (product: Product) => void): Promise<Starts> {
    const began = performance.now();
    const product = Product.launch({ folder, port });
    begun(product);
    await product.said(/^Handrail is ready at /, 120_000);
    const ready = performance.now() - began;
    await DischargeCase.start(new Client(product), {}, { rehearsal: false });
    return new Starts(product, { ready, firstCase: performance.now() - began }, begun);
  }
}
