import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { dateOf, dayNumber, daysSinceMonday } from '#libs/domain/bank-holidays.js';
import { ZONE } from '#libs/domain/local-time.js';

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** Days of every n-th week; weeks begin on Monday, and the week of `anchor` is one of them. */
export interface Weekly { days: readonly Weekday[]; everyWeeks: number; anchor: string }

/** The calendar is asked for in stretches of so many days, which are remembered: whoever looks up one instant after another asks the library once. */
const STRETCH = 56;
const MOST = 2_000;
const known = new Map<string, readonly string[]>();

/** The local dates of a weekly rule from one to another, both included. */
export function weeklyDates(rule: Weekly, from: string, until: string): string[] {
  const found: string[] = [];
  for (let stretch = Math.floor(dayNumber(from) / STRETCH); stretch * STRETCH <= dayNumber(until); stretch += 1) found.push(...datesOf(rule, stretch));
  return found.filter((date) => date >= from && date <= until);
}

function datesOf({ days, everyWeeks, anchor }: Weekly, stretch: number): readonly string[] {
  const monday = dayNumber(anchor) - daysSinceMonday(dayNumber(anchor));
  const week = 7 * everyWeeks;
  const key = [days.join(), everyWeeks, ((monday % week) + week) % week, stretch].join(' ');
  const remembered = known.get(key);
  if (remembered) return remembered;
  const first = stretch * STRETCH;
  // The library walks from the start of a rule: it is given one that is near, in step with the anchor's week.
  const near = monday + Math.floor((first - monday) / week) * week;
  const dates = days.length === 0 ? [] : new RRuleTemporal({ freq: 'WEEKLY', interval: everyWeeks, byDay: [...days], wkst: 'MO', tzid: ZONE, temporal: Temporal, dtstart: noon(near) })
    .between(new Date(noon(first).epochMilliseconds), new Date(noon(first + STRETCH - 1).epochMilliseconds), true).map((each) => each.toPlainDate().toString());
  if (known.size >= MOST) known.clear();
  known.set(key, dates);
  return dates;
}

const noon = (day: number): Temporal.ZonedDateTime => Temporal.PlainDate.from(dateOf(day)).toZonedDateTime({ timeZone: ZONE, plainTime: '12:00' });
