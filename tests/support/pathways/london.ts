import { DateTime } from 'luxon';

const zone = 'Europe/London';
const shape = 'ccc d LLL yyyy HH:mm';

/** 'Wed 10 Jun 2026 15:00' in London as an instant. The weekday must be right; a time that the clocks skip or show twice is refused, since a story means one instant. */
export function london(said: string): string {
  const time = DateTime.fromFormat(said, shape, { zone, locale: 'en-US' });
  if (!time.isValid || time.toFormat(shape, { locale: 'en-US' }) !== said || time.getPossibleOffsets().length !== 1) throw new Error(`'${said}' is not one instant in London: ${time.invalidExplanation ?? time.toString()}`);
  return time.toUTC().toISO()!;
}

/** The other way round: an instant as a clock in London shows it, seconds only where there are any. */
export function inLondon(at: string | number): string {
  const time = (typeof at === 'number' ? DateTime.fromMillis(at) : DateTime.fromISO(at)).setZone(zone).setLocale('en-US');
  return time.toFormat(time.toMillis() % 60_000 === 0 ? shape : `${shape}:ss.SSS`);
}

/** That many elapsed hours after an instant. */
export const hoursAfter = (at: string, hours: number): string => new Date(Date.parse(at) + hours * 3_600_000).toISOString();
