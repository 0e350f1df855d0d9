import type { Product } from '#tests/support/stack/product.js';
import type { Figure, Reading, Tell } from '../figure.js';
import { Starts } from '../starts.js';
import { plain } from '../verdict.js';

/** `npm start`, built and with its binaries cached: until it says that it is ready, and until a first case stands. Nothing stands beside it. */
export class StartUp implements Figure {
  readonly name = 'start-up';
  readonly remarks = [];
  private product: Product | undefined;
  constructor(private readonly tell: Tell) {}

  open(): Promise<void> { return Promise.resolve(); }

  async measure(): Promise<Reading[]> {
    const first = await Starts.first((product) => { this.product = product; });
    this.tell(`  on empty data: ready after ${plain(first.time.ready / 1_000)} s`);
    const second = await first.second();
    await second.product.remove();
    return ([['on empty data', first], ['on the same data', second]] as const).flatMap(([on, { time }]) => [
      { line: { name: `npm start ${on}, until ready`, unit: 's' }, ours: time.ready / 1_000 }, { line: { name: `npm start ${on}, until a first case stands`, unit: 's' }, ours: time.firstCase / 1_000 },
    ]);
  }

  check(): Promise<void> { return Promise.resolve(); }
  async close(): Promise<void> { await this.product?.remove(); }
}
