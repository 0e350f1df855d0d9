/** Counts of people from 1 to here are not told: whoever knows the place could know who they are. */
export const SMALL = 7;
const STEP = 5;

/** A count as it may leave the house: `null` stands for 1 to 7, none is told, everything else to the nearest five (NHS England's disclosure control for figures below the national level, HES Analysis Guide). */
export function published(count: number): number | null {
  if (count === 0) return 0;
  return count <= SMALL ? null : Math.round(count / STEP) * STEP;
}

/**
 * The whole of counts that are told beside it. Rounded by itself it says no longer what its parts are, so that a small one cannot be had by subtraction; but where it would be as large as small parts can make it, or as little, each of them would be known. Then it is told one step nearer to what
 * they could be otherwise.
 */
export function publishedWhole(parts: readonly number[]): number | null {
  const whole = published(parts.reduce((sum, part) => sum + part, 0));
  const told = parts.map(published);
  const small = told.filter((part) => part === null).length;
  if (whole === null || small === 0) return whole;
  const others = told.filter((part): part is number => part !== null && part > 0);
  const rest = whole - others.reduce((sum, part) => sum + part, 0);
  const doubt = Math.floor(STEP / 2) * (others.length + 1);
  if (rest - doubt >= SMALL * small) return whole - STEP;
  return rest + doubt <= small ? whole + STEP : whole;
}

/** A share of what is published, in whole per cent; null where either is too small to tell, or there is nothing to share. */
export function publishedShare(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : Math.min(100, Math.round((100 * part) / whole));
}
