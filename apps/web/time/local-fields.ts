import { atLocal, localTime, zoneLead, type Instant } from '#libs/domain/local-time.js';

/** An instant as people type it: a local day and a time, and which of the two hours where the time comes twice that night. */
export interface LocalFields { day: string; month: string; year: string; time: string; zone: string }
export const nothingTyped: LocalFields = { day: '', month: '', year: '', time: '', zone: '' };

/** `ask`: the page has to ask which of the two hours is meant. */
export type LocalReading = { at: Instant } | { error: string; ask?: true };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const two = (number: number): string => String(number).padStart(2, '0');

/** '9:30', '09.30', '0930' and '9' are 09:30 and 09:00; undefined: it is no time. */
export function readTime(typed: string): string | undefined {
  const [, hours, minutes = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return `${two(Number(hours))}:${minutes}`;
}

/** 'YYYY-MM-DD' of what was typed; undefined: it is no day of the calendar. A year in two digits is of this century. */
export function readDate({ day, month, year }: Pick<LocalFields, 'day' | 'month' | 'year'>): string | undefined {
  const named = MONTHS.indexOf(month.trim().slice(0, 3).toLowerCase()) + 1;
  const [dayNumber, monthNumber] = [Number(day.trim()), named > 0 ? named : Number(month.trim())];
  const yearNumber = /^\d{2}$/.test(year.trim()) ? 2000 + Number(year) : Number(year.trim());
  if (![dayNumber, monthNumber, yearNumber].every(Number.isInteger) || yearNumber < 1900 || yearNumber > 2199) return undefined;
  const at = new Date(Date.UTC(yearNumber, monthNumber - 1, dayNumber));
  return at.getUTCMonth() === monthNumber - 1 && at.getUTCDate() === dayNumber ? `${yearNumber}-${two(monthNumber)}-${two(dayNumber)}` : undefined;
}

/** A day of the calendar as it would be typed. */
export function dateFields(date: string): LocalFields {
  const [year = '', month = '', day = ''] = date.split('-');
  return { ...nothingTyped, day: String(Number(day) || ''), month: String(Number(month) || ''), year };
}

export const isTyped = ({ day, month, year, time }: LocalFields): boolean => [day, month, year, time].some((part) => part.trim() !== '');

/** What was typed, as an instant; or what is wrong with it, in words that follow the name of the field. A time that the clocks skip is refused; one that they show twice needs its zone. */
export function readLocal(fields: LocalFields): LocalReading {
  const date = readDate(fields);
  if (date === undefined) return { error: 'must be a day of the calendar, such as 27 3 2027' };
  const time = readTime(fields.time);
  if (time === undefined) return { error: fields.time.trim() === '' ? 'must have a time, such as 14:30' : 'must be a time of the day, such as 14:30' };
  const { at, ambiguous, skipped } = atLocal(date, time);
  if (skipped) return { error: `cannot be ${time}: the clocks go forward from 01:00 to 02:00 that night` };
  if (!ambiguous) return { at };
  if (fields.zone === 'BST') return { at };
  if (fields.zone === 'GMT') return { at: at + 3_600_000 };
  return { error: `comes twice that night: say whether ${time} is before the clocks go back (BST) or after (GMT)`, ask: true };
}

/** An instant as it would be typed. The zone is there where it needs to be. */
export function localFields(at: Instant): LocalFields {
  const { date, hour, minute } = localTime(at);
  const [year, month, day] = date.split('-') as [string, string, string];
  const time = `${two(hour)}:${two(minute)}`;
  return { day: String(Number(day)), month: String(Number(month)), year, time, zone: atLocal(date, time).ambiguous ? (zoneLead(at) === 0 ? 'GMT' : 'BST') : '' };
}

/** Today, the time left open. */
export const todayFields = (now: Instant): LocalFields => ({ ...localFields(now), time: '', zone: '' });

/** Is it a day on which a local hour comes twice? */
export const hasDoubleHour = (fields: LocalFields): boolean => {
  const date = readDate(fields);
  return date !== undefined && atLocal(date, '01:30').ambiguous;
};
