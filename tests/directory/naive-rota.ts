import { DateTime } from 'luxon';
import { bankHolidays } from '#libs/domain/bank-holidays.js';
import type { RotaRule } from '#libs/directory/rota.js';

/** Second opinion: the rules read day by day with another library, without regard to speed. */
const holidays = new Set(bankHolidays().map(({ date }) => date));
const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const zone = 'Europe/London';

export function naiveOnRota(rules: readonly RotaRule[], at: number): string | null {
  for (const rule of rules) {
    const person = onRule(rule, at);
    if (person !== null) return person;
  }
  return null;
}

/** The first instant at which the wall clock shows this; in the hour that is left out, as much later. */
function instantOf(date: string, time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const day = DateTime.fromISO(date, { zone });
  const made = DateTime.fromObject({ year: day.year, month: day.month, day: day.day, hour, minute }, { zone });
  // Of two instants with the same reading, luxon may give either: the one an hour before is taken where it reads the same.
  const earlier = made.minus({ hours: 1 });
  return earlier.hour === made.hour && earlier.minute === made.minute ? earlier.toMillis() : made.toMillis();
}
const nextDay = (date: string, days = 1): string => DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate()!;

function onRule({ hours, rotation, until }: RotaRule, at: number): string | null {
  const now = DateTime.fromMillis(at, { zone });
  const today = now.toISODate()!;
  if (until !== undefined && at >= instantOf(until, rotation.handOverAt)) return null;
  let turn = -1;
  for (let date = rotation.startsOn; instantOf(date, rotation.handOverAt) <= at; date = nextDay(date, rotation.days)) turn += 1;
  if (turn < 0) return null;
  const person = rotation.people[turn % rotation.people.length]!;
  if (hours.kind === 'out-of-hours') {
    const working = now.weekday <= 5 && !holidays.has(today) && now.hour >= 9 && now.hour < 17;
    return working ? null : person;
  }
  const week = (date: string): number => Math.floor(DateTime.fromISO(date, { zone: 'utc' }).startOf('week').toMillis() / (7 * 24 * 3_600_000));
  for (const date of [nextDay(today, -1), today]) {
    const day = names[DateTime.fromISO(date, { zone: 'utc' }).weekday - 1]!;
    if (!(hours.days as readonly string[]).includes(day) || (week(date) - week(rotation.startsOn)) % hours.everyWeeks !== 0) continue;
    if ((hours.bankHolidays === 'left-out' && holidays.has(date)) || (hours.bankHolidays === 'only' && !holidays.has(date))) continue;
    const ends = hours.ends > hours.starts ? date : nextDay(date);
    if (instantOf(date, hours.starts) <= at && at < instantOf(ends, hours.ends)) return person;
  }
  return null;
}
