import { atLocal, firstWorkingMorning, localTime } from '#libs/domain/local-time.js';

/** A quarter of the local calendar: its name, and from when until when it is, in epoch ms. */
export interface Quarter { name: string; from: number; to: number }

const firstDay = (year: number, quarter: number): string => `${year}-${String(quarter * 3 + 1).padStart(2, '0')}-01`;

/** The quarter of this name, such as 2026-Q3; null: that names none of this century. */
export function quarterOf(name: string): Quarter | null {
  const [, year, number] = /^(20\d{2})-Q([1-4])$/.exec(name) ?? [];
  if (year === undefined) return null;
  const from = firstDay(Number(year), Number(number) - 1);
  const next = number === '4' ? firstDay(Number(year) + 1, 0) : firstDay(Number(year), Number(number));
  return { name, from: atLocal(from, '00:00').at, to: atLocal(next, '00:00').at };
}

/** 09:00 of the first working day after it. @throws BankHolidayTableEnds past the table's last year */
export const themesFrom = ({ to }: Quarter): number => firstWorkingMorning(localTime(to).date);

const nameOf = (date: string): string => `${date.slice(0, 4)}-Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1}`;
/** The quarter in which it is `now`, by its name. */
export const quarterNow = (now: number): string => nameOf(localTime(now).date);
/** The quarter before that. */
export function quarterBefore(now: number): Quarter {
  const [year, number] = [Number(quarterNow(now).slice(0, 4)), Number(quarterNow(now).slice(6))];
  return quarterOf(number === 1 ? `${year - 1}-Q4` : `${year}-Q${number - 1}`)!;
}
/** 'July to September 2026'. */
export function quarterWords(name: string): string {
  return `${['January to March', 'April to June', 'July to September', 'October to December'][Number(name.slice(6)) - 1]} ${name.slice(0, 4)}`;
}
