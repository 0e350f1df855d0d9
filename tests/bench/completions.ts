import { withClient } from '#apps/local/postgres.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { inHours, type Client } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import type { Servers } from './servers.js';

/** The steps that take a case from its start until the person has left, in order. */
export const steps = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given', 'standards-confirmed', 'departure'] as const;
export type Step = (typeof steps)[number];

const who = (step: Step): LocalPerson => (step === 'medicines-reconciled' ? 'clinical-lead' : step === 'departure' ? 'hub' : 'coordinator');

function evidence(discharge: DischargeCase, step: Step): JsonObject {
  if (step === 'standards-confirmed') return { confirmed: true };
  if (step === 'departure') return { leftAt: inHours(0) };
  return discharge.evidence()[step]!;
}

/** Tasks completed over HTTP by people with tokens, in live cases, on time. */
export class Completions {
  private asked = 0;
  constructor(private readonly client: Client) {}

  case(): Promise<DischargeCase> {
    return DischargeCase.start(this.client, {}, { rehearsal: false });
  }

  /** One completion, until its answer has been read, in ms: by then it is durable and every list shows it. @throws when it was not carried out */
  async complete(discharge: DischargeCase, step: Step): Promise<number> {
    const { id } = discharge.task(step);
    const body = { evidence: evidence(discharge, step) };
    await this.client.token(who(step));
    const began = performance.now();
    const { status, body: answer } = await this.client.post(who(step), `/v1/tasks/${id}/complete`, body);
    const took = performance.now() - began;
    this.asked += 1;
    if (status !== 200 || answer['status'] !== 'completed' || answer['late'] !== false) throw new Error(`completing ${step} was answered ${status} ${JSON.stringify(answer)}`);
    // What opened by it is found here; not timed.
    if (steps.indexOf(step) >= 3) await discharge.look();
    return took;
  }

  /** @throws unless the record holds one completion for every one that was answered */
  async check(servers: Servers): Promise<void> {
    const { rows } = await withClient(servers.databaseUrl('handrail'), (admin) => admin.query<{ events: number; tasks: number }>(`
      select (select count(*)::int from events where kind = 'task-completed') as events, (select count(*)::int from tasks where status = 'completed') as tasks`));
    if (rows[0]?.events !== this.asked || rows[0].tasks !== this.asked) throw new Error(`the record has ${JSON.stringify(rows[0])} for ${this.asked} completions`);
  }
}
