import type { JsonObject } from '#libs/contracts/events.js';
import { systemStart } from '../simulation.js';
import { anyWeek, HOUR, MINUTE, pick, text, type PathwayLife } from './life.js';

const DAY = 24 * HOUR;
const details = (at: number): JsonObject => ({
  title: 't', description: 'd', status: 's', rating: 'minor', governance: 'Place board', reviewAt: text(at + 20 * DAY),
  mitigation: { plan: 'p', actions: [{ title: 'a', owner: 'dana', dueAt: text(at + 200 * DAY), completionCheck: 'c' }] }, indicator: { name: 'n', range: 'at-most', tolerance: 2 },
});

export const systemRiskLife: PathwayLife = {
  pathway: 'system-risk', runs: 200, calls: 1, beginning: anyWeek.map((at) => ({ at, details: details(at) })), start: (told) => systemStart('system-risk', told), rest: 0,
  kinds: ['system-risk', 'safety-flag', 'care-instability'],
  evidence: ({ now }, step, { choice, minutes }, past) => {
    const reviewed: JsonObject = { heldAt: past, agendaItem: pick(['one', 'one', 'two'], choice), rating: pick(['minor', 'minor', 'major'], choice), status: 's', rationale: 'r', actions: [] };
    const own: Readonly<Record<string, JsonObject>> = {
      'indicator-reading': { value: pick([1, 3, 2], choice), readAt: text(now - (Math.abs(minutes) % 60) * MINUTE) }, 'status-update': { status: 's', changes: 'c', actionsTaken: 'a', emergingIssues: 'e' },
      'monthly-governance-review': choice === 11 ? { ...reviewed, decision: 'close' } : { ...reviewed, decision: 'go-on', nextAt: text(now + (1 + choice) * DAY) }, 'risk-stands-still': { findings: 'f', change: 'c' },
    };
    return own[step];
  },
  decision: (step, choice, ahead) => ({ kind: step ?? 'tolerance-decision', outcome: pick(['act', 'accept-until-review', 'none'], choice), more: { reviewAt: ahead } }),
  reaches: ['closed-by-governance', 'handed-over', 'entered-in-error', 'within-tolerance', 'beyond-tolerance', 'coming-back', 'climbed'],
};
