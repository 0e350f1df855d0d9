import { withClient } from '#apps/local/postgres.js';
import { inHours, owners, somebody } from '#tests/support/http/client.js';
import { BareServers } from '../bare-servers.js';
import { carriedOut } from '../carried-out.js';
import type { Figure, Reading, Tell } from '../figure.js';
import { House } from '../house.js';
import { at, inParallel } from '../in-parallel.js';
import { processorMsByPart, processorMsOf, processorMsOn } from '../processors.js';
import type { Sizes } from '../sizes.js';
import { atMost, plain } from '../verdict.js';

const CLIENTS = 16;
const DAY_MS = 86_400_000;

/** Processor time of a whole installation in which nobody does anything, with open cases that are not due, over the same minutes as of another with Temporal, PostgreSQL, one worker and as many bare timers. */
export class Idle implements Figure {
  readonly name = 'idle';
  remarks: string[] = [];
  private house!: House;
  private bare!: BareServers;
  private readonly leaves: (() => Promise<void>)[] = [];
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) {}

  async open(): Promise<void> {
    this.bare = await BareServers.open((leave) => { this.leaves.push(leave); });
    this.house = await House.open((leave) => { this.leaves.push(leave); });
    const { idle } = this.sizes;
    await inParallel(Array.from({ length: idle }), CLIENTS, async (_item, index) => {
      await carriedOut(this.house.client, 'hub', '/v1/cases', {
        pathway: 'minimum-safe-discharge', patient: somebody(), organisation: 'riverside', owners, details: { ward: 'Willow', plannedDischargeAt: inHours(72), dischargePathway: 1, destination: 'own-home' },
      });
      if ((index + 1) % 1_000 === 0) this.tell(`  ${index + 1} cases stand`);
    });
    await this.bare.control.deadlines(Array.from({ length: idle }, () => Date.now() + 3 * DAY_MS), CLIENTS);
    this.tell(`  ${idle} cases and ${idle} bare timers stand; until they have come to rest`);
    await at(Date.now() + 15_000);
  }

  async measure(): Promise<Reading[]> {
    const { product, control } = this.house;
    // The control that lives in every house does nothing here, and is not ours.
    const ours = (): number => processorMsOn(product.data);
    const bare = (): number => processorMsOn(this.bare.folder) + processorMsOf(this.bare.control.pid);
    const [began, before, byPart] = [Date.now(), [ours(), bare()] as const, processorMsByPart(product.data)];
    await at(began + this.sizes.watched * 1_000);
    const seconds = (Date.now() - began) / 1_000;
    const [oursMs, bareMs] = [(ours() - before[0]) / seconds, (bare() - before[1]) / seconds];
    this.remarks = [
      `ms a second by part, last round: ${[...processorMsByPart(product.data)].map(([part, ms]) => `${part} ${plain((ms - byPart.get(part)!) / seconds)}`).join(', ')}; a bare worker that has nothing to do ${plain(processorMsOf(control.pid) / seconds)} at most`,
    ];
    this.tell(`  ${plain(oursMs)} ms a second, bare ${plain(bareMs)}`);
    return [{ line: { name: `processor time of an idle installation, ${this.sizes.idle} open cases`, unit: 'ms a second', aim: atMost(1.2) }, ours: oursMs, control: bareMs }];
  }

  async check(): Promise<void> {
    const { rows } = await withClient(this.house.servers.databaseUrl('handrail'), (admin) => admin.query<{ open: number; calls: number }>(`select (select count(*)::int from cases where status = 'open') as open, (select count(*)::int from calls) as calls`));
    if (rows[0]?.open !== this.sizes.idle || rows[0].calls !== 0) throw new Error(`the record has ${JSON.stringify(rows[0])} of ${this.sizes.idle} cases of which none is late`);
    await this.bare.control.check(0);
  }

  async close(): Promise<void> {
    await Promise.all(this.leaves.map((leave) => leave()));
  }
}
