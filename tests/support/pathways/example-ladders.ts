import { empty, nextRung, reach, type Climb, type Ladder, type Rung } from '#libs/domain/ladder.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Monday 1 June 2026, noon in London. */
export const noon = Date.parse('2026-06-01T11:00:00Z');
export const after = (minutes: number): number => noon + minutes * MINUTE;
export const local = (text: string): number => Date.parse(`${text}+01:00`);

export const rung = (role: string, within: string, repeats?: string): Rung => ({ role, within, ...(repeats ? { repeats } : {}) });
/** Due instants 0, 15, 45, 105, then every 2 h. */
export const now: Ladder = {
  class: 'now', clock: 'elapsed',
  rungs: [rung('coordinator', 'PT0S'), rung('escalation-owner', 'PT15M'), rung('escalation-lead', 'PT30M'), rung('director', 'PT1H', 'PT2H')],
};
export const today: Ladder = { class: 'today', clock: 'day', rungs: [rung('coordinator', 'PT0S'), rung('escalation-owner', 'PT1H'), rung('escalation-lead', 'PT2H', 'PT4H')] };
export const planned: Ladder = { class: 'planned', clock: 'working', rungs: [rung('coordinator', 'PT0S'), rung('coordinator', 'P1D'), rung('escalation-lead', 'P1D', 'P1D')] };

/** Wakes at every next instant until `until`, as a case whose worker never sleeps; a rung of `vacant` is held by nobody. */
export function run(ladder: Ladder, from: Climb, until: number, vacant: number[] = []): { calls: string[]; climb: Climb } {
  const calls: string[] = [];
  let climb = from;
  for (let next = nextRung(ladder, climb); next && next.at <= until; next = nextRung(ladder, climb)) {
    const reached = reach(ladder, climb, next.at);
    climb = reached.climb;
    for (const { level, dueAt, missed } of reached.rungs) {
      calls.push(`${level} at ${(dueAt - noon) / MINUTE}${missed ? ` missed ${missed}` : ''}${vacant.includes(level) ? ' nobody' : ''}`);
      if (vacant.includes(level)) climb = empty(ladder, climb, level);
    }
  }
  return { calls, climb };
}
export const calledAt = (ladder: Ladder, climb: Climb, instant: number): [number, number][] => reach(ladder, climb, instant).rungs.map(({ level, dueAt }) => [level, (dueAt - noon) / MINUTE]);
