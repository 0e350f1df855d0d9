/** What some waits come to, in milliseconds. `p50`, `p90`: by when so large a share of them was over; null: so many have not ended yet. `worst`: the longest so far; null: there were none. */
export interface Waits { readonly n: number; readonly open: number; readonly p50: number | null; readonly p90: number | null; readonly worst: number | null; readonly worstOpen: boolean; readonly openLongest: number | null }

/**
 * `over`: how long those took that have ended; `open`: how long the others have lasted. An open one tells that it took longer than that, and no more: up to then it counts among those who waited, after
 * that not at all (Kaplan and Meier's estimate). To leave it out would praise whoever never answers; to count it as if it ended now would praise a late look. Without open ones it is the nearest rank.
 */
export function waits(over: readonly number[], open: readonly number[]): Waits {
  const ended = over.toSorted((one, other) => one - other);
  const running = open.toSorted((one, other) => one - other);
  const [longest, openLongest] = [ended.at(-1) ?? null, running.at(-1) ?? null];
  const worst = longest === null || openLongest === null ? longest ?? openLongest : Math.max(longest, openLongest);
  const at = (share: number): number | null => by(share, ended, running);
  return { n: ended.length, open: running.length, p50: at(0.5), p90: at(0.9), worst, worstOpen: openLongest !== null && (longest === null || openLongest > longest), openLongest };
}

function by(share: number, ended: readonly number[], running: readonly number[]): number | null {
  let waiting = 1;
  let gone = 0;
  for (let index = 0; index < ended.length;) {
    const time = ended[index]!;
    let next = index;
    while (ended[next] === time) next += 1;
    // Whoever was last seen at the very instant at which another ended was waiting then.
    while (gone < running.length && running[gone]! < time) gone += 1;
    waiting *= 1 - (next - index) / (ended.length - index + running.length - gone);
    // Shares are products of fractions: what is a rounding away from the share has reached it.
    if (1 - waiting >= share - 1e-9) return time;
    index = next;
  }
  return null;
}
