import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskState } from '#libs/pathway/state.js';
import { CaseStory } from './case-story.js';
import { inLondon, london } from './london.js';
import { patientStart, type Directory } from './simulation.js';

/** The script, whole. */
export const wholeScript: JsonObject = { whatChanged: 'has hardly slept for a week', currentRisks: 'says that neighbours watch her', protectiveFactors: 'her sister rings every day', alreadyTried: 'a visit yesterday, nobody opened' };
export const byTheHousingWorker: JsonObject = { raised: { link: 'l1', name: 'Hanna Quist', organisation: 'Northgate Housing' } };
/** A plan of a contact a day for a week, the team on the sixth day; every part is asked for. */
export const wholePlan = (at: number, more: JsonObject = {}): JsonObject => ({
  formulation: 'has stopped sleeping and lets nobody in', highRisk: false, cadence: { every: 'P1D', for: 'P1W' }, urgentReview: { by: new Date(at + 24 * 3_600_000).toISOString(), with: 'Dr Adeyemi' }, medicationLiaison: { with: 'the GP', about: 'sleep' },
  crisisInterface: { service: 'the crisis team', askedFor: 'a visit tonight' }, outOfHours: 'the crisis line', mdtAt: new Date(at + 6 * 86_400_000).toISOString(), warningSigns: ['gives things away'], ...more,
});
export const notNeeded: JsonObject = { notNeededBecause: 'seen by them this week' };

/** A step-up told as a story. What is called the Wednesday is 10 June 2026: a plain week in summer. */
export class StepUpStory extends CaseStory {
  static raised(opened: string, more: JsonObject = {}, holds?: Directory): StepUpStory { return new StepUpStory(patientStart('step-up', { ...wholeScript, ...byTheHousingWorker, ...more }), Date.parse(london(opened)), holds); }
  /** Raised on Wednesday at 10:00 by a housing worker, with nothing left open. */
  static onWednesday(more: JsonObject = {}, holds?: Directory): StepUpStory { return StepUpStory.raised('Wed 10 Jun 2026 10:00', more, holds); }
  /** The threshold is met at noon; nothing but contacts is asked for, and who raised it has been told. */
  static steppedUp(more: JsonObject = {}, plan: JsonObject = {}): StepUpStory {
    return StepUpStory.onWednesday(more).comes('Wed 10 Jun 2026 12:00').stepsUp({ urgentReview: notNeeded, medicationLiaison: notNeeded, crisisInterface: notNeeded, ...plan }).tellsWhoRaised().tellsOutOfHours();
  }

  // What people do.
  stepsUp(plan: JsonObject = {}, more: JsonObject = {}): this { return this.decides('step-up', { plan: wholePlan(this.now, plan), ...more }, 'threshold-decision'); }
  saysNo(): this { return this.decides('not-met', { rejection: { reason: 'sleeps badly, and is in touch', whatWouldChange: 'she no longer answers her sister' } }, 'threshold-decision'); }
  team(outcome: string, more: JsonObject = {}): this { return this.decides(outcome, more, 'mdt-review'); }
  stepsDown(): this { return this.team('step-down', { steppedDown: { criteriaMet: 'has slept for a week', handedTo: 'the community team' } }); }
  tellsWhoRaised(): this { return this.completes('raiser-told', { toldAt: this.nowText, how: 'rang her', theirView: 'glad of it' }); }
  tellsOutOfHours(): this { return this.completes('out-of-hours-agreed', { contingency: 'the crisis line', toPerson: true, toPartners: ['housing'] }); }
  supervises(): this { return this.completes('supervision-review', { discussedAt: this.nowText, learning: 'raise it earlier' }, 'the-escalation-lead'); }
  isSeen(): this { return this.completes('welfare-check', { seenAt: this.nowText, by: 'a nurse', outcome: 'well, had lost her phone' }); }
  /** Somebody sees the person now, at every contact that is overdue. */
  isSeenSince(): this { while (this.tasksOf('contact').some(({ status, dueAt }) => status === 'open' && dueAt <= this.now)) this.meets(); return this; }
  tells(kind: string, more: JsonObject = {}): this { return this.does({ type: 'trigger', kind, occurredAt: this.nowText, note: 'her sister rang', ...more }); }
  /** The contact that is due next, now; `seen`: the warning signs that were seen. */
  meets(...seen: string[]): this {
    const signs = seen.length > 0 ? seen.map((sign) => ({ sign, seen: true })) : [{ sign: 'gives things away', seen: false }];
    return this.does({ type: 'complete', taskId: this.nextContact.id, evidence: { contactedAt: this.nowText, how: 'visit', warningSigns: signs, note: 'spoke' } });
  }
  triesTheContact(): this { return this.does({ type: 'attempt', taskId: this.nextContact.id, at: this.nowText, tried: 'rang', why: 'no reply' }); }

  // What stands.
  get nextContact(): TaskState {
    const [next] = this.tasksOf('contact').filter(({ status }) => status === 'open').toSorted((a, b) => a.dueAt - b.dueAt);
    if (!next) throw new Error('no contact is open');
    return next;
  }
  /** Until when each open contact may be made: the local day whose end it is. */
  get windows(): string[] { return this.tasksOf('contact').filter(({ status }) => status === 'open').map(({ dueAt }) => inLondon(dueAt - 60_000).slice(0, -6)); }
  get stage(): string { return this.state.stage; }
  get owners(): Record<string, string> { return Object.fromEntries(this.state.tasks.filter(({ status }) => status === 'open').map(({ step, owner }) => [step, owner.person ?? owner.role])); }
  statuses(step: string): string[] { return this.tasksOf(step).map(({ status }) => status); }
}
