import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from './case-story.js';
import { london } from './london.js';
import { patientStart, type Directory } from './simulation.js';

/** All that the minimum dataset asks. */
export const wholeDataset: JsonObject = { reason: 'low since the spring', currentRisks: 'alone at night', protectiveFactors: 'her dog', safeguarding: 'none known', personsView: 'wants to talk', reachedBy: 'mobile, after noon' };
/** Nothing urgent; no rule proposes anything yet. */
export const wholeFacts: JsonObject = { dangerNow: false, inHospital: false, leftCrisisCare: false, underOurCare: false, livesElsewhere: false };
export const urgentRoutes: JsonObject = { communicated: true, to: ['the person', 'Elm Surgery'], which: '999, and 111 option 2 day and night' };
export const safeRedirect: JsonObject = {
  rationale: 'worry without serious risk is what talking therapies are for', signposting: { to: 'Talking therapies', how: 'rang them together', personAgrees: true, stillReachedBy: 'our number until they have rung' }, urgentRoutes, referrerTold: 'Dr Reed',
};
const present = { present: ['Clare Booth', 'Ada Moss'] };

/** A referral told as a story. */
export class Referral extends CaseStory {
  /** `received` and `opened` as 'Wed 10 Jun 2026 15:00'. */
  static received(received: string, more: JsonObject = {}, opened = received, holds?: Directory): Referral {
    const details: JsonObject = { receivedAt: london(received), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: wholeFacts, ...more };
    return new Referral(patientStart('front-door', details), Date.parse(london(opened)), holds);
  }
  /** Known to be so, beside what is known otherwise. */
  static whoIs(facts: JsonObject, more: JsonObject = {}): Referral { return Referral.received('Wed 10 Jun 2026 10:00', { facts: { ...wholeFacts, ...facts }, ...more }); }

  // What people do.
  rings(more: JsonObject = {}): this { return this.completes('clarification-call', { contactedAt: this.nowText, spokeTo: 'Dr Reed', asked: ['what is missing'], dataset: wholeDataset, facts: wholeFacts, ...more }); }
  triages(evidence: JsonObject, step = 'triage-huddle'): this { return this.completes(step, { ...present, ...evidence }, 'the-clinical-lead'); }
  assigns(to: JsonObject, grounds: JsonObject, more: JsonObject = {}): this { return this.triages({ outcome: 'assign', to, leadProfessional: 'a-lead', ...grounds, ...('pathway' in to ? { details: {} } : {}), ...more }); }
  redirects(service: string, grounds: JsonObject): this { return this.triages({ outcome: 'redirect', to: { service }, ...grounds }); }
  refersUp(): this { return this.triages({ outcome: 'senior-oversight', question: 'Ours, or not?' }); }
  oversees(evidence: JsonObject): this { return this.triages({ question: 'Ours, or not?', weighed: [{ option: 'do nothing', rejectedBecause: 'it gets worse' }], ...evidence }, 'senior-oversight'); }
  refuses(step: string): this { return this.does({ type: 'unmet', taskId: this.task(step).id, reason: 'we have no room', unsafe: 'nobody sees her' }); }

  // What stands.
  get proposed(): unknown[] { return (this.of('task-opened').findLast(({ data }) => data.step === 'triage-huddle')!.data.about!['proposals'] as { rule: string }[]).map(({ rule }) => rule); }
  get asked(): unknown { return this.of('task-opened').findLast(({ data }) => data.step === 'clarification-call')?.data.about; }
}
