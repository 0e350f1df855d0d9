import { withClient } from '#apps/local/postgres.js';
import { exampleMessage, hl7Time } from '#libs/intake/example-messages.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { inHours, owners, somebody } from '#tests/support/http/client.js';
import { carriedOut } from '../carried-out.js';
import type { Figure, Reading, Tell } from '../figure.js';
import { InHouse } from '../house.js';
import { at, inParallel } from '../in-parallel.js';
import type { Sizes } from '../sizes.js';
import { atLeast, plain } from '../verdict.js';

const CLIENTS = 16;
const KINDS = ['A01', 'A08'] as const;
type Side = 'messages' | 'starts' | 'bare';

/** Hospital messages taken in and cases started a second, by turns with bare workflow starts. */
export class Arrivals extends InHouse implements Figure {
  readonly name = 'arrivals';
  readonly remarks = ['a message is an admission or an update of somebody without a case, kept and acted on by its answer; a start is answered when the case stands in every list; a bare start is answered when Temporal has it'];
  private readonly asked = { messages: 0, starts: 0, bare: 0 };
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) { super(); }

  protected override async warm(): Promise<void> {
    for (const side of ['messages', 'starts', 'bare'] as const) await this.seconds(side, 3 * CLIENTS);
  }

  async measure(round: number): Promise<Reading[]> {
    const took = { messages: 0, starts: 0, bare: 0 };
    const sides: Side[] = ['messages', 'bare', 'starts', 'starts', 'bare', 'messages'];
    const half = Math.ceil(this.sizes.arrivals / 2);
    for (const side of round % 2 === 1 ? sides : ['bare', 'starts', 'messages', 'messages', 'starts', 'bare'] as const) took[side] += await this.seconds(side, half);
    const rate = (side: Side): number => 2 * half / took[side];
    this.tell(`  ${plain(rate('messages'))} messages a second, ${plain(rate('starts'))} starts, ${plain(rate('bare'))} bare`);
    return ([['HL7 messages taken in', 'messages'], ['cases started', 'starts']] as const).map(([name, side]) => ({ line: { name: `${name}, ${CLIENTS} clients`, unit: 'per second', aim: atLeast(0.5) }, ours: rate(side), control: rate('bare') }));
  }

  private async seconds(side: Side, many: number): Promise<number> {
    const began = performance.now();
    await inParallel(Array.from({ length: many }), CLIENTS, () => this.one(side));
    return (performance.now() - began) / 1_000;
  }

  private async one(side: Side): Promise<void> {
    const number = this.asked[side]++;
    if (side === 'messages') return this.message(number);
    if (side === 'bare') return this.house.control.begin();
    await carriedOut(this.house.client, 'hub', '/v1/cases', {
      pathway: 'minimum-safe-discharge', patient: somebody(), organisation: 'riverside', owners, details: { ward: 'Willow', plannedDischargeAt: inHours(30), dischargePathway: 1, destination: 'own-home' },
    });
  }

  /** Until it is taken in: the same bytes again are the same message. */
  private async message(number: number): Promise<void> {
    const person = { nhsNumber: syntheticNhsNumber(900_000 + number), hospitalNumber: `B-${number}`, family: 'Bench', given: `N${number}`, dateOfBirth: '19410203' };
    const body = exampleMessage({ kind: KINDS[number % KINDS.length]!, controlId: `bench-${number}`, person, stay: { visitNumber: `V-${number}`, ward: 'Ward 7', bed: '12', admittedAt: hl7Time(Date.now() - 86_400_000) } });
    for (;;) {
      const answer = await fetch(`${this.house.product.url}/v1/intake/hl7v2`, {
        method: 'POST', body, signal: AbortSignal.timeout(60_000), headers: { authorization: `Bearer ${await this.house.client.token('hub')}`, 'content-type': 'application/hl7-v2' },
      });
      const text = await answer.text();
      if (answer.status === 202 && /"outcome": ?"admission-(recorded|updated)"/.test(text)) return;
      if (answer.status !== 503) throw new Error(`a message was answered ${answer.status} ${text}`);
      await at(Date.now() + 500);
    }
  }

  async check(): Promise<void> {
    const { rows } = await withClient(this.house.servers.databaseUrl('handrail'), (admin) => admin.query<{ messages: number; starts: number }>(`
      select (select count(*)::int from messages where control_id like 'bench-%') as messages, (select count(*)::int from cases where status = 'open') as starts`));
    if (rows[0]?.messages !== this.asked.messages || rows[0].starts !== this.asked.starts) throw new Error(`the record has ${JSON.stringify(rows[0])} for ${JSON.stringify(this.asked)}`);
    await this.house.control.begunAre(this.asked.bare);
  }
}
