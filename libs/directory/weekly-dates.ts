import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { dateOf, dayNumber } from '#libs/domain/bank-holidays.js';
import { ZONE } from '#libs/domain/local-time.js';

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** Days of every n-th week; weeks begin on Monday, and the week of `anchor` is one of them. */
export interface Weekly { days: readonly Weekday[]; everyWeeks: number; anchor: string }

/** The local dates of a weekly rule from one to another, both included. */
export function weeklyDates({ days, everyWeeks, anchor }: Weekly, from: string, until: string): string[] {
  if (days.length === 0 || until < from) return [];
  // The library walks from the start of a rule: it is given one that is near, in step with the anchor's week.
  const week = 7 * everyWeeks;
  const monday = mondayOf(dayNumber(anchor));
  const near = monday + Math.floor((dayNumber(from) - monday) / week) * week;
  const rule = new RRuleTemporal({
    freq: 'WEEKLY', interval: everyWeeks, byDay: [...days], wkst: 'MO', tzid: ZONE, temporal: Temporal, dtstart: Temporal.PlainDate.from(dateOf(near)).toZonedDateTime({ timeZone: ZONE, plainTime: '12:00' }),
  });
  const noon = (date: string): Date => new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: ZONE, plainTime: '12:00' }).epochMilliseconds);
  return rule.between(noon(from), noon(until), true).map((each) => each.toPlainDate().toString());
}

function mondayOf(day: number): number {
  // 1 January 1970 was a Thursday.
  return day - ((((day + 3) % 7) + 7) % 7);
}
