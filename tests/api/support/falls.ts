import { expect } from '@jest/globals';
import type { Answer, ApiClient, Body } from './api-server.js';
import { said, somebody, taskOf } from './discharge.js';

const HOUR = 3_600_000;
export const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();
export const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };

/** The body of a start after a head injury some hours ago. */
export function fallsReviewOf(patient: unknown, change: Record<string, unknown> = {}, hours = 2): Record<string, unknown> {
  return { pathway: 'rapid-falls-review', patient, organisation: 'riverside', owners, details: { trigger: { kind: 'head-injury', occurredAt: ago(hours), where: 'kitchen', note: 'slipped' } }, ...change };
}

/** The record of a review; its safeguarding and actions as given. */
export const reviewRecord = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  medicationActions: 'night sedation stopped', equipmentChanges: { noneBecause: 'all in place' }, hydrationAndNutrition: 'drinks well', homeSafetyPlan: 'rugs taken up', cognition: 'as before',
  lyingStandingBloodPressure: { notDoneBecause: 'could not stand' }, personsView: 'wants to stay at home', safeguarding: { considered: true, concern: false, rationale: 'well cared for' }, actions: [], ...change,
});
export const action = (change: Record<string, unknown> = {}): Record<string, unknown> => ({ title: 'Stop the tablet', owner: 'riverside-director', dueAt: ago(-48), completionCheck: 'the chart says so', ...change });

/** A falls review driven over HTTP. */
export class FallsReview {
  private constructor(private readonly api: ApiClient, public now: Body) {}

  static async started(api: ApiClient, change: Record<string, unknown> = {}, hours = 2): Promise<FallsReview> {
    const answer = await api.command('hub', '/v1/cases', fallsReviewOf(somebody(), change, hours));
    expect(said(answer)).toEqual([201, undefined]);
    return new FallsReview(api, answer.body);
  }

  get id(): string { return this.now.id; }
  get path(): string { return `/v1/cases/${this.id}`; }
  task(step: string): Body { return taskOf(this.now, step); }
  open(): string[] { return this.now.tasks.filter(({ status }) => status === 'open').map(({ step }) => step).toSorted(); }

  async look(as = 'coordinator'): Promise<Body> {
    const answer = await this.api.get(as, this.path);
    expect(answer.status).toBe(200);
    return this.now = answer.body;
  }
  /** What somebody says of a task. */
  async say(as: string, step: string, what: string, body: unknown): Promise<Answer> {
    const answer = await this.api.command(as, `/v1/tasks/${this.task(step).id}/${what}`, body);
    await this.look();
    return answer;
  }
  async complete(as: string, step: string, evidence: Record<string, unknown>): Promise<Answer> {
    const answer = await this.say(as, step, 'complete', { evidence });
    expect([step, ...said(answer)]).toEqual([step, 200, undefined]);
    return answer;
  }
}
