import { randomUUID } from 'node:crypto';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseView, EscalationView, TaskView } from '#libs/contracts/views.js';
import type { Product } from '#tests/support/stack/product.js';
import { said } from '#libs/pathway/state.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';

export interface Answer { status: number; body: JsonObject; headers: Headers }

/** A program of somebody else's: knows tokens, JSON and HTTP, nothing of the inside. */
export class Client {
  private readonly tokens = new Map<LocalPerson, string>();
  constructor(readonly product: Pick<Product, 'url' | 'token'>) {}

  async get(who: LocalPerson, path: string): Promise<Answer> { return this.send(who, 'GET', path); }
  /** A command under a fresh key, or under the one given. */
  async post(who: LocalPerson, path: string, body: object = {}, key: string = randomUUID()): Promise<Answer> { return this.send(who, 'POST', path, body, key); }
  /** As `post`, and it must be carried out. @throws with the whole answer when it was not */
  async done(who: LocalPerson, path: string, body: object = {}): Promise<JsonObject> {
    const answer = await this.post(who, path, body);
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async send(who: LocalPerson, method: string, path: string, body?: object, key?: string): Promise<Answer> {
    const response = await fetch(`${this.product.url}${path}`, {
      method, signal: AbortSignal.timeout(60_000),
      headers: { authorization: `Bearer ${await this.token(who)}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) as JsonObject : {}, headers: response.headers };
  }

  async token(who: LocalPerson): Promise<string> {
    const known = this.tokens.get(who);
    if (known) return known;
    const token = await this.product.token(who);
    this.tokens.set(who, token);
    return token;
  }
}

let people = Math.floor(Math.random() * 800_000);
/** Somebody who does not exist, with a number of the range that is never given out. */
export function somebody(): { nhsNumber: string; name: string; dateOfBirth: string } {
  people += 1;
  return { nhsNumber: syntheticNhsNumber(people % 900_000), name: `Sam Synthetic ${people}`, dateOfBirth: '1941-03-09' };
}

export const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const hour = 3_600_000;
export const inHours = (hours: number, from = Date.now()): string => new Date(from + hours * hour).toISOString();

/** One discharge case, as its people work on it over HTTP. */
export class DischargeCase {
  private constructor(readonly client: Client, public view: CaseView) {}

  static async start(client: Client, details: JsonObject = {}, more: { rehearsal?: boolean; patient?: object } = {}): Promise<DischargeCase> {
    const body = await client.done('hub', '/v1/cases', {
      pathway: 'minimum-safe-discharge', patient: more.patient ?? somebody(), organisation: 'riverside', owners, rehearsal: more.rehearsal ?? true,
      details: { ward: 'Willow', plannedDischargeAt: inHours(30), dischargePathway: 1, destination: 'own-home', ...details },
    });
    return new DischargeCase(client, body as unknown as CaseView);
  }

  get id(): string { return this.view.id; }
  /** Nothing is open and the watch runs. */
  get watching(): boolean { return (this.view as unknown as { watching: boolean }).watching; }
  get now(): number { return Date.parse(this.view.clock.now); }
  get planned(): number { return Date.parse(said(this.view.details as JsonObject, 'plannedDischargeAt')); }
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

  evidence(): Record<string, JsonObject> {
    return {
      'first-visit-booked': { visitAt: inHours(20, this.planned), provider: 'Community nursing' }, 'medicines-reconciled': { changes: 'one tablet stopped', supplied: true },
      'equipment-in-place': { items: ['walking frame'] }, 'red-flag-instructions-given': { givenTo: ['person'], understood: true, how: 'read together' },
    };
  }
  async meet(...but: string[]): Promise<void> {
    for (const [step, evidence] of Object.entries(this.evidence())) if (!but.includes(step)) await this.complete(step, evidence, step === 'medicines-reconciled' ? 'clinical-lead' : 'coordinator');
  }
  async readyToLeave(): Promise<void> {
    await this.meet();
    await this.complete('standards-confirmed', { confirmed: true });
  }
  async leave(): Promise<void> {
    await this.readyToLeave();
    await this.advanceTo(this.planned);
    await this.complete('departure', { leftAt: new Date(this.now).toISOString() }, 'hub');
  }
  decision(outcome: string, more: JsonObject = {}): JsonObject {
    return {
      kind: 'risk-decision', question: 'May the person leave?', options: [{ option: 'stay', doNothing: true, rejectedBecause: 'the person is well and wants to go' }, { option: 'go' }], chosen: 'go',
      riskAccepted: 'a day without a visit', proportionateBecause: 'a daughter stays the night', personsView: 'wants to go home', actions: [], outcome,
      safetyNet: [{ if: 'breathless', call: 'the ward', respondWithin: 'PT1H' }], unsafe: 'no visit tomorrow', mitigations: ['a call in the morning'], because: 'capacity', ...more,
    };
  }
}
