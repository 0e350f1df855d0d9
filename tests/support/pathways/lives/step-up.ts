import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { patientStart, type Simulation } from '../simulation.js';
import { byTheHousingWorker, wholeScript } from '../step-up.js';
import { anyWeek, HOUR, MINUTE, pick, text, type Happening, type PathwayLife } from './life.js';

const signs = ['stops sleeping', 'paces at night', 'gives things away'];
const raisers: JsonObject[] = [byTheHousingWorker, { raised: { person: 'a-nurse', name: 'A Nurse' } }, { raised: { person: 'the-clinical-lead', name: 'L' } }, {}];

/** Raised whole or with gaps, by anybody; now and then of somebody who was escalated elsewhere before. */
const beginning = fc.record({ at: anyWeek, raised: fc.constantFrom(...raisers), gap: fc.constantFrom('whatChanged', 'alreadyTried', ''), danger: fc.constantFrom(true, false, undefined), before: fc.constantFrom<number[]>([], [], [3], [2, 40]) })
  .map(({ at, raised, gap, danger, before }) => {
    const { [gap]: _, ...script } = wholeScript;
    return { at, details: { ...script, ...raised, ...(danger === undefined ? {} : { dangerNow: danger }), ...(before.length > 0 ? { escalatedBefore: before.map((days) => text(at - days * 24 * HOUR)) } : {}) } };
  });

function evidence(simulation: Simulation, step: string, { choice, minutes, task }: Happening, past: string): JsonObject | undefined {
  const ahead = text(simulation.now + minutes * MINUTE);
  switch (step) {
    case 'script-completed': return { currentRisks: 'r' };
    case 'raiser-told': return { toldAt: past, how: 'h', theirView: 'v' };
    case 'answer-read': return { read: true };
    case 'urgent-review': return { heldAt: past, by: 'b', findings: 'f', riskOfHarmNow: 'r' };
    case 'medication-liaison': return { with: 'w', agreed: 'a' };
    case 'crisis-interface': return { service: 's', answer: 'a' };
    case 'out-of-hours-agreed': return { contingency: 'c', toPerson: true, toPartners: ['p'] };
    case 'same-week-review': return { heldAt: past, crisisAvoidance: 'c', medicationLiaison: 'm', safeguarding: { considered: true, concern: false, rationale: 'r' } };
    case 'contact': return { contactedAt: past, how: 'visit', warningSigns: [{ sign: pick(signs, task), seen: choice % 3 === 0 }], note: 'n' };
    case 'welfare-check': return { seenAt: past, by: 'nurse', outcome: 'o' };
    case 'crisis-response': return { answer: 'a', by: 'b' };
    case 'supervision-review': return { discussedAt: pick([past, ahead], choice), learning: 'l' };
    case 'safeguarding-route': return { seenAt: past, seenAlone: true, asked: 'a', safeContact: 's', referral: choice % 2 === 0 ? { to: 't' } : { noneBecause: 'n' } };
    case 'safeguarding-action': return { done: 'd', proportionate: 'p', impact: 'i' };
    case 'post-escalation-review': return { heldAt: past, learning: 'l', safeguarding: { noneBecause: 'n' }, planUpdated: 'p', contactCadence: { unchangedBecause: 'u' }, interfaceProblem: { noneBecause: 'n' }, stepDownCriteria: ['c'] };
    default: return undefined;
  }
}

const outcomes: Readonly<Record<string, readonly string[]>> = {
  'threshold-decision': ['step-up', 'not-met', 'step-up', 'not-met', 'step-up', 'hold'], 'mdt-review': ['step-down', 'hold', 'step-up', 'step-down', 'step-down', 'not-met'],
  'welfare-decision': ['accept-disengagement', 'visit-in-pairs', 'accept-disengagement', 'hold'], 'declined-decision': ['accept', 'offer-again', 'step-up'],
};
const none: JsonObject = { notNeededBecause: 'n' };

function decided(outcome: string, choice: number, ahead: string): JsonObject {
  const at = Date.parse(ahead);
  const or = (part: JsonObject, every: number): JsonObject => (choice % every === 0 ? part : none);
  if (outcome === 'not-met') return { rejection: { reason: 'r', whatWouldChange: 'w' }, ...(choice % 3 === 0 ? { safeguarding: { routes: ['domestic-abuse'] } } : {}) };
  if (outcome === 'hold') return { reviewAt: ahead };
  if (outcome === 'step-down') return { steppedDown: { criteriaMet: 'c', handedTo: 'h' } };
  if (outcome !== 'step-up') return {};
  const plan = {
    formulation: 'f', highRisk: choice % 2 === 0, cadence: pick<JsonObject>([{ every: 'P1D', for: 'P2D' }, { every: 'P1D', for: 'P1W' }, { every: 'P2D', for: 'P1W' }], choice), urgentReview: or({ by: text(at - 30 * MINUTE), with: 'w' }, 2),
    medicationLiaison: or({ with: 'w', about: 'a' }, 3), crisisInterface: or({ service: 's', askedFor: 'a' }, 2), outOfHours: 'o', mdtAt: ahead, warningSigns: ['gives things away'],
  };
  return { plan, ...(choice % 3 === 0 ? { safeguarding: { indicators: ['bruises'], ...(choice % 2 === 0 ? { routes: ['domestic-abuse', 'child-safeguarding'] } : {}) } } : {}) };
}

export const stepUpLife: PathwayLife = {
  pathway: 'step-up', runs: 300, calls: 1, beginning, start: (details) => patientStart('step-up', details), rest: 5 * 24 * 60, evidence,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'warning-sign', 'crisis', 're-presentation', 'raised-again', 'raised-again', 'head-injury'],
  working: (simulation, step, happens, past) => evidence(simulation, step, { ...happens, choice: { 'supervision-review': 0, contact: 1 }[step] ?? happens.choice }, past),
  decision: (step, choice, ahead) => {
    const kind = step ?? 'mdt-review';
    const outcome = pick(outcomes[kind]!, choice);
    return { kind, outcome, more: kind === 'threshold-decision' || kind === 'mdt-review' ? decided(outcome, choice, ahead) : {} };
  },
  reaches: ['died', 'wrong-person', 'threshold', 'stepped-up', 'finishing', 'watching', 'task-held', 'climbed', 'system-alarm-told', 'threshold-decision-open', 'in-the-past', 'after-the-last-contact', 'too-far-ahead'],
};
