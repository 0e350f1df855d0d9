import type { JsonObject } from '#libs/contracts/events.js';
import { anyWeek, pick, type PathwayLife } from '#tests/support/pathways/lives/life.js';
import { patientStart } from '#tests/support/pathways/simulation.js';

/** What random lives must know of the fourth pathway. */
export const equipmentReturnLife: PathwayLife = {
  pathway: 'equipment-return', runs: 400, calls: 1, beginning: anyWeek.map((at) => ({ at, details: { equipment: ['hospital bed'], where: 'the front room' } })), start: (details) => patientStart('equipment-return', details), rest: 8 * 24 * 60,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'needed-again', 'needed-again', 'head-injury'],
  evidence: (_simulation, step, { choice }, past) => {
    const own: Readonly<Record<string, JsonObject>> = { 'collection-asked': { sentAt: past, to: 'the store' }, 'equipment-collected': { visitedAt: past, by: 'the driver', ...(choice % 3 === 0 ? { foundOnTheFloor: 'f' } : {}) } };
    return own[step];
  },
  decision: (step, choice) => {
    if (step === 'declined-decision') return { kind: step, outcome: pick(['accept', 'offer-again'], choice), more: {} as JsonObject };
    const more: JsonObject = { worth: 'w' };
    return { kind: 'write-off-decision', outcome: pick(['write-off', 'write-off', 'try-again', 'give-up'], choice), more };
  },
  // Two attempts in a row and then the decision to write it off are rare: the story has them.
  reaches: ['returned', 'kept', 'handed-over', 'died', 'wrong-person', 'watch-started', 'watch-ended', 'watching', 'fetching', 'climbed', 'case-begun'],
};
