/**
 * Bank holidays of England and Wales, substitute days included, as published on https://www.gov.uk/bank-holidays
 * (a royal proclamation may add a day: it is then added here). Outside the table's years every question is an error, never a guess.
 */
import { DAY } from './duration.js';

export interface BankHoliday {
  readonly date: string;
  readonly title: string;
}

const TABLE: Readonly<Record<string, string>> = Object.freeze({
  '2024-01-01': 'New Year’s Day',
  '2024-03-29': 'Good Friday',
  '2024-04-01': 'Easter Monday',
  '2024-05-06': 'Early May bank holiday',
  '2024-05-27': 'Spring bank holiday',
  '2024-08-26': 'Summer bank holiday',
  '2024-12-25': 'Christmas Day',
  '2024-12-26': 'Boxing Day',
  '2025-01-01': 'New Year’s Day',
  '2025-04-18': 'Good Friday',
  '2025-04-21': 'Easter Monday',
  '2025-05-05': 'Early May bank holiday',
  '2025-05-26': 'Spring bank holiday',
  '2025-08-25': 'Summer bank holiday',
  '2025-12-25': 'Christmas Day',
  '2025-12-26': 'Boxing Day',
  '2026-01-01': 'New Year’s Day',
  '2026-04-03': 'Good Friday',
  '2026-04-06': 'Easter Monday',
  '2026-05-04': 'Early May bank holiday',
  '2026-05-25': 'Spring bank holiday',
  '2026-08-31': 'Summer bank holiday',
  '2026-12-25': 'Christmas Day',
  '2026-12-28': 'Boxing Day (substitute day)',
  '2027-01-01': 'New Year’s Day',
  '2027-03-26': 'Good Friday',
  '2027-03-29': 'Easter Monday',
  '2027-05-03': 'Early May bank holiday',
  '2027-05-31': 'Spring bank holiday',
  '2027-08-30': 'Summer bank holiday',
  '2027-12-27': 'Christmas Day (substitute day)',
  '2027-12-28': 'Boxing Day (substitute day)',
  '2028-01-03': 'New Year’s Day (substitute day)',
  '2028-04-14': 'Good Friday',
  '2028-04-17': 'Easter Monday',
  '2028-05-01': 'Early May bank holiday',
  '2028-05-29': 'Spring bank holiday',
  '2028-08-28': 'Summer bank holiday',
  '2028-12-25': 'Christmas Day',
  '2028-12-26': 'Boxing Day',
});

/** Days are counted from 1 January 1970, as the calendar on the wall counts them (no zone in it). */
export type DayNumber = number;

const FIRST_YEAR = 2024;
const LAST_YEAR = 2028;
const FIRST_DAY = dayNumber(`${FIRST_YEAR}-01-01`);
const LAST_DAY = dayNumber(`${LAST_YEAR}-12-31`);
// All of them fall on weekdays (a spec says so), so working days are weekdays less these.
const HOLIDAYS: readonly DayNumber[] = Object.freeze(Object.keys(TABLE).map(dayNumber));
const HOLIDAY_SET: ReadonlySet<DayNumber> = new Set(HOLIDAYS);

/** Working days were asked for outside the years of the bank holiday table. */
export class BankHolidayTableEnds extends Error {
  override readonly name = 'BankHolidayTableEnds';
  constructor(day: DayNumber) {
    super(`The bank holiday table holds ${FIRST_YEAR} to ${LAST_YEAR}; it cannot say whether people work around ${dateOf(day)}`);
  }
}

/** The whole table, in order. */
export function bankHolidays(): BankHoliday[] {
  return Object.entries(TABLE).map(([date, title]) => ({ date, title }));
}

/** Is the local date ('YYYY-MM-DD') Monday to Friday and no bank holiday? Throws BankHolidayTableEnds. */
export function isWorkingDay(localDate: string): boolean {
  return isWorkingDayNumber(dayNumber(localDate));
}

/** Is the local date ('YYYY-MM-DD') a bank holiday? Throws BankHolidayTableEnds. */
export function isBankHoliday(localDate: string): boolean {
  const day = dayNumber(localDate);
  insideTable(day);
  return HOLIDAY_SET.has(day);
}

/** Throws BankHolidayTableEnds. */
export function isWorkingDayNumber(day: DayNumber): boolean {
  insideTable(day);
  return daysSinceMonday(day) < 5 && !HOLIDAY_SET.has(day);
}

/** How many working days lie before `day`, counted from the start of the table. Throws BankHolidayTableEnds. */
export function workingDaysBefore(day: DayNumber): number {
  insideTable(day);
  return weekdaysBefore(day) - weekdaysBefore(FIRST_DAY) - HOLIDAYS.filter((holiday) => holiday < day).length;
}

/** The working day before which `count` others lie: the inverse of workingDaysBefore. Throws BankHolidayTableEnds. */
export function workingDayAfter(count: number): DayNumber {
  const from = weekdaysBefore(FIRST_DAY) + count;
  let passed = 0;
  for (;;) {
    // Every bank holiday up to the day found moves it one weekday on, which may take it past the next one.
    const day = weekdayAfter(from + passed);
    insideTable(day);
    const holidays = HOLIDAYS.filter((holiday) => holiday <= day).length;
    if (holidays === passed) return day;
    passed = holidays;
  }
}

/** The first working day that is not before a local date. Throws BankHolidayTableEnds. */
export function firstWorkingDay(localDate: string): string {
  return dateOf(workingDayAfter(workingDaysBefore(dayNumber(localDate))));
}

/** Throws RangeError for what is no date 'YYYY-MM-DD'. */
export function dayNumber(localDate: string): DayNumber {
  const ms = /^\d{4}-\d\d-\d\d$/.test(localDate) ? Date.parse(`${localDate}T00:00:00Z`) : NaN;
  // Date.parse rolls 30 February on into March: such a date does not exist.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== localDate) throw new RangeError(`'${localDate.slice(0, 40)}' is not a date YYYY-MM-DD`);
  return ms / DAY;
}

/** 'YYYY-MM-DD' */
export function dateOf(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function insideTable(day: DayNumber): void {
  if (day < FIRST_DAY || day > LAST_DAY) throw new BankHolidayTableEnds(day);
}

/** 0: it is a Monday. 1 January 1970 was a Thursday. */
export function daysSinceMonday(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Mondays to Fridays before `day`, from Monday 29 December 1969. */
function weekdaysBefore(day: DayNumber): number {
  return Math.floor((day + 3) / 7) * 5 + Math.min(daysSinceMonday(day), 5);
}

function weekdayAfter(count: number): DayNumber {
  const weeks = Math.floor(count / 5);
  return weeks * 7 + (count - weeks * 5) - 3;
}
