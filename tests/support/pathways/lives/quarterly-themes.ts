import type { JsonObject } from '#libs/contracts/events.js';
import type { CasePolicy } from '#libs/policies/amend.js';
import { systemStart } from '../simulation.js';
import { anyWeek, pick, type PathwayLife } from './life.js';

export const theme = (step: string, count: number) => ({ pathway: 'minimum-safe-discharge', step, reason: 'overdue', count, share: 20, teams: [], cases: ['one'] });
export const lesson = (of: string, protocolChanges: string[]) => ({ theme: of, count: 1, lessons: ['l'], protocolChanges, cases: ['one'] });

/** Lived by a version that people released, in which a theme is to be decided in one working day: in ten a life of some days would hear of nothing. */
const sooner: CasePolicy = { id: 'quarterly-themes', version: '1.1', amends: { version: '1', changes: [{ steps: { 'theme-decision': { due: [{ value: 'P1D', source: 'for random lives', status: 'local' }] } } }] } };
export const quarterlyThemesLife: PathwayLife = {
  pathway: 'quarterly-themes', runs: 400, calls: 0.5, rest: 40 * 24 * 60, kinds: ['system-risk', 'safety-flag'], start: (details) => ({ ...systemStart('quarterly-themes', details), policy: sooner }),
  beginning: anyWeek.map((at) => ({ at, details: { title: 'Themes of July to September 2026', quarter: '2026-Q3', escalations: 9, casesEscalated: 4, themes: Array.from({ length: 16 }, (_, index) => theme('departure', 20 - index)), lessons: [lesson('weekends', ['name one agency']), lesson('letters', [])] } })),
  evidence: (_simulation, step, { choice }): JsonObject | undefined => {
    if (step === 'theme-decision') return choice !== 11 ? { decision: 'no-change', because: 'b' } : { decision: 'change-policy', draft: 'd', because: 'b' };
    return step === 'theme-followed-up' ? { became: pick(['released', 'not-released'], choice), findings: 'f' } : undefined;
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['deciding', 'changing', 'entered-in-error', 'policy-changed', 'not-changed', 'nothing-to-change', 'climbed'],
};
