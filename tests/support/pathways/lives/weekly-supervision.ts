import type { JsonObject } from '#libs/contracts/events.js';
import type { CasePolicy } from '#libs/policies/amend.js';
import { systemStart } from '../simulation.js';
import { anyWeek, HOUR, pick, text, type PathwayLife } from './life.js';

/** What is said of one case at each meeting; the first conclusion changes nothing. */
export const said: Readonly<Record<string, { of: JsonObject; conclusions: readonly string[]; list: string }>> = {
  'decision-huddle': { list: 'edgeCases', of: { whyEscalated: 'late, after a second call', evidenceRecorded: 'the signs, not the risk', whatFollowed: 'seen the next day' }, conclusions: ['as-agreed', 'otherwise', 'guide-unclear', 'localities-differ'] },
  'live-case-supervision': { list: 'liveCases', of: { reflection: 'we wait for too much', ifItChanges: 'she is seen the same day' }, conclusions: ['goes-on', 'something-changes'] },
  'ownership-review': { list: 'unclearOwnership', of: { how: 'her coordinator has it' }, conclusions: ['clear', 'put-right', 'to-be-put-right'] },
};

/** A meeting about everything that was drawn for it. `conclusion`: which of its own, for each case. */
export function meetingOf(details: JsonObject, step: string, heldAt: string, { conclusion = 0, actions = [], ...more }: { conclusion?: number; actions?: JsonObject[] } & JsonObject = {}): JsonObject {
  const { of, conclusions, list } = said[step]!;
  return { heldAt, present: ['the lead', 'two nurses'], findings: 'f', actions, lookedAt: (details[list] as JsonObject[]).map(({ caseId }) => ({ caseId: caseId!, ...of, conclusion: pick(conclusions, conclusion) })), ...more };
}

const drawn = (...cases: string[]): JsonObject[] => cases.map((caseId) => ({ caseId, reasons: ['declined'] }));
const weeks: JsonObject[] = [{ edgeCases: drawn('one', 'two'), liveCases: drawn('three'), unclearOwnership: drawn('four') }, { edgeCases: drawn('one'), liveCases: [], unclearOwnership: [] }, { edgeCases: [], liveCases: [], unclearOwnership: [] }];

/** Lived by a version that people released, in which each meeting is held in one working day: in three a life of some days would hear of nothing. */
const due = [{ value: 'P1D', source: 'for random lives', status: 'local' as const }];
const sooner: CasePolicy = { id: 'weekly-supervision', version: '1.1', amends: { version: '1', changes: [{ steps: Object.fromEntries(Object.keys(said).map((step) => [step, { due }])) }] } };
export const weeklySupervisionLife: PathwayLife = {
  pathway: 'weekly-supervision', runs: 400, calls: 0.3, rest: 40 * 24 * 60, kinds: ['system-risk', 'safety-flag'], start: (details) => ({ ...systemStart('weekly-supervision', details), policy: sooner }),
  beginning: anyWeek.map((at) => ({ at, details: { title: 'Supervision of the week from 1 June 2026', week: '2026-06-01', seed: '00', ...pick(weeks, Math.floor(at / 60_000)) } })),
  evidence: ({ now, state }, step, { choice, minutes }, past) => {
    if (!said[step]) return undefined;
    const actions: JsonObject[] = choice % 2 === 0 ? [] : [{ title: 't', owner: 'somebody', dueAt: text(now + Math.abs(minutes) * 60_000 + HOUR), completionCheck: 'c' }];
    // Often something is left out, so that nobody is done at once.
    if (choice > 3) return meetingOf({ ...state.details, [said[step].list]: [] }, step, past);
    return meetingOf(state.details, step, past, { conclusion: choice, actions, ...(choice % 3 === 0 ? { noActionBecause: 'it is known' } : {}) });
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['looking', 'acting', 'nothing-to-look-at', 'nothing-to-change', 'changes-agreed', 'entered-in-error', 'climbed'],
};
