/**
 * The three clocks of a ladder (api.md, 'How a ladder climbs'):
 *   elapsed  never stops
 *   day      runs 08:00-20:00 local, every day
 *   working  runs 09:00-17:00 local, on working days
 * Windows are half-open: 20:00 and 17:00 themselves are outside, and what falls there moves to the next opening. Each clock is
 * therefore a count of milliseconds that only grows while it runs, and adding is adding to that count: add(add(a, x), y) = add(a, x + y).
 */
import { isWorkingDayNumber, workingDayAfter, workingDaysBefore, type DayNumber } from './bank-holidays.js';
import { DAY, HOUR, lengthOf, parseDuration } from './duration.js';
import { zoneLead, type Instant } from './local-time.js';

export {
  addLocalDays, atLocal, endOfLocalDay, endOfWorkingDay, instantFrom, instantText, localTime, ZONE,
  type AtLocal, type Instant, type LocalTime,
} from './local-time.js';

export type Clock = 'elapsed' | 'day' | 'working';

interface Hours {
  readonly opens: number;
  readonly length: number;
  readonly isOpen: (day: DayNumber) => boolean;
  readonly openDaysBefore: (day: DayNumber) => number;
  readonly openDayAfter: (count: number) => DayNumber;
}

const HOURS: Readonly<Record<'day' | 'working', Hours>> = Object.freeze({
  day: Object.freeze({ opens: 8 * HOUR, length: 12 * HOUR, isOpen: () => true, openDaysBefore: (day: DayNumber) => day, openDayAfter: (count: number) => count }),
  working: Object.freeze({ opens: 9 * HOUR, length: 8 * HOUR, isOpen: isWorkingDayNumber, openDaysBefore: workingDaysBefore, openDayAfter: workingDayAfter }),
});

/** A duration in milliseconds of a clock: `P1D` is 24, 12 or 8 hours of it, a week is seven such days. Throws BadDuration. */
export function clockTime(clock: Clock, duration: string): number {
  return lengthOf(parseDuration(duration), clock === 'elapsed' ? DAY : HOURS[clock].length);
}

/**
 * The instant at which the clock has run `duration` (ISO 8601, or milliseconds of clock time; negative goes back) after `from`.
 * It always lies inside the clock's hours; adding nothing moves `from` to the next opening. Throws BadDuration, BankHolidayTableEnds.
 */
export function addOnClock(clock: Clock, from: Instant, duration: string | number): Instant {
  const ms = typeof duration === 'number' ? duration : clockTime(clock, duration);
  return clock === 'elapsed' ? from + ms : instantAt(HOURS[clock], reading(HOURS[clock], from) + ms);
}

/** Milliseconds that the clock runs from one instant to another; negative when `to` is the earlier. Throws BankHolidayTableEnds. */
export function clockTimeBetween(clock: Clock, from: Instant, to: Instant): number {
  return clock === 'elapsed' ? to - from : reading(HOURS[clock], to) - reading(HOURS[clock], from);
}

/** Is the clock running at this instant? Throws BankHolidayTableEnds. */
export function within(clock: Clock, at: Instant): boolean {
  if (clock === 'elapsed') return true;
  const { day, time } = wallClock(at);
  const { opens, length, isOpen } = HOURS[clock];
  return isOpen(day) && time >= opens && time < opens + length;
}

/** What the clock has counted up to an instant. */
function reading(hours: Hours, at: Instant): number {
  const { day, time } = wallClock(at);
  const today = hours.isOpen(day) ? Math.min(Math.max(time - hours.opens, 0), hours.length) : 0;
  return hours.openDaysBefore(day) * hours.length + today;
}

/** The first instant inside the hours at which the clock shows a reading. */
function instantAt(hours: Hours, count: number): Instant {
  const days = Math.floor(count / hours.length);
  const wall = hours.openDayAfter(days) * DAY + hours.opens + (count - days * hours.length);
  // The zone changes at 01:00 UTC, hours before any clock opens: reading the wall clock as UTC finds the right side of it.
  return wall - zoneLead(wall);
}

function wallClock(at: Instant): { day: DayNumber; time: number } {
  const wall = at + zoneLead(at);
  const day = Math.floor(wall / DAY);
  return { day, time: wall - day * DAY };
}
