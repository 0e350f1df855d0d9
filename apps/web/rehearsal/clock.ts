import { HOUR, MINUTE, SECOND } from '#libs/domain/duration.js';
import { field, type Form } from '../visit.js';

/** The moves of the clock that have a button. */
export const moves = [{ by: 'PT1H', text: '1 hour' }, { by: 'PT4H', text: '4 hours' }, { by: 'P1D', text: '1 day' }] as const;
const MOST_HOURS = 12 * 7 * 24;

/** How far a form moves the clock, as ISO 8601; or what is wrong with what was typed. `next`: the next instant at which something happens. */
export function moveOf(form: Form, now: number, next: number | null): { by: string } | { error: string } {
  const asked = field(form, 'by');
  // A second beyond, so that what happens at that instant has happened.
  if (asked === 'next') return next === null ? { error: 'Nothing that is open waits for a time. Move the clock by hours instead.' } : { by: `PT${Math.ceil((next - now) / SECOND) + 1}S` };
  if (asked !== 'typed') return moves.some(({ by }) => by === asked) || /^PT\d{1,9}S$/.test(asked) ? { by: asked } : { error: 'Choose how far the clock moves.' };
  const typed = field(form, 'hours').trim().replace(',', '.');
  const hours = Number(typed);
  if (typed === '' || !Number.isFinite(hours)) return { error: 'Say how many hours the clock moves, such as 6 or 0.5.' };
  if (hours < MINUTE / HOUR || hours > MOST_HOURS) return { error: `The clock moves by at least a minute and at most 12 weeks (${MOST_HOURS} hours).` };
  return { by: `PT${Math.round((hours * HOUR) / SECOND)}S` };
}
