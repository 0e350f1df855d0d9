import { describe, expect, it } from '@jest/globals';
import Holidays from 'date-holidays';
import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { dueOf } from '#libs/pathway/due.js';
import type { DueRule } from '#libs/policies/policy.js';
import { policies } from '#libs/policies/released.js';

/** Due rules against a second reckoning: luxon knows the time in London, date-holidays the bank holidays. It walks from day to day and shares nothing with the product. */
const zone = 'Europe/London';
const holidays = new Set([2024, 2025, 2026, 2027, 2028].flatMap((year) => new Holidays('GB', 'ENG').getHolidays(year).filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10))));
const works = (day: DateTime): boolean => day.weekday <= 5 && !holidays.has(day.toISODate()!);
const local = (at: number): DateTime => DateTime.fromMillis(at, { zone });

/** 09:00-17:00 on working days; the end of the hours is outside. */
function workingAfter(from: number, ms: number): number {
  let left = ms;
  for (let day = local(from).startOf('day'); ; day = day.plus({ days: 1 })) {
    if (!works(day)) continue;
    const [opens, closes] = [day.set({ hour: 9 }).toMillis(), day.set({ hour: 17 }).toMillis()];
    const begins = Math.max(from, opens);
    if (begins >= closes) continue;
    if (begins + left < closes) return begins + left;
    left -= closes - begins;
  }
}
function workingDayEnd(from: number, count: number): number {
  let day = local(from).startOf('day');
  for (let left = count; left > 0;) {
    day = day.plus({ days: 1 });
    if (works(day)) left -= 1;
  }
  return day.set({ hour: 17 }).toMillis();
}
const clockOn = (day: DateTime, time: string): number => day.set({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)), second: 0, millisecond: 0 }).toMillis();

function reckoned({ clock, value, at, floor, early }: DueRule, from: number, opened: number): number {
  const duration = Duration.fromISO(value);
  const { weeks, days } = duration.mapUnits((each) => Math.abs(each));
  const whole = { elapsed: 24, working: 8 };
  const length = (hours: number): number => ((duration.weeks * 7 + duration.days) * hours * 3_600_000) + Duration.fromObject({ hours: duration.hours, minutes: duration.minutes, seconds: duration.seconds }).toMillis();
  const day = local(from).startOf('day').plus({ days: weeks * 7 + days });
  let due = clock === 'elapsed' ? from + length(whole.elapsed) : clock === 'working' ? workingAfter(from, length(whole.working)) : clock === 'working-day' ? workingDayEnd(from, days) : at ? clockOn(day, at) : day.plus({ days: 1 }).toMillis();
  if (early && local(due).toFormat('HH:mm') < early.before) due = clockOn(local(due).minus({ days: 1 }), early.at);
  return floor ? Math.max(due, opened + Duration.fromISO(floor).toMillis()) : due;
}

const at = (text: string): number => Date.parse(text);
const turning = {
  'the clocks go forward': ['2026-03-29T01:00Z', '2027-03-28T01:00Z', '2028-03-26T01:00Z'], 'the clocks go back': ['2026-10-25T01:00Z', '2027-10-31T01:00Z', '2025-10-26T01:00Z'],
  'the leap day': ['2028-02-28T12:00Z', '2028-02-29T12:00Z', '2028-03-01T12:00Z', '2024-02-29T12:00Z'], 'the end of the year': ['2026-12-31T23:59Z', '2027-01-01T00:00Z', '2027-12-31T12:00Z', '2028-01-01T12:00Z'],
  'bank holidays': ['2026-04-03T12:00Z', '2026-04-06T12:00Z', '2026-05-04T12:00Z', '2026-08-31T12:00Z', '2026-12-25T12:00Z', '2026-12-28T12:00Z', '2027-12-27T12:00Z', '2027-12-28T12:00Z', '2028-01-03T12:00Z'],
} as const;
const near = (instants: readonly string[]): fc.Arbitrary<number> => fc.tuple(fc.constantFrom(...instants), fc.integer({ min: -4 * 86_400_000, max: 2 * 86_400_000 })).map(([instant, ms]) => at(instant) + ms);
const anywhere = fc.integer({ min: at('2024-02-01T00:00Z'), max: at('2028-06-01T00:00Z') });

/** Every rule of every policy, each once, and with them rules of each kind that no policy has yet. */
const released = [...new Map(policies.flatMap(({ steps }) => Object.values(steps).flatMap(({ due }) => due)).map(({ source: _, status: __, when: ___, ...rule }) => [JSON.stringify(rule), rule])).values()];
const hours = fc.integer({ min: 0, max: 400 });
const made = fc.oneof(
  fc.tuple(hours, fc.nat({ max: 59 }), fc.boolean()).map(([h, m, back]) => ({ clock: 'elapsed' as const, value: `${back ? '-' : ''}PT${h}H${m}M` })), fc.nat({ max: 40 }).map((d) => ({ clock: 'elapsed' as const, value: `P${d}D` })),
  fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 12 })).map(([d, h]) => ({ clock: 'working' as const, value: `P${d}DT${h}H` })), fc.integer({ min: 1, max: 25 }).map((d) => ({ clock: 'working-day' as const, value: `P${d}D` })),
  fc.tuple(fc.nat({ max: 30 }), fc.option(fc.constantFrom('08:00', '12:00', '15:00', '23:59'), { nil: undefined })).map(([d, time]) => ({ clock: 'same-day' as const, value: `P${d}D`, ...(time ? { at: time } : {}) })),
);
const bent = fc.record({ floor: fc.constantFrom('PT1H', 'PT4H', 'P1D'), early: fc.constant({ before: '09:00', at: '18:00' }) }, { requiredKeys: [] });
const source = { source: 's', status: 'local' } as const;

/** `later`: how long after (or before) what the rule counts from the task opens. */
const later = fc.oneof(fc.constant(0), fc.integer({ min: -48 * 3_600_000, max: 48 * 3_600_000 }));
const text = (instant: number): string => new Date(instant).toISOString();
function same(rule: Omit<DueRule, 'source' | 'status'>, from: number, opened: number): void {
  const whole: DueRule = { ...source, ...rule };
  const anchors = whole.from === 'opened' ? { opened: from } : { [whole.from]: from, opened };
  expect([rule, text(from), text(dueOf([whole], undefined, anchors).dueAt)]).toEqual([rule, text(from), text(reckoned(whole, from, anchors.opened!))]);
}

describe.each(Object.entries(turning))('near %s', (_name, instants) => {
  it.each(released.map((rule) => [JSON.stringify(rule), rule] as const))('the rule %s says what luxon says', (_text, rule) => {
    fc.assert(fc.property(near(instants), later, (from, after) => { same(rule, from, from + after); }), { seed: 20261130, numRuns: 20 });
  });

  it('a rule of any kind says what luxon says', () => {
    fc.assert(fc.property(made, bent, near(instants), later, (rule, more, from, after) => { same({ from: 'it', ...rule, ...more }, from, from + after); }), { seed: 20261130, numRuns: 200 });
  });
});

it('at any time from 2024 to 2028 a rule of any kind says what luxon says', () => {
  fc.assert(fc.property(made, bent, anywhere, later, (rule, more, from, after) => { same({ from: 'it', ...rule, ...more }, from, from + after); }), { seed: 20261130, numRuns: 1_000 });
});

it('every kind of clock that a policy may use is among them', () => { expect(new Set(released.map(({ clock }) => clock))).toEqual(new Set(['elapsed', 'same-day', 'working', 'working-day'])); });
