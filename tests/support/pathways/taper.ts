import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskState } from '#libs/pathway/state.js';
import { CaseStory } from './case-story.js';
import { inLondon, london } from './london.js';
import { patientStart, type Directory } from './simulation.js';

/** A whole handover: every text said, no restriction, one person to speak to. */
export const wholeHandover: JsonObject = {
  formulation: 'low after a loss', riskHistory: 'one overdose', currentRisks: 'alone at night', protectiveFactors: 'her sister', medication: 'sertraline', crisisPlan: 'when she stops sleeping, ring her sister, then the line',
  outOfHours: 'the crisis line', legalStatus: 'informal', dependants: 'none', accommodation: 'own flat', restrictions: [], contacts: [{ name: 'a sister', contact: '0300 000 000', mayShare: true }],
};
export const restriction = (reviewAt: string): JsonObject => ({ what: 'medicines for a week at most', because: 'an overdose', alternativesConsidered: 'a locked box', until: london(reviewAt), reviewAt: london(reviewAt), stepDownPlan: 'then for two weeks' });
const notNeeded: JsonObject = { notNeededBecause: 'all is well' };
export const stabilised = (more: JsonObject = {}): JsonObject => ({ sleep: notNeeded, routine: notNeeded, safeContacts: notNeeded, practicalSupport: notNeeded, ...more });
export const action = (title: string, dueAt: string, more: JsonObject = {}): JsonObject => ({ title, owner: 'a-nurse', dueAt: london(dueAt), completionCheck: 'she says so', ...more });
/** The escalation summary, whole: what is not known is said to be so. */
export const summary: JsonObject = { whatChanged: 'sleep', currentRisks: 'alone', protectiveFactors: 'sister', alreadyDone: { notKnownBecause: 'not told' }, requested: 'daily contact', urgency: 'today' };

/** The review after an escalation of somebody who comes into crisis again and again, held at that instant. */
export const postEscalation = (heldAt: string): JsonObject => ({
  heldAt, learning: 'ring her sister sooner', safeguarding: { noneBecause: 'no indicator' }, planUpdated: 'her sister is rung first', contactCadence: 'every day for a week', interfaceProblem: { problem: 'the line did not answer', escalatedTo: 'its manager', escalatedAt: heldAt },
  stepDownCriteria: ['slept for a week'],
});

/** A taper told as a story. What is called the Wednesday is 10 June 2026: a plain week in summer. */
export class Taper extends CaseStory {
  /** `discharged` and `opened` as 'Wed 10 Jun 2026 15:00'; `version`: a taper that began by an earlier policy. */
  static after(discharged: string, opened = discharged, more: JsonObject = {}, holds?: Directory, version?: string): Taper {
    const details = { crisisTeam: 'Riverside crisis team', dischargedAt: london(discharged), from: 'crisis-team', handover: wholeHandover, suicideRisk: 'not-identified', safeguarding: { indicators: [] }, ...more };
    const start = patientStart('step-down-tapering', details);
    return new Taper({ ...start, policy: { ...start.policy, ...(version ? { version } : {}) } }, Date.parse(london(opened)), holds);
  }
  /** Discharged on Wednesday at 09:00 from the crisis team, no suicide risk identified; opened an hour later. */
  static onWednesday(more: JsonObject = {}, holds?: Directory, version?: string): Taper { return Taper.after('Wed 10 Jun 2026 09:00', 'Wed 10 Jun 2026 10:00', more, holds, version); }
  /** Accepted at 11:00, contacted at noon, and all that goes with it: what is open then is the taper's own. */
  static contactedOnWednesday(more: JsonObject = {}, holds?: Directory, version?: string): Taper {
    return Taper.onWednesday(more, holds, version).comes('Wed 10 Jun 2026 11:00').accepts().comes('Wed 10 Jun 2026 12:00').contacts().settlesIn();
  }

  // What people do.
  accepts(): this { return this.completes('handover-accepted', { accepted: true }, 'the-clinical-lead'); }
  asks(): this { return this.does({ type: 'attempt', taskId: this.task('handover-accepted').id, at: this.nowText, tried: 'read it', why: 'what about her children?' }, 'the-clinical-lead'); }
  refusesTheHandover(): this { return this.does({ type: 'unmet', taskId: this.task('handover-accepted').id, reason: 'too unwell for us', unsafe: 'nobody sees her daily' }, 'the-clinical-lead'); }
  resolves(resolution: string): this { return this.completes('handover-dispute', { resolution, rationale: 'weighed' }, 'the-escalation-lead'); }
  /** The first contact, at the present instant unless said otherwise. */
  contacts(warningSigns: string[] = [], contactedAt = this.nowText): this { return this.completes('first-contact', { contactedAt, how: 'visit', presentation: 'tired, hopeful', warningSigns }, 'the-clinical-lead'); }
  /** All that goes with the first contact. */
  settlesIn(triggers: string[] = ['stops eating']): this {
    return this.completes('crisis-plan-reviewed', { plan: 'ring her sister', outOfHours: 'the crisis line' }).completes('stabilisation-agreed', stabilised())
      .completes('triggers-communicated', { triggers, toPerson: true, toPartners: ['her sister'] });
  }
  /** The contact that is due next, at the present instant; `seen`: the warning signs that were seen. */
  meets(...seen: string[]): this {
    const signs = seen.length > 0 ? seen.map((sign) => ({ sign, seen: true })) : [{ sign: 'stops eating', seen: false }];
    return this.does({ type: 'complete', taskId: this.nextContact.id, evidence: { contactedAt: this.nowText, how: 'visit', warningSigns: signs, note: 'spoke' } });
  }
  triesTheContact(): this { return this.does({ type: 'attempt', taskId: this.nextContact.id, at: this.nowText, tried: 'rang', why: 'no reply' }); }
  isSeen(): this { return this.completes('welfare-check', { seenAt: this.nowText, by: 'a nurse', outcome: 'well, had lost her phone' }); }
  tells(kind: string, sign?: string): this { return this.does({ type: 'trigger', kind, occurredAt: this.nowText, note: 'her sister rang', ...(sign ? { sign } : {}) }); }
  reviews(outcome: string, toStage?: number): this { return this.decides(outcome, toStage ? { toStage } : {}, 'readiness-review'); }
  reviewsStepUp(outcome: string, toStage?: number): this { return this.decides(outcome, { summary, outOfHours: 'the crisis line', mdtAt: this.nowText, ...(toStage ? { toStage } : {}) }, 'step-up-review'); }
  weighs(outcome: string, more: JsonObject = {}): this { return this.decides(outcome, more, 'welfare-decision'); }
  closesTheTaper(): this { return this.completes('closing-review', { goals: 'met', stability: 'four weeks', personsView: 'ready', handedBackTo: 'the GP' }, 'the-clinical-lead'); }
  replans(discharged: string): this { return this.does({ type: 'replan', dischargedAt: london(discharged), reason: 'the ward' }); }
  looksWeekly(): this {
    for (const task of this.tasksOf('weekly-review')) if (task.status === 'open') this.does({ type: 'complete', taskId: task.id, evidence: { risks: [], nextAt: new Date(this.now + 7 * 86_400_000).toISOString() } });
    return this;
  }
  /** Every contact that is open, each an hour before its window ends. */
  meetsAll(): this {
    while (this.open().includes('contact')) {
      this.until(Math.max(this.now, this.nextContact.dueAt - 3_600_000));
      this.meets().looksWeekly();
    }
    return this;
  }

  // What stands.
  get nextContact(): TaskState {
    const [next] = this.tasksOf('contact').filter(({ status }) => status === 'open').toSorted((a, b) => a.dueAt - b.dueAt);
    if (!next) throw new Error('no contact is open');
    return next;
  }
  /** Until when each open contact may be made: the local day whose end it is. */
  get windows(): string[] { return this.tasksOf('contact').filter(({ status }) => status === 'open').map(({ dueAt }) => inLondon(dueAt - 60_000).slice(0, -6)).toSorted((a, b) => Date.parse(a) - Date.parse(b)); }
  shown(at: number): string { return inLondon(at); }
  get stage(): string { return this.state.stage; }
  /** Who owns each open step now. */
  get owners(): Record<string, string> { return Object.fromEntries(this.state.tasks.filter(({ status }) => status === 'open').map(({ step, owner }) => [step, owner.role])); }
  statuses(step: string): string[] { return this.tasksOf(step).map(({ status }) => status); }
  because(step: string): (string | null)[] { return this.tasksOf(step).map(({ endedBecause }) => endedBecause); }
}
