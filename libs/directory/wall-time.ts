import { dateOf } from '#libs/domain/bank-holidays.js';
import { DAY, HOUR } from '#libs/domain/duration.js';
import { atLocal, zoneLead, type Instant } from '#libs/domain/local-time.js';

/** The wall clock in London, remembered: a rota asks for the same hand-overs and days again and again, and finding them out takes a tenth of a millisecond each. */
const instants = new Map<string, Instant>();
const leads = new Map<number, number>();
const MOST = 20_000;

/** The instant at which the wall clock shows this. Of two, the first; in the hour that is left out, as much later. */
export function wallTime(date: string, time: string): Instant {
  return remembered(instants, `${date} ${time}`, () => atLocal(date, time).at);
}

/** The local date of an instant. The clocks change on the hour, so that one look is good for an hour. */
export function wallDate(at: Instant): string {
  const hour = Math.floor(at / HOUR);
  return dateOf(Math.floor((at + remembered(leads, hour, () => zoneLead(hour * HOUR))) / DAY));
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, find: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST) known.clear();
  const value = find();
  known.set(key, value);
  return value;
}
