/** What an indicator should stay at: at most, or at least, so much. */
export interface Tolerance { range: 'at-most' | 'at-least'; tolerance: number }
/** One reading: epoch ms, and what was read. */
export interface Reading { at: number; value: number }
/** Beyond tolerance, or not back in range for long enough. `since`, `backSince`: which reading began it, and since which one every reading has been in range; null: the last one was not. */
export interface Excursion { since: number; backSince: number | null }

export const inRange = ({ value }: Reading, { range, tolerance }: Tolerance): boolean => (range === 'at-most' ? value <= tolerance : value >= tolerance);

/**
 * The excursion that a risk is in after these readings, oldest first; null: it is within tolerance. It is over only when a reading in range lies `backFor` ms after the first in range again: that nobody
 * reads for a while is silence, not safety ([2], example 2, step 5).
 */
export function excursionOf(readings: readonly Reading[], tolerance: Tolerance, backFor: number): Excursion | null {
  let out: Excursion | null = null;
  readings.forEach((reading, index) => {
    if (!inRange(reading, tolerance)) out = { since: out?.since ?? index, backSince: null };
    else if (out?.backSince != null && reading.at >= readings[out.backSince]!.at + backFor) out = null;
    else if (out) out = { ...out, backSince: out.backSince ?? index };
  });
  return out;
}

/** Places in a list at which what it says has been the same `times` running, and again after as many more. */
export function standsStill(said: readonly string[], times: number): number[] {
  let run = 0;
  return said.flatMap((each, index) => {
    run = index > 0 && each === said[index - 1] ? run + 1 : 1;
    return run % times === 0 ? [index] : [];
  });
}
