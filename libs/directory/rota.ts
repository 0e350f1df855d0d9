import { isBankHoliday, isWorkingDay, dayNumber } from '#libs/domain/bank-holidays.js';
import { addLocalDays, type Instant } from '#libs/domain/local-time.js';
import type { Scope } from './facts.js';
import { wallDate, wallTime } from './wall-time.js';
import { weeklyDates, type Weekday } from './weekly-dates.js';

/** Who takes turns at a role: rules in order, the first that has a shift at an instant counts; an override takes the place of one shift. */
export interface Rota { readonly id: string; readonly role: string; readonly scope: Scope; readonly rules: readonly RotaRule[]; readonly overrides: readonly Override[] }
export interface RotaRule { readonly hours: WeeklyHours | OutOfHours; readonly rotation: Rotation; /** Until the hand-over of this day. */ readonly until?: string | undefined }

/**
 * Shifts that begin on these days of every (n-th) week, at a time of the wall clock in London, and end at another: where that is not later, on the day after.
 * A night on which the clocks change is an hour shorter or longer. `bankHolidays`: shifts that would begin on one are kept, left out, or the only ones.
 */
export interface WeeklyHours {
  readonly kind: 'weekly'; readonly days: readonly Weekday[]; readonly everyWeeks: number; readonly starts: string; readonly ends: string; readonly bankHolidays: 'as-usual' | 'left-out' | 'only';
}
/** Outside 09:00 to 17:00 on working days. Such a rule also answers in the place of the owner whom a case names, who sleeps then. */
export interface OutOfHours { readonly kind: 'out-of-hours' }
/** Each in turn for so many days, the first from the first hand-over on; hand-overs are at that time of the wall clock. */
export interface Rotation { readonly people: readonly string[]; readonly days: number; readonly startsOn: string; readonly handOverAt: string }
export interface Override { readonly id: string; readonly from: Instant; readonly until: Instant; readonly person: string }

/** One person, without a break. `rule` counts from 0; null: an override. */
export interface Shift { readonly from: Instant; readonly until: Instant; readonly person: string; readonly rule: number | null; readonly override: string | null; readonly outOfHours: boolean }
interface Stretch { from: Instant; until: Instant }

/** Who is on the rota at an instant; null: it has no shift then. Throws BankHolidayTableEnds. */
export function onRota(rota: Rota, at: Instant): Shift | null {
  return remembered(onAt, rota, String(at), () => pick(laidOut(rota, at, at + 1), at));
}

/** The same rota is asked for the same instants about each owner whom cases name: it is read once. */
const onAt = new WeakMap<Rota, Map<string, Shift | null>>();
const between = new WeakMap<Rota, Map<string, Shift[]>>();
function remembered<Found>(of: WeakMap<Rota, Map<string, Found>>, rota: Rota, key: string, find: () => Found): Found {
  const known = of.get(rota) ?? new Map<string, Found>();
  if (!known.has(key)) of.set(rota, known.set(key, find()));
  return known.get(key)!;
}

/** The shifts that touch a stretch of time, cut to it, one after the other and never two at once. Throws BankHolidayTableEnds. */
export function shiftsBetween(rota: Rota, from: Instant, until: Instant): Shift[] {
  return remembered(between, rota, `${from} ${until}`, () => laidBetween(rota, from, until));
}

function laidBetween(rota: Rota, from: Instant, until: Instant): Shift[] {
  const layers = laidOut(rota, from, until);
  const edges = [...new Set([from, until, ...layers.flat().flatMap((shift) => [shift.from, shift.until])])].filter((at) => at >= from && at <= until).toSorted((a, b) => a - b);
  const shifts: Shift[] = [];
  edges.slice(0, -1).forEach((start, index) => {
    const found = pick(layers, start);
    const end = edges[index + 1]!;
    const last = shifts.at(-1);
    if (found && last?.until === start && last.person === found.person && last.rule === found.rule && last.override === found.override && last.outOfHours === found.outOfHours) shifts[shifts.length - 1] = { ...last, until: end };
    else if (found) shifts.push({ ...found, from: start, until: end });
  });
  return shifts;
}

/** Everybody whom the rota may ever name. */
export function peopleOnRota({ rules, overrides }: Rota): string[] {
  return [...new Set([...rules.flatMap(({ rotation }) => rotation.people), ...overrides.map(({ person }) => person)])];
}

/** Overrides first, then the rules in order. */
function laidOut(rota: Rota, from: Instant, until: Instant): Shift[][] {
  const overrides = rota.overrides.filter((each) => each.from < until && from < each.until).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((each): Shift => ({ from: each.from, until: each.until, person: each.person, rule: null, override: each.id, outOfHours: false }));
  return [overrides, ...rota.rules.map((rule, index) => shiftsOfRule(rule, index, from, until))];
}

/** An override is as far out of hours as the shift that it takes the place of. */
function pick([overrides = [], ...rules]: readonly Shift[][], at: Instant): Shift | null {
  const running = (layer: readonly Shift[]): Shift | undefined => layer.find((shift) => shift.from <= at && at < shift.until);
  const ruled = rules.map(running).find((shift) => shift !== undefined) ?? null;
  const overridden = running(overrides);
  return overridden ? { ...overridden, outOfHours: ruled?.outOfHours ?? false } : ruled;
}

/** What a rule says for a stretch of time: its hours, cut where the turn goes to the next. */
function shiftsOfRule({ hours, rotation, until: lastDay }: RotaRule, index: number, from: Instant, until: Instant): Shift[] {
  const ends = lastDay === undefined ? until : Math.min(until, wallTime(lastDay, rotation.handOverAt));
  if (from >= ends || rotation.people.length === 0) return [];
  const stretches = hours.kind === 'weekly' ? weeklyStretches(hours, rotation, from, ends) : outOfHoursStretches(from, ends);
  return stretches.flatMap(({ from: start, until: end }) => turnsBetween(rotation, start, lastDay === undefined ? end : Math.min(end, ends)).map((turn): Shift => ({ ...turn, rule: index, override: null, outOfHours: hours.kind === 'out-of-hours' })));
}

function weeklyStretches({ days, everyWeeks, starts, ends, bankHolidays }: WeeklyHours, rotation: Rotation, from: Instant, until: Instant): Stretch[] {
  // A shift may begin the day before and still run.
  const dates = weeklyDates({ days, everyWeeks, anchor: rotation.startsOn }, addLocalDays(wallDate(from), -2), wallDate(until));
  const kept = bankHolidays === 'as-usual' ? dates : dates.filter((date) => isBankHoliday(date) === (bankHolidays === 'only'));
  return kept.map((date) => ({ from: wallTime(date, starts), until: wallTime(ends > starts ? date : addLocalDays(date, 1), ends) })).filter((each) => each.from < until && from < each.until);
}

function outOfHoursStretches(from: Instant, until: Instant): Stretch[] {
  const found: Stretch[] = [];
  const add = (start: Instant, end: Instant): void => {
    const [cutStart, cutEnd] = [Math.max(start, from), Math.min(end, until)];
    if (cutStart >= cutEnd) return;
    const last = found.at(-1);
    if (last?.until === cutStart) last.until = cutEnd;
    else found.push({ from: cutStart, until: cutEnd });
  };
  const last = wallDate(until - 1);
  for (let date = wallDate(from); date <= last; date = addLocalDays(date, 1)) {
    const [dawn, midnight] = [wallTime(date, '00:00'), wallTime(addLocalDays(date, 1), '00:00')];
    if (isWorkingDay(date)) {
      add(dawn, wallTime(date, '09:00'));
      add(wallTime(date, '17:00'), midnight);
    } else add(dawn, midnight);
  }
  return found;
}

/** Whose turn it is in a stretch of time; nobody's before the first hand-over. */
function turnsBetween(rotation: Rotation, from: Instant, until: Instant): (Stretch & { person: string })[] {
  const { people, days, startsOn, handOverAt } = rotation;
  const handOver = (turn: number): Instant => wallTime(addLocalDays(startsOn, turn * days), handOverAt);
  const found: (Stretch & { person: string })[] = [];
  // The turn of the local day, or the one before it where the hand-over is later that day.
  let turn = Math.max(0, Math.floor((dayNumber(wallDate(from)) - dayNumber(startsOn)) / days) - 1);
  for (; handOver(turn) < until; turn += 1) {
    const [start, end] = [Math.max(handOver(turn), from), Math.min(handOver(turn + 1), until)];
    if (start < end) found.push({ from: start, until: end, person: people[turn % people.length]! });
  }
  return found;
}
