import type { Facts } from '#libs/directory/facts.js';
import { peopleOnRota, shiftsBetween } from '#libs/directory/rota.js';
import { wallDate, wallTime } from '#libs/directory/wall-time.js';
import { isWorkingDay } from '#libs/domain/bank-holidays.js';
import { DAY } from '#libs/domain/duration.js';
import { addLocalDays, type Instant } from '#libs/domain/local-time.js';

/** A shift in which somebody is called: one of a rota, or by the wall clock in London: `night` is 20:00 to 08:00, `day` 08:00 to 20:00 on working days, `weekend` the same hours on other days. */
export interface WorkedShift { readonly from: Instant; readonly until: Instant; readonly kind: 'rota' | 'day' | 'night' | 'weekend'; readonly rota: string | null }

const [DAWN, DUSK] = ['08:00', '20:00'] as const;
/** No shift is as long as this: the longest are turns over Christmas. */
const LONGEST = 15 * DAY;

/** The shift of the wall clock: the night of a change is an hour shorter or longer. Throws BankHolidayTableEnds. */
export function shiftByTheClock(at: Instant): WorkedShift {
  const today = wallDate(at);
  const [dawn, dusk] = [wallTime(today, DAWN), wallTime(today, DUSK)];
  if (at < dawn) return { from: wallTime(addLocalDays(today, -1), DUSK), until: dawn, kind: 'night', rota: null };
  if (at >= dusk) return { from: dusk, until: wallTime(addLocalDays(today, 1), DAWN), kind: 'night', rota: null };
  return { from: dawn, until: dusk, kind: isWorkingDay(today) ? 'day' : 'weekend', rota: null };
}

/** Whose shift it is when they are called, from `first` to `last`: that of a rota they are on then (of several the first by id), else that of the wall clock. Throws BankHolidayTableEnds. */
export function shiftsWorked({ rotas }: Pick<Facts, 'rotas'>, first: Instant, last: Instant): (person: string, at: Instant) => WorkedShift {
  const worked = new Map<string, WorkedShift[]>();
  for (const rota of rotas.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    if (peopleOnRota(rota).length === 0) continue;
    for (const { person, from, until } of shiftsBetween(rota, first - LONGEST, last + LONGEST)) {
      const shifts = worked.get(person) ?? [];
      shifts.push({ from, until, kind: 'rota', rota: rota.id });
      worked.set(person, shifts);
    }
  }
  return (person, at) => worked.get(person)?.find(({ from, until }) => from <= at && at < until) ?? shiftByTheClock(at);
}
