/** Policies name rungs by who the person is to the task; people are called by role. This file goes from the one to the other. */
import { clockTime } from './clocks.js';
import type { Ladder, Rung } from './ladder.js';

/** The word in a policy for the role that owns the step. */
export const OWNER = 'owner';

/**
 * The ladder with concrete roles. A rung that turns out to be of the role just before it is left out and its `within` goes with it; a
 * policy that says the same word twice running ('owner, again the next working day') means it. `repeats` stays on the last rung only.
 */
export function concreteLadder(ladder: Ladder, ownerRole: string): Ladder {
  return { ...ladder, rungs: concreteRungs(ladder.rungs, ownerRole) };
}

/** The same for rungs alone; whatever else a rung says goes with it. */
export function concreteRungs<R extends Rung>(rungs: readonly R[], ownerRole: string): R[] {
  const kept: R[] = [];
  rungs.forEach(({ repeats: _repeats, ...rung }, index) => {
    const { role } = rung;
    const concrete = role === OWNER ? ownerRole : role;
    const meansItTwice = role === rungs[index - 1]?.role;
    if (meansItTwice || kept.at(-1)?.role !== concrete) kept.push({ ...rung, role: concrete } as unknown as R);
  });
  const repeats = rungs.at(-1)?.repeats;
  return kept.map((rung, index) => (index === kept.length - 1 && repeats !== undefined ? { ...rung, repeats } : rung));
}

/** What is wrong with a ladder as a policy writes it, in words; nothing wrong is an empty list. */
export function ladderFaults(ladder: Ladder): string[] {
  const { clock, rungs } = ladder;
  const faults: string[] = [];
  const timeOf = (duration: string): number => {
    try {
      return clockTime(clock, duration);
    } catch {
      return NaN;
    }
  };
  if (rungs.length === 0) faults.push('a ladder has at least one rung');
  rungs.forEach(({ role, within, repeats }, index) => {
    const level = index + 1;
    if (role.trim() === '') faults.push(`rung ${level} names no role`);
    if (!(timeOf(within) >= 0)) faults.push(`rung ${level} has a 'within' that is no time to wait: '${within}'`);
    if (level < rungs.length && repeats !== undefined) faults.push(`rung ${level} repeats, which only the last may`);
    if (level === rungs.length && !(repeats !== undefined && timeOf(repeats) > 0)) faults.push('the last rung must repeat');
  });
  return faults;
}
