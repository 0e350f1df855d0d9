/** The value below which the given share of the values lies (nearest rank). @throws when there are none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/** The value in the middle, of an even number the mean of the two there. @throws when there are none */
export function median(values: readonly number[]): number {
  const below = percentile(values, 0.5);
  return (below + values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!) / 2;
}

export interface Spread { readonly min: number; readonly median: number; readonly max: number }

export function spread(values: readonly number[]): Spread {
  return { min: percentile(values, 0), median: median(values), max: percentile(values, 1) };
}

/** One by the other, pair by pair: what a noisy machine does to both at once falls out. */
export function ratios(ours: readonly number[], control: readonly number[]): number[] {
  if (ours.length !== control.length) throw new Error('a ratio needs two of each');
  return ours.map((value, index) => value / control[index]!);
}
