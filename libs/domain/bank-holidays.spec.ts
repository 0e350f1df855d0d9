import { describe, expect, test } from '@jest/globals';
import Holidays from 'date-holidays';
import fc from 'fast-check';
import { bankHolidays, BankHolidayTableEnds, dateOf, dayNumber, isWorkingDay, workingDayAfter, workingDaysBefore } from './bank-holidays.js';

const YEARS = [2024, 2025, 2026, 2027, 2028];
const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());

describe('the bank holidays of England and Wales', () => {
  test.each(YEARS)('%d agrees with date-holidays, but for the weekend days that it lists beside their substitutes', (year) => {
    const theirs = ['ENG', 'WLS'].map((nation) => new Holidays('GB', nation)
      .getHolidays(year)
      .filter((holiday) => holiday.type === 'public')
      .map((holiday) => holiday.date.slice(0, 10))
      .filter((date) => !isWeekend(date))
      .sort());
    const ours = bankHolidays().map(({ date }) => date).filter((date) => date.startsWith(`${year}-`));
    expect(theirs).toEqual([ours, ours]);
    expect(ours).toHaveLength(8);
  });

  test('are in order, and none falls on a weekend', () => {
    const dates = bankHolidays().map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
    expect(dates.filter(isWeekend)).toEqual([]);
  });

  test('Christmas 2026: Boxing Day is a Saturday, so Monday 28 December is its substitute', () => {
    expect(['2026-12-24', '2026-12-25', '2026-12-26', '2026-12-27', '2026-12-28', '2026-12-29'].map(isWorkingDay)).toEqual([true, false, false, false, false, true]);
  });

  test('Christmas 2027: both fall on the weekend, so Monday and Tuesday are substitutes', () => {
    expect(['2027-12-24', '2027-12-25', '2027-12-26', '2027-12-27', '2027-12-28', '2027-12-29'].map(isWorkingDay)).toEqual([true, false, false, false, false, true]);
  });

  test('New Year’s Day 2028 is a Saturday, so Monday 3 January is its substitute; Scotland’s 2 January is nobody’s here', () => {
    expect(isWorkingDay('2028-01-03')).toBe(false);
    expect(isWorkingDay('2026-01-02')).toBe(true);
  });
});

describe('outside the table', () => {
  test.each(['2023-12-31', '2029-01-01', '2029-01-06', '1970-01-01', '9999-12-31'])('%s is an error and no guess, weekend or not', (date) => {
    expect(() => isWorkingDay(date)).toThrow(BankHolidayTableEnds);
    expect(() => isWorkingDay(date)).toThrow(expect.objectContaining({ name: 'BankHolidayTableEnds', message: expect.stringContaining(date) }));
    expect(() => workingDaysBefore(dayNumber(date))).toThrow(BankHolidayTableEnds);
  });

  test('the first and the last day are inside', () => {
    expect(isWorkingDay('2024-01-01')).toBe(false);
    expect(isWorkingDay('2028-12-29')).toBe(true);
    expect(isWorkingDay('2028-12-31')).toBe(false);
  });

  test('the working day after the last one is an error', () => {
    const last = workingDaysBefore(dayNumber('2028-12-29'));
    expect(dateOf(workingDayAfter(last))).toBe('2028-12-29');
    expect(() => workingDayAfter(last + 1)).toThrow(BankHolidayTableEnds);
    expect(dateOf(workingDayAfter(0))).toBe('2024-01-02');
    expect(() => workingDayAfter(-1)).toThrow(BankHolidayTableEnds);
  });

  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '2026-01-01T00:00', '', 'today', '+02026-01-01'])('%j is no date', (date) => {
    expect(() => isWorkingDay(date)).toThrow(RangeError);
  });
});

describe('counting working days', () => {
  const first = dayNumber('2024-01-01');
  const last = dayNumber('2028-12-31');

  test('every day of the table, one by one, against a count by hand', () => {
    let count = 0;
    for (let day = first; day <= last; day += 1) {
      expect(workingDaysBefore(day)).toBe(count);
      if (!isWorkingDay(dateOf(day))) continue;
      expect(workingDayAfter(count)).toBe(day);
      count += 1;
    }
  });

  test('a date and its number are the same thing', () => {
    fc.assert(fc.property(fc.integer({ min: -30_000, max: 60_000 }), (day) => dayNumber(dateOf(day)) === day));
  });
});
