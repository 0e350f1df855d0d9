import { withClient } from '#apps/local/postgres.js';
import type { CaseView } from '#libs/contracts/views.js';
import { inHours, owners, somebody, type Client } from '#tests/support/http/client.js';
import { carriedOut } from './carried-out.js';
import type { Servers } from './servers.js';

const colleague = { organisation: 'another trust', name: 'A Colleague', contact: '0300 000 000' };

/** Discharges from their start to their end, by people with tokens: four standards, confirmed, left, and handed on. */
export class Courses {
  /** Commands of one: the start, six tasks, the end. */
  static readonly commands = 8;
  private asked = 0;
  constructor(private readonly client: Client) {}

  async one(): Promise<void> {
    const planned = Date.now() + 30 * 3_600_000;
    const begun = await this.done('hub', '/v1/cases', { pathway: 'minimum-safe-discharge', patient: somebody(), organisation: 'riverside', owners, details: { ward: 'Willow', plannedDischargeAt: new Date(planned).toISOString(), dischargePathway: 1, destination: 'own-home' } });
    const complete = async (of: CaseView, step: string, evidence: object, who: 'coordinator' | 'clinical-lead' | 'hub' = 'coordinator'): Promise<void> => {
      const task = of.tasks.find((each) => each.step === step && each.status === 'open');
      await this.done(who, `/v1/tasks/${task!.id}/complete`, { evidence });
    };
    const look = async (): Promise<CaseView> => (await this.client.get('coordinator', `/v1/cases/${begun.id}`)).body as unknown as CaseView;
    await complete(begun, 'first-visit-booked', { visitAt: inHours(20, planned), provider: 'Community nursing' });
    await complete(begun, 'medicines-reconciled', { changes: 'one tablet stopped', supplied: true }, 'clinical-lead');
    await complete(begun, 'equipment-in-place', { items: ['walking frame'] });
    await complete(begun, 'red-flag-instructions-given', { givenTo: ['person'], understood: true, how: 'read together' });
    await complete(await look(), 'standards-confirmed', { confirmed: true });
    await complete(await look(), 'departure', { leftAt: inHours(0) }, 'hub');
    const { status } = await this.done('hub', `/v1/cases/${begun.id}/end`, { because: 'transferred', at: inHours(0), note: 'goes on elsewhere', acceptedBy: colleague });
    if (status !== 'closed') throw new Error(`a case that ended is ${status}`);
    this.asked += 1;
  }

  private async done(who: 'coordinator' | 'clinical-lead' | 'hub', path: string, body: object): Promise<CaseView> {
    return await carriedOut(this.client, who, path, body) as unknown as CaseView;
  }

  /** @throws unless every case is closed in the record, with its six completions */
  async check(servers: Servers): Promise<void> {
    const { rows } = await withClient(servers.databaseUrl('handrail'), (admin) => admin.query<{ closed: number; completions: number }>(`
      select (select count(*)::int from cases where status = 'closed') as closed, (select count(*)::int from events where kind = 'task-completed') as completions`));
    if (rows[0]?.closed !== this.asked || rows[0].completions !== this.asked * 6) throw new Error(`the record has ${JSON.stringify(rows[0])} for ${this.asked} cases`);
  }
}
