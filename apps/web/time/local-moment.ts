import { atLocal, localTime, type Instant } from '#libs/domain/local-time.js';

const SHAPE = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?$/;

/** What a `datetime-local` field sends, as an instant of the local clock; null: it is none, or the clocks skip it. A time that they show twice is the first. */
export function readMoment(typed: string): Instant | null {
  const [, date, time] = SHAPE.exec(typed.trim()) ?? [];
  if (date === undefined || time === undefined || Number.isNaN(Date.parse(`${date}T${time}:00Z`))) return null;
  try {
    const { at, skipped } = atLocal(date, time);
    return skipped ? null : at;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An instant as such a field takes it. */
export function momentField(at: Instant): string {
  const { date, hour, minute } = localTime(at);
  return `${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
