import { atLocal, type Instant } from '#libs/domain/local-time.js';

const known = new Map<string, Instant>();
const MOST = 20_000;

/** The instant at which the wall clock in London shows this, remembered: a rota asks for the same hand-overs again and again. Of two, the first; in the hour that is left out, as much later. */
export function wallTime(date: string, time: string): Instant {
  const key = `${date} ${time}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST) known.clear();
  const { at } = atLocal(date, time);
  known.set(key, at);
  return at;
}
