import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { BankHolidayTableEnds, isWorkingDay } from './bank-holidays.js';
import { addOnClock, clockTime, clockTimeBetween, within, type Clock } from './clocks.js';
import { BadDuration, HOUR, MINUTE } from './duration.js';

const at = (text: string): number => Date.parse(text);
const text = (instant: number): string => new Date(instant).toISOString().replace(':00.000Z', 'Z');
const add = (clock: Clock, from: string, duration: string): string => text(addOnClock(clock, at(from), duration));
const clocks: Clock[] = ['elapsed', 'day', 'working'];

describe('elapsed', () => {
  test('Friday 23 October 2026 12:00 BST and 72 hours is Monday 26 October 11:00 GMT', () => {
    expect(add('elapsed', '2026-10-23T12:00:00+01:00', 'PT72H')).toBe('2026-10-26T11:00Z');
  });

  test('a day is 24 hours, over a change too', () => {
    expect(add('elapsed', '2026-03-28T12:00:00Z', 'P1D')).toBe('2026-03-29T12:00Z');
    expect(add('elapsed', '2026-03-28T12:00:00Z', '-PT2H')).toBe('2026-03-28T10:00Z');
  });
});

describe('day: 08:00-20:00, every day', () => {
  test('runs inside its hours, and goes on the next morning', () => {
    expect(add('day', '2026-01-10T09:00:00Z', 'PT1H')).toBe('2026-01-10T10:00Z');
    expect(add('day', '2026-01-10T19:30:00Z', 'PT1H')).toBe('2026-01-11T08:30Z');
    expect(add('day', '2026-01-10T09:00:00Z', 'P1D')).toBe('2026-01-11T09:00Z');
  });

  test('20:00 itself is outside: what falls there waits for 08:00', () => {
    expect(add('day', '2026-01-10T19:00:00Z', 'PT1H')).toBe('2026-01-11T08:00Z');
    expect(add('day', '2026-01-10T20:00:00Z', 'PT0S')).toBe('2026-01-11T08:00Z');
    expect(text(addOnClock('day', at('2026-01-10T19:59:59.999Z'), 0))).toBe('2026-01-10T19:59:59.999Z');
  });

  test('adding nothing outside the hours is the next opening', () => {
    expect(add('day', '2026-01-10T07:59:00Z', 'PT0S')).toBe('2026-01-10T08:00Z');
    expect(add('day', '2026-01-10T23:00:00Z', 'PT0S')).toBe('2026-01-11T08:00Z');
    expect(add('day', '2026-01-10T08:00:00Z', 'PT0S')).toBe('2026-01-10T08:00Z');
  });

  test.each([
    ['2026-03-28T19:30:00Z', '2026-03-29T07:30Z'],
    ['2026-10-24T18:30:00Z', '2026-10-25T08:30Z'],
    ['2027-03-27T19:30:00Z', '2027-03-28T07:30Z'],
    ['2027-10-30T18:30:00Z', '2027-10-31T08:30Z'],
  ])('over a change, from %s an hour on is half past eight on the wall', (from, to) => {
    expect(add('day', from, 'PT1H')).toBe(to);
  });
});

describe('working: 09:00-17:00 on working days', () => {
  test('a day of it is eight hours', () => {
    expect(add('working', '2026-10-26T10:00:00Z', 'P1D')).toBe('2026-10-27T10:00Z');
    expect(add('working', '2026-10-23T16:30:00+01:00', 'PT1H')).toBe('2026-10-26T09:30Z');
  });

  test('17:00 itself is outside', () => {
    expect(add('working', '2026-10-23T16:00:00+01:00', 'PT1H')).toBe('2026-10-26T09:00Z');
    expect(add('working', '2026-10-27T17:00:00Z', 'PT0S')).toBe('2026-10-28T09:00Z');
  });

  test('waits over Easter and Christmas', () => {
    expect(add('working', '2026-04-02T16:30:00+01:00', 'PT1H')).toBe('2026-04-07T08:30Z');
    expect(add('working', '2026-12-24T16:30:00Z', 'P1D')).toBe('2026-12-29T16:30Z');
    expect(add('working', '2027-12-24T16:30:00Z', 'PT1H')).toBe('2027-12-29T09:30Z');
  });

  test.each([['2026-03-27T16:30:00Z', '2026-03-30T08:30Z'], ['2027-10-29T15:30:00Z', '2027-11-01T09:30Z']])('over a change, from %s an hour on is half past nine on the wall', (from, to) => {
    expect(add('working', from, 'PT1H')).toBe(to);
  });

  test('goes back as it goes on', () => {
    expect(add('working', '2026-10-26T09:30:00Z', '-PT1H')).toBe('2026-10-23T15:30Z');
  });

  test('past the table it is an error', () => {
    expect(() => addOnClock('working', at('2028-12-29T16:59:00Z'), 'PT1M')).toThrow(BankHolidayTableEnds);
    expect(() => addOnClock('working', at('2029-03-01T12:00:00Z'), 0)).toThrow(BankHolidayTableEnds);
    expect(() => within('working', at('2023-12-29T12:00:00Z'))).toThrow(BankHolidayTableEnds);
    expect(add('day', '2029-03-01T12:00:00Z', 'PT1H')).toBe('2029-03-01T13:00Z');
  });
});

test('how long a day is depends on the clock; a week is seven of them', () => {
  expect(clocks.map((clock) => clockTime(clock, 'P1D') / HOUR)).toEqual([24, 12, 8]);
  expect(clocks.map((clock) => clockTime(clock, 'P1W') / HOUR)).toEqual([168, 84, 56]);
  expect(clocks.map((clock) => clockTime(clock, 'PT15M') / MINUTE)).toEqual([15, 15, 15]);
  expect(() => clockTime('day', 'a while')).toThrow(BadDuration);
});

/** The oracle: minute by minute with luxon, which knows the zone by itself. */
const running = (clock: Clock, minute: DateTime): boolean => {
  if (clock === 'elapsed') return true;
  const [opens, closes] = clock === 'day' ? [8, 20] : [9, 17];
  return minute.hour >= opens && minute.hour < closes && (clock === 'day' || isWorkingDay(minute.toISODate() ?? ''));
};
const byHand = (clock: Clock, from: number, minutes: number): number => {
  let left = minutes;
  for (let now = from; ; now += MINUTE) {
    if (!running(clock, DateTime.fromMillis(now, { zone: 'Europe/London' }))) continue;
    if (left === 0) return now;
    left -= 1;
  }
};

const changes = ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z', '2026-12-26T00:00:00Z', '2027-12-26T00:00:00Z'];
const nearChange = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 1440, max: 1440 })).map(([change, minutes]) => at(change) + minutes * MINUTE);
const anywhere = fc.integer({ min: at('2024-06-01T00:00:00Z'), max: at('2027-12-01T00:00:00Z') });
const clock = fc.constantFrom(...clocks);
const someTime = fc.integer({ min: 0, max: 500 * HOUR });

describe('against luxon, and against itself', () => {
  test('around every change of 2026 and 2027 and both Christmases: the same instant as counting minutes', () => {
    fc.assert(fc.property(clock, nearChange, fc.integer({ min: 0, max: 1_500 }), (which, from, minutes) => {
      expect(text(addOnClock(which, from, minutes * MINUTE))).toBe(text(byHand(which, from, minutes)));
    }), { numRuns: 150 });
  });

  test('every minute of the four days of a change is inside or outside as luxon says', () => {
    for (const change of changes) {
      for (let minute = -1440; minute < 1440; minute += 5) {
        const instant = at(change) + minute * MINUTE;
        for (const which of clocks) expect(within(which, instant)).toBe(running(which, DateTime.fromMillis(instant, { zone: 'Europe/London' })));
      }
    }
  });

  test('a day on the day clock is the same time tomorrow on the wall; eight working hours the same time on the next working day', () => {
    fc.assert(fc.property(anywhere, (instant) => {
      const inside = addOnClock('day', instant, 0);
      expect(addOnClock('day', inside, 'P1D')).toBe(DateTime.fromMillis(inside, { zone: 'Europe/London' }).plus({ days: 1 }).toMillis());
      const working = addOnClock('working', instant, 0);
      let next = DateTime.fromMillis(working, { zone: 'Europe/London' }).plus({ days: 1 });
      while (!isWorkingDay(next.toISODate() ?? '')) next = next.plus({ days: 1 });
      expect(addOnClock('working', working, 'P1D')).toBe(next.toMillis());
    }));
  });

  test('add(add(a, x), y) = add(a, x + y), and the result is always inside', () => {
    fc.assert(fc.property(clock, anywhere, someTime, someTime, (which, from, x, y) => {
      const twice = addOnClock(which, addOnClock(which, from, x), y);
      expect(twice).toBe(addOnClock(which, from, x + y));
      expect(within(which, twice)).toBe(true);
      expect(addOnClock(which, twice, 0)).toBe(twice);
      expect(addOnClock(which, twice, -y)).toBe(addOnClock(which, from, x));
    }), { numRuns: 500 });
  });

  test('the time between an instant and what it was moved by is that time', () => {
    fc.assert(fc.property(clock, anywhere, someTime, (which, from, x) => {
      expect(clockTimeBetween(which, from, addOnClock(which, from, x))).toBe(x);
      expect(clockTimeBetween(which, addOnClock(which, from, x), from) + x).toBe(0);
    }));
  });

  test('never goes back when `from` goes on', () => {
    fc.assert(fc.property(clock, anywhere, fc.nat(100 * HOUR), someTime, (which, from, later, x) => addOnClock(which, from, x) <= addOnClock(which, from + later, x)));
  });
});
