import { randomUUID } from 'node:crypto';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseView, EscalationView, TaskView } from '#libs/contracts/views.js';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { inHours, somebody, type Client } from './client.js';

/** How a case is begun: a rehearsal of an invented person unless said otherwise. `patient` null: it is about nobody. */
export interface Beginning { rehearsal?: boolean; patient?: object | null; by?: LocalPerson; clinicalLead?: string }

/** One case of any pathway, as its people work on it over HTTP. */
export class CaseOverHttp {
  protected constructor(readonly client: Client, public view: CaseView) {}

  static async begin(client: Client, pathway: string, details: JsonObject, { rehearsal = true, patient = somebody(), by = 'hub', clinicalLead = client.owners.clinicalLead }: Beginning = {}): Promise<CaseView> {
    return await client.done(by, '/v1/cases', { pathway, ...(patient === null ? {} : { patient }), organisation: client.organisation, owners: { ...client.owners, clinicalLead }, rehearsal, details }) as unknown as CaseView;
  }
  static async of(client: Client, pathway: string, details: JsonObject, more: Beginning = {}): Promise<CaseOverHttp> {
    return new CaseOverHttp(client, await CaseOverHttp.begin(client, pathway, details, more));
  }
  /** One that is there already: another case or the system began it. */
  static async found(client: Client, id: string, who: LocalPerson = 'coordinator'): Promise<CaseOverHttp> {
    return new CaseOverHttp(client, (await client.get(who, `/v1/cases/${id}`)).body as unknown as CaseView);
  }

  get id(): string { return this.view.id; }
  /** Nothing is open and the watch runs. */
  get watching(): boolean { return (this.view as unknown as { watching: boolean }).watching; }
  get now(): number { return Date.parse(this.view.clock.now); }
  /** So many hours from the case's own now, on whole milliseconds. */
  at(hours = 0): string { return inHours(hours, this.now); }
  task(step: string): TaskView {
    const found = this.view.tasks.findLast((task) => task.step === step);
    if (!found) throw new Error(`no task ${step}: ${this.view.tasks.map((task) => `${task.step} ${task.status}`).join(', ')}`);
    return found;
  }
  open(): string[] { return this.view.tasks.filter((task) => task.status === 'open').map((task) => task.step).toSorted(); }
  escalation(step: string): EscalationView {
    const found = this.view.escalations.findLast((escalation) => escalation.step === step);
    if (!found) throw new Error(`no escalation of ${step}`);
    return found;
  }
  /** Who was called for a step: `role` in order. */
  called(step: string): string[] { return this.view.escalations.filter((each) => each.step === step).flatMap((each) => each.calls.map((call) => call.role)); }

  async look(): Promise<this> {
    this.view = (await this.client.get('coordinator', `/v1/cases/${this.id}`)).body as unknown as CaseView;
    return this;
  }
  async complete(step: string, evidence: JsonObject, who: LocalPerson = 'coordinator'): Promise<void> {
    await this.client.done(who, `/v1/tasks/${this.task(step).id}/complete`, { evidence });
    await this.look();
  }
  /** Every open task of a step, one after the other. */
  async completeAll(step: string, evidence: JsonObject, who: LocalPerson = 'coordinator'): Promise<void> {
    for (const { id } of this.view.tasks.filter((task) => task.step === step && task.status === 'open')) await this.client.done(who, `/v1/tasks/${id}/complete`, { evidence });
    await this.look();
  }
  /** What is wrong with an evidence or decision that must be refused: the status, and each gap with its pointer, or the rule's name. */
  async refused(who: LocalPerson, path: string, body: object): Promise<unknown[]> {
    const { status, body: problem } = await this.client.post(who, path, body);
    const { code, errors = [] } = problem as unknown as { code: string; errors?: { pointer: string }[] };
    return [status, ...(errors.length > 0 ? errors.map(({ pointer }) => pointer).toSorted() : [code])];
  }
  refusedEvidence(step: string, evidence: JsonObject, who: LocalPerson = 'coordinator'): Promise<unknown[]> { return this.refused(who, `/v1/tasks/${this.task(step).id}/complete`, { evidence }); }
  async act(step: string, action: string, body: object, who: LocalPerson = 'coordinator'): Promise<void> {
    await this.client.done(who, `/v1/tasks/${this.task(step).id}/${action}`, body);
    await this.look();
  }
  async post(who: LocalPerson, path: string, body: object): Promise<void> {
    await this.client.done(who, `/v1/cases/${this.id}/${path}`, body);
    await this.look();
  }
  /** Moves the clock of the rehearsal, waiting on under the same key while it takes longer than one answer. */
  async advance(by: string): Promise<void> {
    const key = randomUUID();
    for (;;) {
      const answer = await this.client.post('coordinator', `/v1/cases/${this.id}/advance`, { by }, key);
      if (answer.status === 200) break;
      if (answer.status !== 202) throw new Error(`advance answered ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    await this.look();
  }
  /** To an instant of the case's own clock, on the second. */
  async advanceTo(at: number): Promise<void> {
    const seconds = Math.ceil((at - this.now) / 1000);
    if (seconds > 0) await this.advance(`PT${seconds}S`);
  }

  /** To noon of the local day so many days on: whenever a spec runs, what is called by day is then called at once. */
  noon(days = 1): Promise<void> { return this.advanceTo(atLocal(addLocalDays(localTime(this.now).date, days), '12:00').at); }

  /** A whole decision; `more` adds what its kind asks beside. */
  decision(kind: string, outcome: string, more: JsonObject = {}): JsonObject {
    return {
      kind, question: 'What follows?', options: [{ option: 'nothing', doNothing: true, rejectedBecause: 'it would not be safe' }, { option: 'this' }], chosen: 'this',
      riskAccepted: 'some', proportionateBecause: 'somebody looks in every day', personsView: 'agrees', actions: [], outcome, safetyNet: [{ if: 'worse', call: '111', respondWithin: 'PT1H' }], ...more,
    };
  }
}
