import { freePort } from '#apps/local/ports.js';
import { Product, temporaryFolder } from '#tests/support/stack/product.js';

/** One product on data of its own, started and started again, each time until it says that it is ready. */
export class Starts {
  private constructor(private running: Product) {}

  /** On empty data; `begun` hears of it before it is ready, so that it can be ended whatever happens. */
  static async first(begun: (product: Product) => void): Promise<{ starts: Starts; took: number }> {
    const [folder, port] = [temporaryFolder(), await freePort()];
    const began = performance.now();
    const product = Product.launch({ folder, port });
    begun(product);
    await product.said(/^Handrail is ready at /, 120_000);
    return { starts: new Starts(product), took: performance.now() - began };
  }

  get product(): Product { return this.running; }

  /** Ended in order and started again on the same data. @returns how long that start took in ms */
  async again(begun: (product: Product) => void): Promise<number> {
    await this.running.stop();
    const began = performance.now();
    this.running = Product.launch({ folder: this.running.folder, port: this.running.port });
    begun(this.running);
    await this.running.said(/^Handrail is ready at /, 120_000);
    return performance.now() - began;
  }
}
