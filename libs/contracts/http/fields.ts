import { z } from 'zod';
import { isDuration } from '#libs/domain/duration.js';
import { parseNhsNumber } from '#libs/domain/nhs-number.js';

/**
 * The fields that requests are made of. Each knows its JSON Schema, so that the OpenAPI document says what is checked.
 * Every refusal has a code of its own (`params.code`); what has none gets one by the kind of issue (apps/api/http/issues.ts).
 */

/** PostgreSQL stores neither NUL nor half a surrogate pair; api.md: never 500 for input. */
export const unstorable = (text: string): boolean => /\0|\p{Surrogate}/u.test(text);

/** Params of a zod refinement: the code that the problem shows, and its sentence. */
export const refusal = (code: string, message: string) => ({ params: { code }, error: message });
const storable = <S extends z.ZodString>(schema: S): S => schema.refine((text) => !unstorable(text), refusal('not-text', 'must not hold a NUL or half a surrogate pair')) as S;

const sized = (most: number) => storable(z.string().min(1).max(most)).refine((text) => text.trim() !== '', refusal('empty', 'must say something'));

/** Something said in words: not empty, not only blanks, at most 10,000 characters. */
export const text = sized(10_000);
/** A line: a title, a name, who was told. */
export const line = sized(500);
/** An id that we gave out: opaque. */
export const id = sized(200);
/** Of a case that whatever asks has named already: nobody types it. */
export const namedCase = id.meta({ format: 'case-id' });

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds of an RFC 3339 instant between 1900 and 2200; undefined: it is none. 30 February is none. */
export function instantOf(written: string): number | undefined {
  const parts = INSTANT.exec(written);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const calendar = new Date(Date.UTC(year, month - 1, day));
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const at = Date.parse(written.toUpperCase().replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || at < Date.UTC(1900, 0, 1) || at >= Date.UTC(2200, 0, 1) ? undefined : at;
}

/** RFC 3339 with any offset, 1900 to 2200; goes on in UTC with `Z`. */
export const instant = z.string()
  .refine((written) => instantOf(written) !== undefined, refusal('not-an-instant', 'must be an RFC 3339 instant, such as 2026-10-23T11:00:00Z'))
  .overwrite((written) => { const at = instantOf(written); return at === undefined ? written : new Date(at).toISOString(); })
  .meta({ format: 'date-time', description: 'RFC 3339; any offset, answered in UTC' });

const DURATION = /^P(?=[\dT])(\d{1,9}W)?(\d{1,9}D)?(T(?=\d)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}([.,]\d{1,3})?S)?)?$/;
/** An ISO 8601 duration of weeks, days, hours, minutes and seconds, longer than nothing. */
export const duration = z.string().max(40)
  // No `abort`: it would keep the checks of what the duration stands in from running, and their gaps from being told.
  .regex(DURATION, { error: 'must be an ISO 8601 duration, such as PT4H, P1D or P2W' })
  .refine((written) => !DURATION.test(written) || isDuration(written), refusal('out-of-range', 'is longer than can be reckoned with'))
  .refine((written) => !DURATION.test(written) || /[1-9]/.test(written), refusal('too-short', 'must be longer than nothing')).meta({ format: 'duration' });

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** A day of the calendar from 1850 on. */
export const date = z.string()
  .refine((written) => {
    const at = DATE.test(written) ? new Date(`${written}T00:00:00Z`) : undefined;
    return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) && at.getUTCFullYear() >= 1850 && at.getUTCFullYear() < 2200;
  }, refusal('not-a-date', 'must be a day of the calendar, such as 1941-03-09'))
  .meta({ format: 'date' });

/** Nobody is born tomorrow; today is tomorrow already further east. */
export const dateOfBirth = date.refine((written) => !(Date.parse(written) > Date.now() + 14 * 3_600_000), refusal('in-the-future', 'lies in the future'));

/** Ten digits whose last one checks the others; spaces as people write them are taken out. */
export const nhsNumber = z.string().regex(/^\d{3} ?\d{3} ?\d{4}$/, { error: 'must be ten digits', abort: true })
  .refine((written) => parseNhsNumber(written).ok, refusal('check-digit', 'is not an NHS number: its check digit does not fit'))
  .overwrite((written) => written.replaceAll(' ', ''));

/** The four fields that name who took over what we hand on. */
export const acceptedBy = z.strictObject({ organisation: line, name: line, contact: line }).meta({ id: 'AcceptedBy' });

/** A list of lines, at most 100; `least` how many must be there. */
export const lines = (least = 0) => z.array(line).min(least).max(100);

/** JSON of any shape, as evidence and messages hold it. */
export const anyObject = z.record(z.string(), z.unknown());

/** Query parameters travel as text; `wire` is what the OpenAPI document shows in its place. */
export const flag = z.enum(['true', 'false']).meta({ wire: { type: 'boolean' } }).transform((written) => written === 'true');
export const whole = (least: number, most: number) => z.string().regex(/^\d{1,9}$/, { error: 'must be a whole number', abort: true })
  .refine((written) => Number(written) >= least && Number(written) <= most, refusal('out-of-range', `must be from ${least} to ${most}`))
  .meta({ wire: { type: 'integer', minimum: least, maximum: most } }).transform(Number);

/** The roles that the directory knows. Who owns an action holds none. */
export const role = z.enum(['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor', 'duty']);
