import { addLocalDays, atLocal, firstWorkingMorning, localTime } from '#libs/domain/local-time.js';

/** A month of the local calendar: its name, and from when until when it is, in epoch ms. `auditFrom`: 09:00 of the first working day after it. */
export interface Month { name: string; from: number; to: number; auditFrom: number }

const NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const inWords = (name: string): string => `${NAMES[Number(name.slice(5)) - 1]} ${name.slice(0, 4)}`;

/** The month before the one in which it is `now`. @throws BankHolidayTableEnds past the table's last year */
export function monthBefore(now: number): Month {
  const next = `${localTime(now).date.slice(0, 7)}-01`;
  const name = addLocalDays(next, -1).slice(0, 7);
  return { name, from: atLocal(`${name}-01`, '00:00').at, to: atLocal(next, '00:00').at, auditFrom: firstWorkingMorning(next) };
}

/** The month in which it is `now`, as far as it has gone: looked at out of turn. */
export function monthSoFar(now: number): Month {
  const name = localTime(now).date.slice(0, 7);
  return { name, from: atLocal(`${name}-01`, '00:00').at, to: now, auditFrom: now };
}
