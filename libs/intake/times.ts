/**
 * Dates and times as HL7 v2 writes them: YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ]. Without a zone they are Europe/London;
 * one that the clocks show twice is the earlier instant.
 */
import { atLocal, instantText } from '#libs/domain/clocks.js';

export type ReadTime =
  | { ok: true; at: string; flags: ('time-ambiguous' | 'time-skipped' | 'time-missing')[] }
  | { ok: false; rule: 'date-unreadable' };
export type ReadDate = { ok: true; date: string } | { ok: false; rule: 'date-unreadable' | 'date-in-the-future' };

const SHAPE = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?([+-]\d{4})?$/;
const unreadable = { ok: false, rule: 'date-unreadable' } as const;

/** An instant, to the day at least. A day without a time of day is its beginning, flagged. */
export function readTime(text: string): ReadTime {
  const [, year = '', month = '', day = '', hour, minute = '00', second = '00', fraction = '', zone] = SHAPE.exec(text) ?? [];
  if (!existsAndIsOfOurTime(year, month, day) || Number(second) > 59) return unreadable;
  const rest = Number(second) * 1000 + Math.trunc(Number(`0.${fraction || '0'}`) * 1000);
  try {
    const local = atLocal(`${year}-${month}-${day}`, `${hour ?? '00'}:${minute}`);
    const missing = hour === undefined ? (['time-missing'] as const) : [];
    if (zone === undefined) {
      const flags = [...missing, ...(local.ambiguous ? (['time-ambiguous'] as const) : []), ...(local.skipped ? (['time-skipped'] as const) : [])];
      return { ok: true, at: instantText(local.at + rest), flags };
    }
    const lead = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
    if (lead > 14 * 60 || Number(zone.slice(3)) > 59) return unreadable;
    const wall = Date.parse(`${year}-${month}-${day}T${hour ?? '00'}:${minute}:00Z`);
    return { ok: true, at: instantText(wall - (zone.startsWith('-') ? -lead : lead) * 60_000 + rest), flags: [...missing] };
  } catch {
    return unreadable;
  }
}

/** A date of birth: the day as written, whatever time and zone follow it. */
export function readDateOfBirth(text: string, receivedAt: number): ReadDate {
  const [, year = '', month = '', day = ''] = SHAPE.exec(text) ?? [];
  if (!existsAndIsOfOurTime(year, month, day)) return unreadable;
  const date = `${year}-${month}-${day}`;
  // Somewhere it is already tomorrow: a day's grace.
  return date > instantText(receivedAt + 86_400_000).slice(0, 10) ? { ok: false, rule: 'date-in-the-future' } : { ok: true, date };
}

function existsAndIsOfOurTime(year: string, month: string, day: string): boolean {
  if (Number(year) < 1850 || Number(year) > 2200) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // Date rolls 30 February on into March: such a day does not exist.
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === `${year}-${month}-${day}`;
}
