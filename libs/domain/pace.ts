import { parseDuration } from './duration.js';

/** How often somebody is seen: a contact every so many local days, for so many. */
export interface Pace { every: number; days: number }

/** Days of a duration in whole days and weeks. */
export function daysOf(duration: string): number {
  const { weeks, days } = parseDuration(duration);
  return weeks * 7 + days;
}

/** The stages of a taper as a policy writes them, `P3D for P2W, P1W for P4W`, in local days. @throws BadDuration for what is not written so */
export function pacesOf(text: string): Pace[] {
  return text.split(', ').map((stage) => {
    const [every = '', last = ''] = stage.split(' for ');
    return { every: daysOf(every), days: daysOf(last) };
  });
}
