import { dayNumber, daysSinceMonday } from '#libs/domain/bank-holidays.js';
import { addLocalDays, atLocal, firstWorkingMorning, localTime } from '#libs/domain/local-time.js';

/** A week of the local calendar, from Monday to Monday: the date of its Monday, and from when until when it is, in epoch ms. `lookedAtFrom`: 09:00 of the first working day after it. */
export interface Week { monday: string; from: number; to: number; lookedAtFrom: number }

const mondayOf = (date: string): string => addLocalDays(date, -daysSinceMonday(dayNumber(date)));
const midnight = (date: string): number => atLocal(date, '00:00').at;

/** The week before the one in which it is `now`. @throws BankHolidayTableEnds past the table's last year */
export function weekBefore(now: number): Week {
  const next = mondayOf(localTime(now).date);
  const monday = addLocalDays(next, -7);
  return { monday, from: midnight(monday), to: midnight(next), lookedAtFrom: firstWorkingMorning(next) };
}

/** The week in which it is `now`, as far as it has gone: looked at out of turn. */
export function weekSoFar(now: number): Week {
  const monday = mondayOf(localTime(now).date);
  return { monday, from: midnight(monday), to: now, lookedAtFrom: now };
}
