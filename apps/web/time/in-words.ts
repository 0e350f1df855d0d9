import { DAY, HOUR, MINUTE, parseDuration } from '#libs/domain/duration.js';
import { atLocal, endOfLocalDay, localTime, zoneLead, type Instant, type LocalTime } from '#libs/domain/local-time.js';

/** Instants as people say them: local time, and which of the two zones wherever that could be doubted. */

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The wall clock's lead by the hour of UTC: it changes at full hours only, and a page asks for the same few days hundreds of times. */
const leads = new Map<number, number>();
function leadAt(at: Instant): number {
  const hour = Math.floor(at / HOUR);
  let lead = leads.get(hour);
  if (lead === undefined) {
    if (leads.size > 10_000) leads.clear();
    leads.set(hour, lead = zoneLead(hour * HOUR));
  }
  return lead;
}
const local = (at: Instant): LocalTime => localTime(at, leadAt(at));

const two = (number: number): string => String(number).padStart(2, '0');
const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`;
const zoneOf = (at: Instant): string => (leadAt(at) === 0 ? 'GMT' : 'BST');
const weekday = (date: string): string => WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]!;
const dayNumberOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;

/** Is there doubt which zone a time of the wall clock is in: it comes twice that night, or the other zone holds now. */
function doubtful(at: Instant, now: Instant): boolean {
  if (leadAt(at) !== leadAt(now)) return true;
  // Where no clock changes within an hour, no time comes twice.
  if (leadAt(at - HOUR) === leadAt(at + HOUR)) return false;
  const { date, hour, minute } = local(at);
  return atLocal(date, `${two(hour)}:${two(minute)}`).ambiguous;
}

/** '17:00', or '01:30 GMT'. */
export function clockWords(at: Instant, now: Instant): string {
  const { hour, minute } = local(at);
  return `${two(hour)}:${two(minute)}${doubtful(at, now) ? ` ${zoneOf(at)}` : ''}`;
}

/** '24 October', with the year where it is not this one. */
export function dateWords(date: string, now: Instant): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${day} ${MONTHS[month - 1]}${String(year) === local(now).date.slice(0, 4) ? '' : ` ${year}`}`;
}

/** 'today', 'yesterday', 'tomorrow', 'Friday' within six days ahead, 'Friday 24 October' otherwise. */
export function dayWords(at: Instant, now: Instant): string {
  const { date } = local(at);
  const days = dayNumberOf(date) - dayNumberOf(local(now).date);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 1 && days < 7 ? weekday(date) : `${weekday(date)} ${dateWords(date, now)}`;
}

/** 'today 17:00', 'Friday 24 October 09:15'; midnight is the end of the day before, as people mean it. */
export function momentWords(at: Instant, now: Instant): string {
  const { hour, minute } = local(at);
  return hour === 0 && minute === 0 ? `end of ${dayWords(at - HOUR, now)}` : `${dayWords(at, now)} ${clockWords(at, now)}`;
}

/** The whole instant for whoever wants to be sure: 'Monday 30 November 2026, 17:00 GMT'. */
export function exactWords(at: Instant): string {
  const { date, hour, minute } = local(at);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${weekday(date)} ${day} ${MONTHS[month - 1]} ${year}, ${two(hour)}:${two(minute)} ${zoneOf(at)}`;
}

/** '3 hours 20 minutes', '2 days 4 hours': the two largest units, rounded down; days only from two on. */
export function lengthWords(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / MINUTE));
  if (whole < 1) return 'less than a minute';
  const [days, hours, minutes] = whole >= 2 * 24 * 60 ? [Math.floor(whole / (24 * 60)), Math.floor((whole % (24 * 60)) / 60), 0] : [0, Math.floor(whole / 60), whole % 60];
  return [days > 0 ? count(days, 'day') : '', hours > 0 ? count(hours, 'hour') : '', minutes > 0 ? count(minutes, 'minute') : ''].filter(Boolean).join(' ');
}

/** When something is due: 'in 40 minutes' within the hour, else the moment; once it has passed, 'yesterday 17:00'. */
export function dueWords(at: Instant, now: Instant): string {
  const ahead = at - now;
  if (ahead >= 0 && ahead < MINUTE) return 'in less than a minute';
  if (ahead > 0 && ahead <= HOUR) return `in ${count(Math.floor(ahead / MINUTE), 'minute')}`;
  if (ahead < 0 && ahead > -HOUR) return -ahead < MINUTE ? 'just now' : `${count(Math.floor(-ahead / MINUTE), 'minute')} ago`;
  return momentWords(at, now);
}

/** When something happened: as `dueWords`. */
export const happenedWords = dueWords;

/** '3 hours 20 minutes late'. */
export const lateWords = (due: Instant, now: Instant): string => `${lengthWords(now - due)} late`;

/** A length as a policy writes it: 'PT30M' is '30 minutes', 'P1D' '1 day'. @throws BadDuration */
export function durationWords(written: string): string {
  const { weeks, days, ms } = parseDuration(written);
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return [weeks > 0 ? count(weeks, 'week') : '', days > 0 ? count(days, 'day') : '', hours > 0 ? count(hours, 'hour') : '', minutes > 0 ? count(minutes, 'minute') : ''].filter(Boolean).join(' ') || '0 minutes';
}

/** The rule that a due time came from, its durations in words: 'PT24H after it happened' is '24 hours after it happened'. */
export const ruleWords = (rule: string): string => rule.replace(/\bP(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?(?![\w])/g, (written) => durationWords(written));

/** Which part of My work something due belongs to. */
export function dueGroup(due: Instant, now: Instant): 'overdue' | 'today' | 'later' {
  if (due < now) return 'overdue';
  // Whatever is due on another day needs no reckoning of midnight.
  return due - now > 26 * HOUR || due >= endOfLocalDay(now) ? 'later' : 'today';
}

/** A person's age in whole years on the local day of an instant. `born` is YYYY-MM-DD. */
export function ageAt(born: string, now: Instant): number {
  const today = local(now).date;
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}
