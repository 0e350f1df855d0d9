import { dayNumber, daysSinceMonday, firstWorkingDay, isBankHoliday } from './bank-holidays.js';
import { addLocalDays, atLocal, localTime, type Instant } from './local-time.js';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What comes round every week: on these days, at this time on the clock in London, and where its day is a bank holiday on the next working day or on the day all the same. */
export interface Weekly { days: string; at: string; onBankHolidays: string }

/** 'Monday, Wednesday': are they days of the week, each once, in their order? */
export function isWeekdays(text: string): boolean {
  const numbers = text.split(', ').map((day) => weekdays.indexOf(day));
  return numbers.every((day, index) => day >= 0 && (index === 0 || day > numbers[index - 1]!));
}

/** A day that was moved lies this many days later at most: Christmas, with a weekend and its substitute days. */
const MOVED_AT_MOST = 7;

/** The instants from so many local days before to so many after the day of `at`, in order, each once: a day that was moved onto another's is held with it. Throws BankHolidayTableEnds. */
function slots({ days, at: time, onBankHolidays }: Weekly, at: Instant, before: number, after: number): Instant[] {
  const { date } = localTime(at);
  const dates = Array.from({ length: before + after + 1 }, (_, index) => addLocalDays(date, index - before)).filter((each) => days.split(', ').includes(weekdays[daysSinceMonday(dayNumber(each))]!));
  return [...new Set(dates.map((each) => (onBankHolidays === 'next-working-day' && isBankHoliday(each) ? firstWorkingDay(each) : each)))].map((each) => atLocal(each, time).at).toSorted((a, b) => a - b);
}

/** The first after an instant. Throws BankHolidayTableEnds. */
export const firstAfter = (weekly: Weekly, at: Instant): Instant => slots(weekly, at, MOVED_AT_MOST, 14).find((each) => each > at)!;

/** Those after one instant up to another, that one included, in order. Throws BankHolidayTableEnds. */
export function slotsBetween(weekly: Weekly, after: Instant, upTo: Instant): Instant[] {
  if (upTo <= after) return [];
  const days = Math.ceil((upTo - after) / 86_400_000) + 1;
  return slots(weekly, after, MOVED_AT_MOST, days).filter((each) => each > after && each <= upTo);
}
