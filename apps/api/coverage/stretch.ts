import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import { fieldWrong } from '../http/problem.js';

const DAY = 86_400_000;
const LONGEST_DAYS = 92;
const USUAL_DAYS = 28;

/** A stretch of time that was asked for: at most three months, the coming four weeks where nothing is said. @throws Problem 422 */
export function stretchOf({ from, to }: { from?: string | undefined; to?: string | undefined }): { from: Date; to: Date } {
  const start = from === undefined ? new Date() : new Date(from);
  const end = to === undefined ? new Date(start.getTime() + USUAL_DAYS * DAY) : new Date(to);
  if (end <= start) throw fieldWrong('/to', 'ends-before-it-begins', 'must be later than `from`');
  if (end.getTime() - start.getTime() > LONGEST_DAYS * DAY) throw fieldWrong('/to', 'too-long', `must be at most ${LONGEST_DAYS} days after \`from\``);
  return { from: start, to: end };
}

/** Past the table of bank holidays a rota is an error, never a guess. @throws Problem 422 `calendar-ends` */
export async function withinTheTable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BankHolidayTableEnds) throw fieldWrong('/to', 'calendar-ends', error.message);
    throw error;
  }
}
