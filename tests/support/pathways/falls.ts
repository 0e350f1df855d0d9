import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from './case-story.js';
import { london } from './london.js';
import { patientStart, type Directory } from './simulation.js';

/** What completes each step of a falls review at the present instant, where nothing else is asked. */
export const fallsEvidence: Readonly<Record<string, JsonObject>> = {
  'urgent-clinical-check': { route: 'seen', redFlags: [], antithrombotic: 'no', by: 'a nurse', findings: 'well', adviceGivenTo: 'her daughter', someoneWithThem: true },
  'risk-assessed': { findings: 'tired, a new tablet', riskOfHarmNow: 'falls at night' },
  'safety-net-written': { plan: [{ if: 'another fall', call: '111', respondWithin: 'PT2H' }] },
  'safety-net-shared': { sharedWith: ['person'], understood: true, how: 'read together' },
  'safeguarding-immediate': { immediateSafety: 'her sister stays with her', by: 'the team' },
  'safeguarding-answer': { answer: 'enquiry opened' },
};
/** A whole record of the review; what is asked beside it comes in `more`. */
export const reviewRecord = (more: JsonObject = {}): JsonObject => ({
  medicationActions: 'night tablet stopped', equipmentChanges: { noneBecause: 'all in place' }, hydrationAndNutrition: 'drinks well', homeSafetyPlan: 'rugs gone', cognition: 'as before',
  lyingStandingBloodPressure: { notDoneBecause: 'could not stand' }, personsView: 'wants to walk', safeguarding: { considered: true, concern: false, rationale: 'family is near' }, actions: [], ...more,
});
export const concern: JsonObject = { safeguarding: { considered: true, concern: true, rationale: 'left alone all day' } };
export const action = (title: string, dueAt: string, more: JsonObject = {}): JsonObject => ({ title, owner: 'a-nurse', dueAt: london(dueAt), completionCheck: 'she says so', ...more });

/** A falls review told as a story. */
export class Falls extends CaseStory {
  /** `occurred` and `opened` as 'Wed 10 Jun 2026 15:00'. */
  static after(kind: string, occurred: string, opened = occurred, trigger: JsonObject = {}, holds?: Directory): Falls {
    const details = { trigger: { kind, occurredAt: london(occurred), where: 'at home', note: 'on the stairs', ...trigger } };
    return new Falls(patientStart('rapid-falls-review', details), Date.parse(london(opened)), holds);
  }
  /** The second of two falls on Monday at 09:00, told an hour later. */
  static onMonday(holds?: Directory): Falls {
    return Falls.after('two-falls-in-a-week', 'Mon 8 Jun 2026 09:00', 'Mon 8 Jun 2026 10:00', { earlierAt: london('Sat 6 Jun 2026 20:00') }, holds);
  }

  // What people do.
  doesStep(...steps: string[]): this {
    for (const step of steps) this.complete(step, fallsEvidence[step]!);
    return this;
  }
  books(reviewAt: string, more: JsonObject = {}): this { return this.completes('review-booked', { reviewAt: london(reviewAt), attendees: ['the GP'], ...more }); }
  reviews(more: JsonObject = {}): this { return this.completes('review-held', reviewRecord(more)); }
  refers(referredAt = this.nowText): this { return this.completes('safeguarding-referral', { referredAt, to: 'the council' }); }
  visits(): this { return this.completes('visit-to-explain', { visitedAt: this.nowText, by: 'a nurse', understood: true }); }
  /** Everything that the start asks but the review. */
  assesses(): this { return this.doesStep('risk-assessed', 'safety-net-written', 'safety-net-shared'); }

  // What stands.
  /** The tasks of a step, in order: how each stands. */
  statuses(step: string): string[] { return this.tasksOf(step).map(({ status }) => status); }
}
