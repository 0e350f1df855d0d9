import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { dischargeStart, metBy, type Simulation } from '../simulation.js';
import { anyWeek, HOUR, MINUTE, pick, text, type Happening, type PathwayLife } from './life.js';

const beginning = fc.record({
  at: anyWeek, planned: fc.integer({ min: -24 * 60, max: 5 * 24 * 60 }), livesAlone: fc.boolean(), endOfLife: fc.boolean(), dischargePathway: fc.constantFrom(0, 1, 2, 3), destination: fc.constantFrom('own-home', 'care-home', 'hospice'),
}).map(({ at, planned, ...details }) => ({ at, details: { ...details, plannedDischargeAt: text(at + planned * MINUTE) } }));

function evidence(simulation: Simulation, step: string, { choice, minutes }: Happening, past: string): JsonObject | undefined {
  const planned = simulation.state.details['plannedDischargeAt'] as string;
  const ahead = text(simulation.now + Math.abs(minutes) * MINUTE);
  switch (step) {
    case 'first-visit-booked': return pick<JsonObject>([metBy(planned)[step]!, { visitAt: ahead, provider: 'nursing' }, { visitAt: planned, until: ahead, provider: 'nursing' }, { acceptedBy: 'a', organisation: 'b' }, { noneNeeded: true, because: 'well' }], choice);
    case 'equipment-in-place': return choice % 3 === 0 ? { items: ['bed'], deliveryAt: pick([planned, ahead, text(Date.parse(planned) - HOUR)], choice) } : { items: ['frame'] };
    case 'departure': return { leftAt: past };
    case 'capacity-response': return { contacted: 'discharge-hub', who: 'w', contactedAt: past, askedFor: 'a', response: 'r' };
    case 'gp-summary-sent': return { sentAt: past, to: 'gp' };
    case 'first-visit-done': return { visitedAt: past, by: 'nurse' };
    case 'safety-call': return { spokeTo: 'p', how: 'phone', worry: pick(['none', 'today', 'urgent', '999'], choice) };
    case 'person-seen': return { seenAt: past, by: 'nurse', how: 'visit', findings: 'f' };
    default: return undefined;
  }
}

export const dischargeLife: PathwayLife = {
  pathway: 'minimum-safe-discharge', runs: 300, calls: 3, beginning, start: dischargeStart, rest: 8 * 24 * 60, evidence,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'left-before-safe', 'left-before-safe', 'readmission', 'head-injury'],
  working: (simulation, step, happens, past) => {
    const choice = { 'first-visit-booked': 0, 'equipment-in-place': 1 }[step] ?? happens.choice;
    return evidence(simulation, step, { ...happens, choice }, step === 'departure' ? text(simulation.now) : past);
  },
  decision: (step, choice, ahead) => {
    if (step === 'declined-decision') return { kind: step, outcome: pick(['accept', 'offer-again'], choice), more: {} };
    const outcome = pick(['go-with-risk', 'go-with-risk', 'go-with-risk', 'postpone', 'postpone', 'stay', 'accept'], choice);
    const until: JsonObject = outcome === 'go-with-risk' ? { unmetDueAt: ahead } : outcome === 'postpone' ? { plannedDischargeAt: ahead } : {};
    return { kind: step ?? 'risk-decision', outcome, more: { ...until, ...(choice % 2 ? { because: 'capacity' } : {}) } };
  },
  reaches: ['safe-discharge', 'discharged-with-concerns', 'failed-discharge', 'stayed-in-hospital', 'died', 'wrong-person', 'gate-shut', 'leaving-undone', 'task-held', 'task-released', 'ladder-changed', 'climbed'],
};
