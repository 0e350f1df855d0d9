/** One reading: when, ms, and how much. */
export interface Reading { readonly at: number; readonly value: number }
/** What the readings say from their first third on, when everything has warmed up. `noise`: how far single readings lie from the line, as a standard deviation. */
export interface Trend { readonly mean: number; readonly perHour: number; readonly grown: number; readonly noise: number; readonly flat: boolean }

const HOUR = 3_600_000;
/** Of the mean, an hour. */
const SLOW = 0.1;

/**
 * The straight line through the last two thirds (least squares). Flat is what falls, what would grow by less than a tenth in an hour, what has grown by less than twice the noise, and what has grown by less than `grain`, the least that matters of it.
 * @throws of fewer than five readings
 */
export function trendOf(all: readonly Reading[], grain: number): Trend {
  const readings = all.slice(Math.floor(all.length / 3));
  if (readings.length < 4) throw new Error('too few readings for a trend');
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, mean] = [average(readings.map((each) => each.at)), average(readings.map(({ value }) => value))];
  const slope = readings.reduce((sum, each) => sum + (each.at - at) * (each.value - mean), 0) / readings.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  const noise = Math.sqrt(average(readings.map((each) => (each.value - mean - slope * (each.at - at)) ** 2)));
  const grown = slope * (readings.at(-1)!.at - readings[0]!.at);
  const perHour = slope * HOUR;
  return { mean, perHour, grown, noise, flat: perHour <= SLOW * Math.abs(mean) || grown < 2 * noise || grown < grain };
}
