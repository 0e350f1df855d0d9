import { Deadlines } from '../deadlines.js';
import type { Figure, Reading, Tell } from '../figure.js';
import { InHouse } from '../house.js';
import { at, inParallel } from '../in-parallel.js';
import type { Sizes } from '../sizes.js';
import { atMost, latencies, plain } from '../verdict.js';
import { percentile } from '../statistics.js';

const CLIENTS = 8;
const APART_MS = 1_000;
const LONGEST_MS = 600_000;
/** A due instant must lie ahead by more than the minute that the product asks for when a case is started. */
const AHEAD_MS = 65_000;
const series = <Value>(length: number, of: (index: number) => Value): Value[] => Array.from({ length }, (_, index) => of(index));

/** From a deadline to its call in the record, one at a time and with many in the same second, beside bare timers with one activity each that inserts a row. */
export class DeadlineToCall extends InHouse implements Figure {
  readonly name = 'deadlines';
  readonly remarks = ['to the call in the record; to the accepted mail: npm run bench:deadlines'];
  private deadlines!: Deadlines;
  /** How long starting one takes here, ms. */
  private each = { ours: 0, bare: 0 };
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) { super(); }

  protected override async warm(): Promise<void> {
    this.deadlines = new Deadlines(this.house.client, this.house.servers);
    const far = series(4 * CLIENTS, () => Date.now() + 3_600_000);
    for (const side of ['ours', 'bare'] as const) {
      const began = Date.now();
      await this.begin(side, far);
      this.each[side] = (Date.now() - began) / far.length;
    }
    this.asked.bare -= far.length; // these are not due while anybody looks
  }
  private readonly asked = { ours: 0, bare: 0 };

  async measure(round: number): Promise<Reading[]> {
    const readings: Reading[] = [];
    for (const many of this.sizes.due) {
      const { ours, bare } = many === 1 ? await this.byTurns(this.sizes.alone) : await this.storms(many, round % 2 === 1);
      this.tell(`  ${many} in one second: p50 ${plain(percentile(ours, 0.5))} ms, bare ${plain(percentile(bare, 0.5))} ms`);
      readings.push(...latencies(many === 1 ? 'deadline to recorded call, one at a time' : `deadline to recorded call, ${many} in one second`, ours, bare, atMost(1.5)));
    }
    return readings;
  }

  private async begin(side: 'ours' | 'bare', dueAts: readonly number[]): Promise<string[]> {
    this.asked[side] += dueAts.length;
    const cases: string[] = [];
    if (side === 'bare') await this.house.control.deadlines(dueAts, CLIENTS);
    else await inParallel(dueAts, CLIENTS, async (dueAt) => { cases.push(await this.deadlines.openOne(dueAt)); });
    return cases;
  }

  private async byTurns(alone: number): Promise<{ ours: number[]; bare: number[] }> {
    const start = Math.ceil((Date.now() + AHEAD_MS + alone * (this.each.ours + this.each.bare) * 2) / 1_000) * 1_000;
    const [ourTurns, bareTurns] = [series(alone, (index) => start + index * 2 * APART_MS), series(alone, (index) => start + (index * 2 + 1) * APART_MS)];
    const cases = await this.begin('ours', ourTurns);
    await this.begin('bare', bareTurns);
    if (Date.now() > start) throw new Error('the cases were not started in time');
    return { ours: await this.deadlines.called(cases, LONGEST_MS), bare: await this.house.control.passed(bareTurns, LONGEST_MS) };
  }

  /** One side's storm has passed before the other's begins to be set up. */
  private async storms(many: number, oursFirst: boolean): Promise<{ ours: number[]; bare: number[] }> {
    const found: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (const side of oursFirst ? ['ours', 'bare'] as const : ['bare', 'ours'] as const) {
      const dueAt = Math.ceil((Date.now() + (side === 'ours' ? AHEAD_MS : 10_000) + many * this.each[side] * 1.6) / 1_000) * 1_000;
      const began = Date.now();
      const cases = await this.begin(side, series(many, () => dueAt));
      this.each[side] = (Date.now() - began) / many;
      if (Date.now() > dueAt) throw new Error(`${many} were not started in time: the machine is slower than it was before`);
      await at(dueAt);
      found[side] = side === 'ours' ? await this.deadlines.called(cases, LONGEST_MS) : await this.house.control.passed(series(many, () => dueAt), LONGEST_MS);
    }
    return found;
  }

  /** Each deadline was looked at with its one call, each timer with its row; what is left to say is that nothing else was written. */
  async check(): Promise<void> {
    await this.house.control.check(this.asked.bare);
  }
}
