import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { patientStart } from '../simulation.js';
import { anyWeek, HOUR, pick, text, type PathwayLife } from './life.js';

const beginning = fc.record({ at: anyWeek, review: fc.integer({ min: 1, max: 130 * 24 }), limit: fc.integer({ min: 1, max: 130 * 24 }) })
  .map(({ at, review, limit }) => ({ at, details: { what: 'w', because: 'b', alternativesConsidered: 'a', stepDownPlan: 's', reviewAt: text(at + review * HOUR), until: text(at + limit * HOUR) } as JsonObject }));

export const restrictionLife: PathwayLife = {
  pathway: 'restriction', runs: 300, calls: 2, beginning, start: (details) => patientStart('restriction', details), rest: 120 * 24 * 60,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'head-injury'],
  evidence: ({ now }, step, { choice, minutes }) => {
    const goesOn: JsonObject = { rationale: 'r', personsView: 'p', doneAboutTheRisk: 'd', stepDownWhen: 's', until: text(now + (Math.abs(minutes) + 1) * HOUR), reviewAt: text(now + HOUR) };
    const own: Readonly<Record<string, JsonObject>> = {
      'restriction-review': choice === 11 ? { decision: 'step-down', rationale: 'r', personsView: 'p' } : pick<JsonObject>([{ decision: 'continue', ...goesOn }, { decision: 'modify', to: 't', ...goesOn }], choice),
      'limit-passed': { done: 'd' }, 'senior-review': { proportionate: choice % 2 === 0, findings: 'f' },
    };
    return own[step];
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['stepped-down', 'handed-over', 'died', 'wrong-person', 'in-force', 'past-its-limit', 'climbed'],
};
