import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { patientStart, type Simulation } from '../simulation.js';
import { stabilised, summary, wholeHandover } from '../taper.js';
import { anyWeek, HOUR, MINUTE, pick, text, type Happening, type PathwayLife } from './life.js';

const restriction = (at: number): JsonObject => ({ what: 'w', because: 'b', alternativesConsidered: 'a', until: text(at), reviewAt: text(at), stepDownPlan: 's' });
const signs = ['stops sleeping', 'paces at night', 'gives things away'];
const brief: JsonObject[] = [{ every: 'P1D', for: 'P1D' }, { every: 'P1D', for: 'P2D' }];

/** Some began before restrictions were cases of their own. From five days after the discharge to four before it; most tapers are over in days, so that their end is reached. */
const beginning = fc.record({
  at: anyWeek, discharged: fc.integer({ min: -5 * 24 * 60, max: 4 * 24 * 60 }), from: fc.constantFrom('inpatient', 'crisis-team', 'emergency-department'), suicideRisk: fc.constantFrom('identified', 'not-identified', 'not-identified', 'not-assessed'),
  indicators: fc.constantFrom<string[][]>([], [], [], ['bruises', 'no money']), restricted: fc.option(fc.integer({ min: -2_000, max: 12_000 }), { nil: null, freq: 2 }),
  gap: fc.option(fc.constantFrom('formulation', 'crisisPlan', 'restrictions'), { nil: null, freq: 2 }), brief: fc.constantFrom(true, true, true, false), team: fc.constantFrom('c', 'c', 'before'),
}).map(({ team, at, discharged, from, suicideRisk, indicators, restricted, gap, brief: short }) => {
  const { [gap ?? '']: _, ...handover }: JsonObject = { ...wholeHandover, restrictions: restricted === null ? [] : [restriction(at + restricted * MINUTE)] };
  return { at, details: { crisisTeam: team, dischargedAt: text(at + discharged * MINUTE), from, suicideRisk, safeguarding: { indicators, ...(indicators.length > 0 ? { routes: ['domestic-abuse'] } : {}) }, handover, ...(gap ? { incompleteBecause: 'i' } : {}), ...(short ? { taper: brief } : {}) } };
});

function evidence(simulation: Simulation, step: string, { choice, minutes, task }: Happening, past: string): JsonObject | undefined {
  const ahead = text(simulation.now + minutes * MINUTE);
  const agreed = (title: string): JsonObject => ({ title, owner: pick(['somebody', 'a-nurse'], choice), dueAt: ahead, completionCheck: 'c', ...(choice % 4 === 0 ? { checkedByAnother: true } : {}) });
  switch (step) {
    case 'handover-accepted': return { accepted: true };
    case 'handover-clarified': return { answer: 'a' };
    case 'handover-dispute': return { resolution: pick(['accept-as-is', 'other-lead', 'back-to-crisis-team'], choice + task), rationale: 'r' };
    case 'handover-completed': return { handover: pick<JsonObject>([{}, { formulation: 'f', crisisPlan: 'if she paces at night', restrictions: [restriction(simulation.now + 20 * HOUR)] }], choice) };
    case 'first-contact': return { contactedAt: past, how: 'visit', presentation: 'p', warningSigns: choice % 2 ? ['stops sleeping'] : [] };
    case 'crisis-plan-reviewed': return { plan: 'p', outOfHours: 'o' };
    case 'stabilisation-agreed': return stabilised(choice % 3 === 0 ? { sleep: [agreed('weigh'), agreed('weigh')] } : {});
    case 'care-plan-sent': return { sentAt: past, to: 'gp' };
    case 'triggers-communicated': return { triggers: ['gives things away'], toPerson: true, toPartners: [] };
    case 'contact': return { contactedAt: past, how: 'visit', warningSigns: [{ sign: pick(signs, task), seen: choice % 3 === 0 }], note: 'n' };
    case 'welfare-check': return { seenAt: past, by: 'nurse', outcome: 'o' };
    case 'crisis-response': return { answer: 'a', by: 'b' };
    case 'supervision-review': return { discussedAt: pick([past, ahead], choice), learning: 'l' };
    case 'safeguarding-route': return { seenAt: past, seenAlone: true, asked: 'a', safeContact: 's', referral: { noneBecause: 'n' } };
    case 'safeguarding-action': return { done: 'd', proportionate: 'p', impact: 'i' };
    case 'restriction-review': return { rationale: 'r', ...pick<JsonObject>([{ decision: 'continue', until: ahead, reviewAt: ahead }, { decision: 'step-down' }, { decision: 'modify', until: ahead, reviewAt: ahead }], choice) };
    case 'post-escalation-review': return { heldAt: past, learning: 'l', safeguarding: { noneBecause: 'n' }, planUpdated: 'p', contactCadence: 'more often', interfaceProblem: { problem: 'p', escalatedTo: 'e', escalatedAt: past }, stepDownCriteria: ['c'] };
    case 'restriction-not-begun': return { resolution: pick(['started-by-hand', 'no-longer-in-force'], choice), note: 'n' };
    case 'closing-review': return { goals: 'g', stability: 's', personsView: 'p', handedBackTo: 'gp' };
    default: return undefined;
  }
}

const toStage = (outcome: string, choice: number): JsonObject => (outcome === 'step-up' ? { toStage: pick([1, 2, 1, 3], choice) } : {});
const outcomes: Readonly<Record<string, readonly string[]>> = {
  'readiness-review': ['step-down', 'step-down', 'hold', 'step-up', 'step-down', 'accept'], 'step-up-review': ['step-up', 'hold', 'hold', 'step-down'],
  'welfare-decision': ['accept-disengagement', 'visit-in-pairs', 'accept-disengagement', 'hold'], 'declined-decision': ['accept', 'offer-again', 'step-up'],
};

export const taperLife: PathwayLife = {
  pathway: 'step-down-tapering', runs: 300, calls: 1, beginning, start: (details) => ({ ...patientStart('step-down-tapering', details), ...(details['crisisTeam'] === 'before' ? { policy: { id: 'step-down-tapering', version: '3' } } : {}) }),
  begins: ({ key, sequence }) => (key.startsWith('restriction') && sequence % 3 === 0 ? { code: 'unknown-pathway', detail: 'd' } : { begun: `begun-${key}` }),
  rest: 5 * 24 * 60, evidence,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'warning-sign', 'warning-sign', 'crisis', 're-presentation', 're-presentation', 'head-injury'],
  // Whoever does their work completes what is missing, and keeps no restriction longer than it need be.
  working: (simulation, step, happens, past) => evidence(simulation, step, { ...happens, choice: { 'handover-completed': 1, 'restriction-review': 1, 'supervision-review': 0, contact: 1 }[step] ?? happens.choice }, past),
  decision: (step, choice) => {
    const kind = step ?? 'readiness-review';
    const outcome = pick(outcomes[kind]!, choice);
    return { kind, outcome, more: { ...toStage(outcome, choice), ...(kind === 'step-up-review' ? { summary, outOfHours: 'o', mdtAt: '2026-01-05T00:00:00.000Z' } : {}) } };
  },
  reaches: [
    'died', 'wrong-person', 'handover', 'first-contact', 'stage-1', 'stage-2', 'closing', 'watching', 'task-owner-changed', 'task-held', 'task-released', 'climbed', 'replanned', 'reminded', 'system-alarm-told',
    'already-contacted', 'cannot-be-reopened', 'above-the-present-stage', 'in-the-past', 'required', 'checked-by-the-doer'],
};
