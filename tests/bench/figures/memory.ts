import type { Figure, Reading, Tell } from '../figure.js';
import { eventsOf } from '../case-history.js';
import { Control } from '../control.js';
import { InHouse } from '../house.js';
import { at, inParallel } from '../in-parallel.js';
import { OwnCases } from '../own-cases.js';
import { residentBytes } from '../processors.js';
import type { Sizes } from '../sizes.js';
import { percentile } from '../statistics.js';
import { atMost, plain } from '../verdict.js';

const CLIENTS = 16;
/** Before the first measurement: what a worker loads with its first workflows is not a case's. */
const WARM = 50;
/** Of the replay: so many cases take turns in a cache that has room for fewer, so that each look reads one anew. */
const [EVICTED, ROOM, NOTES] = [20, 5, 20];
/** What the product's live worker keeps (apps/worker/main.ts). */
const KEPT = 2_000;
const SETTLE_MS = 4_000;
const series = (length: number): unknown[] => Array.from({ length });

/** What a cached case holds of a worker's memory, what an evicted one costs to read anew, and a worker with many open cases; beside bare workflows of as many events. */
export class Memory extends InHouse implements Figure {
  readonly name = 'memory';
  readonly remarks = ['in a worker process of its own, without the API; what is read is its resident memory', 'an evicted one is looked at twice, once out of the cache and once in it: the difference is its replay, the way of its history included'];
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) { super(); }

  async measure(round: number): Promise<Reading[]> {
    const sides = round % 2 === 1 ? ['ours', 'bare'] as const : ['bare', 'ours'] as const;
    const held = { ours: { each: 0, worker: 0 }, bare: { each: 0, worker: 0 } };
    const replayed = { ours: 0, bare: 0 };
    for (const side of sides) held[side] = await this.held(side);
    for (const side of sides) replayed[side] = await this.replayed(side);
    const { open } = this.sizes;
    return [
      { line: { name: 'memory per cached case', unit: 'kB', aim: atMost(1) }, ours: held.ours.each / 1_024, control: held.bare.each / 1_024 },
      { line: { name: 'time to replay an evicted case', unit: 'ms an event', aim: { of: 'value', is: 'at most', than: 0.8 } }, ours: replayed.ours, control: replayed.bare },
      { line: { name: `worker with ${open} open cases`, unit: 'MB', aim: atMost(1) }, ours: held.ours.worker / 1_048_576, control: held.bare.worker / 1_048_576 },
    ];
  }

  /** Of fresh workers: what so many more workflows in the cache took, and what the worker holds when all are open. */
  private async held(side: 'ours' | 'bare'): Promise<{ each: number; worker: number }> {
    const { cached, open } = this.sizes;
    const worker = side === 'ours' ? await OwnCases.open(this.house.servers, KEPT) : await Control.start(this.house.servers, this.house.plain, { cached: KEPT, apart: true });
    const begin = (many: number): Promise<void> => inParallel(series(many), CLIENTS, async () => { await worker.stand(); });
    try {
      await begin(WARM);
      await at(Date.now() + SETTLE_MS);
      const before = residentBytes(worker.pid);
      await begin(cached);
      await at(Date.now() + SETTLE_MS);
      const each = (residentBytes(worker.pid) - before) / cached;
      if (each <= 0) throw new Error(`${cached} more workflows took ${plain(each)} bytes each: too few to be seen beside what the worker does`);
      if (open > cached + WARM) await begin(open - cached - WARM);
      this.tell(`  ${side}: ${plain(each / 1_024)} kB each of ${cached} in the cache, ${plain(residentBytes(worker.pid) / 1_048_576)} MB`);
      return { each, worker: residentBytes(worker.pid) };
    } finally {
      await (side === 'ours' ? (worker as OwnCases).close() : (worker as Control).stop());
    }
  }

  /** Milliseconds an event, p50. */
  private async replayed(side: 'ours' | 'bare'): Promise<number> {
    const ours = side === 'ours' ? await OwnCases.open(this.house.servers, ROOM) : null;
    const bare = ours === null ? await Control.start(this.house.servers, this.house.plain, { cached: ROOM, apart: true }) : null;
    try {
      const all: { id: string; look: () => Promise<void> }[] = [];
      await inParallel(series(EVICTED), 4, async () => {
        if (ours) {
          const one = await ours.stand(NOTES);
          all.push({ id: one.id, look: () => ours.look(one) });
        } else {
          const handle = await bare!.stand(NOTES);
          all.push({ id: handle.workflowId, look: async () => { await handle.query('look'); } });
        }
      });
      const each: number[] = [];
      for (const { id, look } of all) {
        const took = async (): Promise<number> => {
          const began = performance.now();
          await look();
          return performance.now() - began;
        };
        const [anew, again] = [await took(), Math.min(await took(), await took())];
        each.push((anew - again) / await eventsOf(this.house.plain.workflow.getHandle(id)));
      }
      this.tell(`  ${side}: ${plain(percentile(each, 0.5))} ms an event to replay`);
      return percentile(each, 0.5);
    } finally {
      await ours?.close();
      await bare?.stop();
    }
  }

  /** Each look was answered with everything that had happened; nothing else is asked of a record here. */
  async check(): Promise<void> {}
}
