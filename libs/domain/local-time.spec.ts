import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { BankHolidayTableEnds } from './bank-holidays.js';
import { addLocalDays, atLocal, endOfLocalDay, endOfWorkingDay, instantFrom, instantText, localTime } from './local-time.js';

const at = (text: string): number => Date.parse(text);
const zone = 'Europe/London';
const anyInstant = fc.integer({ min: at('2024-01-02T00:00:00Z'), max: at('2028-12-01T00:00:00Z') });

describe('the wall clock', () => {
  test('is an hour ahead in summer', () => {
    expect(localTime(at('2026-10-23T11:00:00Z'))).toEqual({ date: '2026-10-23', hour: 12, minute: 0 });
    expect(localTime(at('2026-10-26T11:00:59.999Z'))).toEqual({ date: '2026-10-26', hour: 11, minute: 0 });
    expect(localTime(at('2026-06-30T23:30:00Z'))).toEqual({ date: '2026-07-01', hour: 0, minute: 30 });
  });

  test('agrees with luxon at every instant', () => {
    fc.assert(fc.property(anyInstant, (instant) => {
      const theirs = DateTime.fromMillis(instant, { zone });
      expect(localTime(instant)).toEqual({ date: theirs.toISODate(), hour: theirs.hour, minute: theirs.minute });
      expect(endOfLocalDay(instant)).toBe(theirs.startOf('day').plus({ days: 1 }).toMillis());
      const wall = atLocal(theirs.toISODate() ?? '', theirs.toFormat('HH:mm'));
      expect(wall.at).toBe(theirs.startOf('minute').toMillis() - (wall.ambiguous && theirs.offset === 0 ? 3_600_000 : 0));
      expect(wall.skipped).toBe(false);
    }));
  });

  test.each([
    ['2026-03-29', '00:59', '2026-03-29T00:59:00Z'], ['2026-03-29', '02:00', '2026-03-29T01:00:00Z'],
    ['2026-10-25', '00:59', '2026-10-24T23:59:00Z'], ['2026-10-25', '02:00', '2026-10-25T02:00:00Z'],
    ['2027-03-28', '00:59', '2027-03-28T00:59:00Z'], ['2027-03-28', '02:00', '2027-03-28T01:00:00Z'],
    ['2027-10-31', '00:59', '2027-10-30T23:59:00Z'], ['2027-10-31', '02:00', '2027-10-31T02:00:00Z'],
  ])('around a change, %s %s is one instant', (date, time, instant) => {
    expect(atLocal(date, time)).toEqual({ at: at(instant), ambiguous: false, skipped: false });
  });

  test.each([
    ['2026-10-25', '01:00', '2026-10-25T00:00:00Z'], ['2026-10-25', '01:59', '2026-10-25T00:59:00Z'],
    ['2027-10-31', '01:00', '2027-10-31T00:00:00Z'], ['2027-10-31', '01:30', '2027-10-31T00:30:00Z'],
  ])('%s %s comes twice: the earlier is taken, and told', (date, time, instant) => {
    expect(atLocal(date, time)).toEqual({ at: at(instant), ambiguous: true, skipped: false });
  });

  test.each([
    ['2026-03-29', '01:00', '2026-03-29T01:00:00Z'], ['2026-03-29', '01:59', '2026-03-29T01:59:00Z'],
    ['2027-03-28', '01:30', '2027-03-28T01:30:00Z'],
  ])('%s %s never comes: it is read as an hour later, and told', (date, time, instant) => {
    expect(atLocal(date, time)).toEqual({ at: at(instant), ambiguous: false, skipped: true });
  });

  test.each([['2026-02-30', '12:00'], ['2026-02-03', '24:00'], ['2026-02-03', '12:60'], ['2026-02-03', '9:00'], ['2026-02-03', ''], ['', '09:00'], ['20261025', '09:00'], ['+002026-10-25', '09:00']])('%j %j is no time', (date, time) => {
    expect(() => atLocal(date, time)).toThrow(RangeError);
  });
});

describe('ends of days', () => {
  test('the day of a change ends at its own midnight: 23 or 25 hours long', () => {
    expect(endOfLocalDay(at('2026-03-29T00:00:00Z'))).toBe(at('2026-03-29T23:00:00Z'));
    expect(endOfLocalDay(at('2026-10-24T23:00:00Z'))).toBe(at('2026-10-26T00:00:00Z'));
  });

  test('midnight itself belongs to the day that begins', () => {
    expect(endOfLocalDay(at('2026-01-10T00:00:00Z'))).toBe(at('2026-01-11T00:00:00Z'));
    expect(endOfLocalDay(at('2026-01-09T23:59:59.999Z'))).toBe(at('2026-01-10T00:00:00Z'));
  });

  test('dates go over months, leap days and years', () => {
    expect(addLocalDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addLocalDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addLocalDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  test('the end of the next working day, from a working day, a weekend and Christmas', () => {
    expect(endOfWorkingDay(at('2026-10-23T11:00:00Z'))).toBe(at('2026-10-26T17:00:00Z'));
    expect(endOfWorkingDay(at('2026-10-24T11:00:00Z'))).toBe(at('2026-10-26T17:00:00Z'));
    expect(endOfWorkingDay(at('2026-10-26T18:00:00Z'))).toBe(at('2026-10-27T17:00:00Z'));
    expect(endOfWorkingDay(at('2026-12-24T03:00:00Z'))).toBe(at('2026-12-29T17:00:00Z'));
    expect(endOfWorkingDay(at('2026-06-01T11:00:00Z'), 5)).toBe(at('2026-06-08T16:00:00Z'));
  });

  test('past the table it is an error, and no number of days at all is one too', () => {
    expect(() => endOfWorkingDay(at('2028-12-29T12:00:00Z'))).toThrow(BankHolidayTableEnds);
    for (const n of [0, -1, 1.5, NaN]) expect(() => endOfWorkingDay(at('2026-06-01T11:00:00Z'), n)).toThrow(RangeError);
  });
});

describe('instants as text', () => {
  test('go out in UTC with milliseconds, and come in with any offset', () => {
    expect(instantText(at('2026-10-26T11:00:00Z'))).toBe('2026-10-26T11:00:00.000Z');
    expect(instantFrom('2026-10-26T11:00:00Z')).toBe(at('2026-10-26T11:00:00Z'));
    expect(instantFrom('2026-10-23T12:00:00.250+01:00')).toBe(at('2026-10-23T11:00:00.250Z'));
  });

  test.each(['2026-10-26', '2026-10-26T11:00:00', '2026-02-30T11:00:00Z', '2026-10-26T25:00:00Z', '2026-10-26T11:60:00Z', 'yesterday', ''])('%j is none', (text) => {
    expect(() => instantFrom(text)).toThrow(RangeError);
  });
});
