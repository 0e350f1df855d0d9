/** One reading: when, ms, and how much. */
export interface Reading { readonly at: number; readonly value: number }
/** What the readings say from their first third on, when everything has warmed up. `noise`: how far single readings lie from the line, as a standard deviation. `highest`: of single readings. */
export interface Trend { readonly mean: number; readonly highest: number; readonly perHour: number; readonly grown: number; readonly noise: number; readonly flat: boolean }
/** `grain`: the least growth that matters of it. `ceiling`: above which nothing of it is well, however flat it is; none unless given. */
export interface Bounds { readonly grain: number; readonly ceiling?: number }

const HOUR = 3_600_000;
/** Of the mean, an hour. */
const SLOW = 0.02;
/** Of the mean: what has grown by more is no noise, however restless it is. */
const NOISY = 0.05;

/**
 * The straight line through the last two thirds (least squares). Flat is what never stood above its ceiling and has grown by less than its grain, or would grow by less than a fiftieth in an hour, or has grown by less than twice the noise and a twentieth of its mean.
 * @throws of fewer than five readings
 */
export function trendOf(all: readonly Reading[], { grain, ceiling = Infinity }: Bounds): Trend {
  const readings = all.slice(Math.floor(all.length / 3));
  if (readings.length < 4) throw new Error('too few readings for a trend');
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, mean] = [average(readings.map((each) => each.at)), average(readings.map(({ value }) => value))];
  const slope = readings.reduce((sum, each) => sum + (each.at - at) * (each.value - mean), 0) / readings.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  const noise = Math.sqrt(average(readings.map((each) => (each.value - mean - slope * (each.at - at)) ** 2)));
  const grown = slope * (readings.at(-1)!.at - readings[0]!.at);
  const perHour = slope * HOUR;
  const highest = Math.max(...readings.map(({ value }) => value));
  const still = grown < grain || perHour <= SLOW * mean || grown < Math.min(2 * noise, NOISY * mean);
  return { mean, highest, perHour, grown, noise, flat: still && highest <= ceiling };
}
