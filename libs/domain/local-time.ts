/** Instants and the wall clock in Europe/London. */
import { Temporal } from 'temporal-polyfill';
import { dateOf, dayNumber, firstWorkingDay, isWorkingDayNumber, workingDayAfter, workingDaysBefore, type DayNumber } from './bank-holidays.js';
import { DAY, HOUR, MINUTE } from './duration.js';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const ZONE = 'Europe/London';

/** The wall clock's lead over UTC at an instant, in milliseconds: 0 or one hour. */
export function zoneLead(at: Instant): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).offsetNanoseconds / 1e6;
}

export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
}

/** `lead`: of the wall clock at that instant, for whoever knows it. */
export function localTime(at: Instant, lead = zoneLead(at)): LocalTime {
  const wall = at + lead;
  const day = Math.floor(wall / DAY);
  const time = wall - day * DAY;
  return { date: dateOf(day), hour: Math.floor(time / HOUR), minute: Math.floor((time % HOUR) / MINUTE) };
}

export interface AtLocal {
  readonly at: Instant;
  /** The wall clock shows this time twice that night; `at` is the first. */
  readonly ambiguous: boolean;
  /** The wall clock jumps over this time; `at` is as much later as it lies in the gap (01:30 is then 02:30). */
  readonly skipped: boolean;
}

/** `date` as YYYY-MM-DD, `time` as HH:MM, 00:00 to 23:59. Throws RangeError for what is neither. */
export function atLocal(date: string, time: string): AtLocal {
  dayNumber(date);
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`'${time.slice(0, 40)}' is not a time HH:MM`);
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  const earlier = wall.toZonedDateTime(ZONE, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(ZONE, { disambiguation: 'later' });
  const twoReadings = earlier.epochMilliseconds !== later.epochMilliseconds;
  const skipped = twoReadings && !earlier.toPlainDateTime().equals(wall);
  return { at: (skipped ? later : earlier).epochMilliseconds, ambiguous: twoReadings && !skipped, skipped };
}

/** The date `days` later (or earlier, when negative). */
export function addLocalDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** The next local midnight; for an instant that is one, the following. */
export function endOfLocalDay(at: Instant): Instant {
  return atLocal(addLocalDays(localTime(at).date, 1), '00:00').at;
}

/** 17:00 local on the `n`-th working day after the instant's own date; `n` is 1 or more. Throws BankHolidayTableEnds. */
export function endOfWorkingDay(at: Instant, n = 1): Instant {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${n} is not a number of working days ahead`);
  const today: DayNumber = dayNumber(localTime(at).date);
  const first = workingDaysBefore(today) + (isWorkingDayNumber(today) ? 1 : 0);
  return atLocal(dateOf(workingDayAfter(first + n - 1)), '17:00').at;
}

/** 09:00 of the first working day that is not before a local date ('YYYY-MM-DD'). Throws BankHolidayTableEnds. */
export function firstWorkingMorning(localDate: string): Instant {
  return atLocal(firstWorkingDay(localDate), '09:00').at;
}

/** RFC 3339 in UTC with milliseconds, as Date.toISOString writes it. */
export function instantText(at: Instant): string {
  return new Date(at).toISOString();
}

/** Throws RangeError for what is no RFC 3339 instant (with `Z` or an offset). */
export function instantFrom(text: string): Instant {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new RangeError(`'${text.slice(0, 40)}' is not an RFC 3339 instant`);
  dayNumber(text.slice(0, 10));
  return at;
}
