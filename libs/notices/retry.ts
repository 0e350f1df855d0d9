const FIRST_MS = 1_000;

/** How long to wait after the `tries`-th try, in ms: 1 s, doubled each time up to `maxMs`, less up to a fifth so that what failed together does not come back together. `random` is in [0, 1). */
export function waitAfter(tries: number, maxMs: number, random: number = Math.random()): number {
  const full = Math.min(maxMs, FIRST_MS * 2 ** Math.min(tries - 1, 30));
  return Math.round(full * (1 - random / 5));
}
