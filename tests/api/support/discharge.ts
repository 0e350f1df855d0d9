import { expect } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { dischargeOf, madeUpPatient, type Answer, type ApiClient, type Body } from './api-server.js';

let persons = 0;
export const somebody = () => madeUpPatient(syntheticNhsNumber(persons += 1));
export const said = ({ status, body }: Answer): (number | string | undefined)[] => [status, body.code];
export const taskOf = (of: Body, step: string): Body => {
  const found = of.tasks.findLast((task) => task.step === step);
  if (!found) throw new Error(`no task ${step} among ${of.tasks.map((task) => task.step).join(', ')}`);
  return found;
};
const inHours = (from: string, hours: number): string => new Date(Date.parse(from) + hours * 3_600_000).toISOString();

/** A discharge driven over HTTP, in the words of the pathway. */
export class Discharge {
  private constructor(private readonly api: ApiClient, public now: Body) {}

  static async started(api: ApiClient, change: Record<string, unknown> = {}, hours = 30): Promise<Discharge> {
    const answer = await api.command('hub', '/v1/cases', dischargeOf(somebody(), hours, change));
    expect(said(answer)).toEqual([201, undefined]);
    return new Discharge(api, answer.body);
  }

  get id(): string { return this.now.id; }
  get path(): string { return `/v1/cases/${this.id}`; }
  task(step: string): Body { return taskOf(this.now, step); }
  taskPath(step: string): string { return `/v1/tasks/${this.task(step).id}`; }
  openSteps(): string[] { return this.now.tasks.filter((task) => task.status === 'open').map((task) => task.step).toSorted(); }

  async look(as = 'hub'): Promise<Body> {
    const answer = await this.api.get(as, this.path);
    expect(answer.status).toBe(200);
    return this.now = answer.body;
  }

  /** Completes a step, and looks at the case again. */
  async complete(as: string, step: string, evidence: Record<string, unknown>): Promise<Answer> {
    const answer = await this.api.command(as, `${this.taskPath(step)}/complete`, { evidence });
    expect([step, ...said(answer)]).toEqual([step, 200, undefined]);
    await this.look();
    return answer;
  }

  /** All four standards met (but those named, which are already) and confirmed. */
  async met(...but: string[]): Promise<void> {
    const planned = String((this.now['details'] as Record<string, unknown>)['plannedDischargeAt']);
    if (!but.includes('first-visit-booked')) await this.complete('coordinator', 'first-visit-booked', { visitAt: inHours(planned, 20), provider: 'Community nursing' });
    await this.complete('clinical-lead', 'medicines-reconciled', { changes: 'none', supplied: true });
    await this.complete('coordinator', 'equipment-in-place', { items: [], noneNeeded: true });
    await this.complete('coordinator', 'red-flag-instructions-given', { givenTo: ['person'], understood: true, how: 'read together' });
    await this.complete('coordinator', 'standards-confirmed', { confirmed: true });
  }

  /** The clock of a rehearsal moves. */
  async advance(by: string): Promise<void> {
    const answer = await this.api.command('hub', `${this.path}/advance`, { by });
    expect([by, ...said(answer)]).toEqual([by, 200, undefined]);
    this.now = answer.body;
  }

  /** Everything as it should be until the case closes. Rehearsals only. */
  async throughToTheEnd(): Promise<void> {
    await this.met();
    await this.advance('PT30H');
    await this.complete('hub', 'departure', { leftAt: this.now.clock.now });
    await this.complete('clinical-lead', 'gp-summary-sent', { sentAt: this.now.clock.now, to: 'the GP' });
    await this.advance('PT20H');
    await this.complete('coordinator', 'first-visit-done', { visitedAt: this.now.clock.now, by: 'Nurse A' });
    await this.advance('PT10H');
    await this.complete('coordinator', 'safety-call', { spokeTo: 'the person', how: 'well', worry: 'none' });
    await this.advance('P7D');
    expect(this.now.status).toBe('closed');
  }
}
