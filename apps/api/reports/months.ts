import { atLocal, localTime } from '#libs/domain/local-time.js';
import { fieldWrong } from '../http/problem.js';

const USUAL = 6;
const LONGEST = 24;

/** How many months a month, such as 2026-10, lies after the year 0. */
const monthsOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const monthAt = (months: number): string => `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
const begins = (months: number): Date => new Date(atLocal(`${monthAt(months)}-01`, '00:00').at);

/**
 * Whole local months, both included: to this one, and six of them, where nothing else is said. `since` (included) and `until`: the instants between which they lie.
 * @throws Problem 422 for a stretch that is none or too long
 */
export function monthsAsked({ from, to }: { from?: string | undefined; to?: string | undefined }, now: Date): { from: string; to: string; since: Date; until: Date } {
  const last = monthsOf(to ?? localTime(now.getTime()).date.slice(0, 7));
  const first = from === undefined ? last - USUAL + 1 : monthsOf(from);
  if (first > last) throw fieldWrong('/to', 'ends-before-it-begins', 'must not be before `from`');
  if (last - first >= LONGEST) throw fieldWrong('/to', 'too-long', `must be at most ${LONGEST} months, both included`);
  return { from: monthAt(first), to: monthAt(last), since: begins(first), until: begins(last + 1) };
}
