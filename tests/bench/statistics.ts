/** The value below which the given share of the values lies (nearest rank). @throws when there are none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

export interface Spread { readonly min: number; readonly median: number; readonly max: number }

export function spread(values: readonly number[]): Spread {
  return { min: percentile(values, 0), median: percentile(values, 0.5), max: percentile(values, 1) };
}

/** One by the other, pair by pair: what a noisy machine does to both at once falls out. */
export function ratios(ours: readonly number[], control: readonly number[]): number[] {
  if (ours.length !== control.length) throw new Error('a ratio needs two of each');
  return ours.map((value, index) => value / control[index]!);
}
