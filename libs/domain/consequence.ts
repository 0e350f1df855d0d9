/** How bad it would be, from least to worst: the consequences of the NPSA's risk matrix without its likelihoods. Never how likely it is (NICE NG249, NG225). */
export const consequences = ['negligible', 'minor', 'moderate', 'major', 'catastrophic'] as const;
export type Consequence = (typeof consequences)[number];

/** The places in a list of consequences, as they were told, at which it became worse and is at the threshold or above it. One that is not known is none. */
export function crossings(told: readonly string[], threshold: string): number[] {
  const rank = (said: string): number => consequences.indexOf(said as Consequence);
  return told.flatMap((said, index) => (rank(said) >= rank(threshold) && rank(said) > (index === 0 ? -1 : rank(told[index - 1]!)) ? [index] : []));
}
