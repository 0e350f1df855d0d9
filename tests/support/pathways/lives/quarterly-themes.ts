import type { JsonObject } from '#libs/contracts/events.js';
import { systemStart } from '../simulation.js';
import { anyWeek, pick, type PathwayLife } from './life.js';

export const theme = (step: string, count: number) => ({ pathway: 'minimum-safe-discharge', step, reason: 'overdue', count, share: 20, teams: [], cases: ['one'] });

/** More themes than a quarter has, so that some are late and called about. */
export const quarterlyThemesLife: PathwayLife = {
  pathway: 'quarterly-themes', runs: 150, calls: 1, rest: 150 * 24 * 60, kinds: ['system-risk', 'safety-flag'], start: (details) => systemStart('quarterly-themes', details),
  beginning: anyWeek.map((at) => ({ at, details: { title: 'Themes of July to September 2026', quarter: '2026-Q3', escalations: 9, casesEscalated: 4, themes: Array.from({ length: 8 }, (_, index) => theme('departure', 9 - index)) } })),
  evidence: (_simulation, step, { choice }): JsonObject | undefined => {
    if (step === 'theme-decision') return choice % 6 !== 5 ? { decision: 'no-change', because: 'b' } : { decision: 'change-policy', draft: 'd', because: 'b' };
    return step === 'theme-followed-up' ? { became: pick(['released', 'not-released'], choice), findings: 'f' } : undefined;
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['deciding', 'changing', 'entered-in-error', 'policy-changed', 'not-changed', 'nothing-to-change', 'climbed'],
};
