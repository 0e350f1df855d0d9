import type { Outcome } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { text } from '#libs/pathway/state.js';
import { done } from '../every-pathway.js';
import { returns } from './signs.js';

/** What the case has come to, and by which event. */
export interface Settled { at: number; sequence: number; outcome: string }

/** A re-presentation within the time of the watch, or until the last task is done, is recorded; then the case closes. */
export function watch(pathway: Pathway, { at, sequence, outcome }: Settled): void {
  const until = at + pathway.duration('watch');
  if (pathway.state.watch?.until !== until) pathway.record('watch-started', { until: text(until) });
  if (!pathway.nothingOpen) return;
  if (pathway.state.watch!.endedBecause === undefined && !pathway.reached(until)) return;
  endWatch(pathway, 'its time is over');
  pathway.close({ outcome, basis: basisOf(pathway, sequence), rePresentations: returns(pathway).length });
}

export function endWatch(pathway: Pathway, because: string): void {
  if (pathway.state.watch && pathway.state.watch.endedBecause === undefined) pathway.record('watch-ended', { because });
}

const tellsOfThePerson = ['welfare-check', 'crisis-response', 'trigger-response', 'contact'];
/** What the outcome rests on: what was heard since. Silence is recorded as silence, not as safety. */
function basisOf(pathway: Pathway, since: number): NonNullable<Outcome['basis']> {
  if (pathway.state.messages.some(({ sequence }) => sequence > since)) return 'hospital-messages';
  const asked = pathway.state.triggers.some(({ sequence }) => sequence > since) || pathway.all(...tellsOfThePerson).some((task) => done(task) && task.closedSequence > since);
  return asked ? 'asked' : 'nothing-heard';
}
