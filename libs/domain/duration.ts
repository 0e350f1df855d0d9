/**
 * ISO 8601 durations as policies and callers write them: `PT15M`, `P1D`, `-PT2H`, `P2W`, `PT0.5S`.
 * Days and weeks are kept apart from hours, because how long a day is depends on the clock (clocks.ts).
 * Months and years are refused: they have no length of their own.
 */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `sign` applies to all parts; `ms` is what stands behind the `T`. */
export interface Duration {
  readonly sign: 1 | -1;
  readonly weeks: number;
  readonly days: number;
  readonly ms: number;
}

/** The text is not a duration that we can reckon with. */
export class BadDuration extends Error {
  override readonly name = 'BadDuration';
  constructor(readonly text: string) {
    super(`'${text.slice(0, 60)}' is not a duration of weeks, days, hours, minutes and seconds, such as PT15M, PT2H, P1D or P2W`);
  }
}

const SHAPE = /^(-)?P(?=[\dT])(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,3}))?S)?)?$/;

/** Throws BadDuration. Milliseconds are the finest that is accepted. */
export function parseDuration(text: string): Duration {
  const parts = SHAPE.exec(text);
  if (!parts) throw new BadDuration(text);
  const [, minus, weeks, days, hours, minutes, seconds, fraction] = parts;
  const ms = count(hours) * HOUR + count(minutes) * MINUTE + count(seconds) * SECOND + count(fraction?.padEnd(3, '0'));
  const duration: Duration = { sign: minus ? -1 : 1, weeks: count(weeks), days: count(days), ms };
  if (!Number.isSafeInteger(lengthOf(duration, DAY))) throw new BadDuration(text);
  return duration;
}

export function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds on the elapsed clock: a day is 24 hours. Throws BadDuration. */
export function elapsedTime(text: string): number {
  return lengthOf(parseDuration(text), DAY);
}

/** Milliseconds when a day has `day` of them; a week is seven days. */
export function lengthOf(duration: Duration, day: number): number {
  // `|| 0`: -PT0S is nought, not minus nought, which a JSON round trip would change.
  return duration.sign * ((duration.weeks * 7 + duration.days) * day + duration.ms) || 0;
}

function count(digits: string | undefined): number {
  return digits ? Number(digits) : 0;
}

/** An ISO 8601 duration of hours, minutes and seconds, such as PT72H or PT1H0M5S shortened to PT1H5S; what is less than half a second falls away. `ms` is not negative. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  const parts = [[Math.floor(seconds / 3_600), 'H'], [Math.floor(seconds / 60) % 60, 'M'], [seconds % 60, 'S']] as const;
  return `PT${parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`).join('') || '0S'}`;
}
