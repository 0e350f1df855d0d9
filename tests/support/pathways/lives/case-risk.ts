import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { patientStart } from '../simulation.js';
import { anyWeek, HOUR, pick, text, type PathwayLife } from './life.js';

const severities = ['minor', 'moderate', 'major', 'catastrophic'];
const beginning = fc.record({ at: anyWeek, severity: fc.constantFrom(...severities), review: fc.integer({ min: 1, max: 168 }) }).map(({ at, severity, review }) => ({
  at, details: { title: 't', category: 'falls', description: 'd', severity, immediateAction: 'i', leadAgency: 'Riverside', reviewAt: text(at + review * HOUR), partners: [{ agency: 'Hillview', person: 'dana', asked: 'a', dueAt: text(at + 50 * HOUR) }] } as JsonObject,
}));

export const caseRiskLife: PathwayLife = {
  pathway: 'case-risk', runs: 200, calls: 2, beginning, start: (details) => patientStart('case-risk', details), rest: 0,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'head-injury'],
  evidence: ({ now }, step, { choice, minutes }, past) => {
    const severity = pick(severities, choice);
    const next = text(now + (1 + Math.abs(minutes) % 160) * HOUR);
    const reviewed: JsonObject = { heldAt: past, status: 's', severity, contributions: [], personsView: 'p', rationale: 'r', actions: [], noActionBecause: 'n' };
    const own: Readonly<Record<string, JsonObject>> = {
      'risk-owned': { accepted: true }, 'risk-assessment': { category: 'falls', severity, consequence: 'c', immediateAction: 'i', plan: 'p', personsView: 'p', reviewAt: next }, 'risk-route': { route: ['r'], outOfHours: 'o' },
      'threshold-crossed': { actionsTaken: 'a', leadsTold: ['l'], toldAt: past }, 'risk-review': choice === 11 ? { ...reviewed, decision: 'close' } : { ...reviewed, decision: 'go-on', nextAt: next },
      'ownership-settled': { rationale: 'r' }, 'partner-contribution': { agency: 'Hillview', contribution: 'c' },
    };
    return own[step];
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again', 'none'], choice), more: {} }),
  reaches: ['resolved', 'handed-over', 'died', 'wrong-person', 'assessing', 'managed', 'task-unmet', 'owner-changed', 'gate-opened', 'climbed'],
};
