import type { Outcome } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, text, type TaskState } from '#libs/pathway/state.js';
import { clockOf, hoursEnd, startsAClock } from './clocks.js';

/** Thirty days from the last task that ended. A fall, a head injury or confusion ends the watch; with nothing open again it begins anew. */
export function watchForFalls(pathway: Pathway): void {
  pathway.stage(pathway.open('review-held') ? 'reviewing' : pathway.nothingOpen ? 'watching' : 'acting');
  if (!pathway.nothingOpen) return;
  const until = Math.max(...pathway.state.tasks.map(({ closedAt }) => closedAt ?? 0)) + pathway.duration('watch');
  const { watch } = pathway.state;
  const endedByAFall = watch?.endedBecause !== undefined && startsAClock.includes(watch.endedBecause);
  if (!watch || endedByAFall || (watch.endedBecause === undefined && watch.until !== until)) return pathway.record('watch-started', { until: text(until) });
  if (watch.endedBecause === undefined && !pathway.reached(until)) return;
  if (watch.endedBecause === undefined) pathway.record('watch-ended', { because: 'its time is over' });
  pathway.close(fallsOutcome(pathway));
}

/** Was the review held, or given to somebody else, after its 72 hours? By when it was held; a no that was offered again moves the task and not the hours. */
function late(pathway: Pathway, review: TaskState): boolean {
  const at = review.status === 'completed' ? instantIn(review.evidence, 'heldAt') ?? review.completedAt : review.status === 'handed-over' ? review.closedAt : null;
  return at !== null && at > hoursEnd(pathway, clockOf(pathway, review));
}

/** Late when any review was late. Falls that came again are counted, none too. */
function fallsOutcome(pathway: Pathway): Outcome {
  const reviews = pathway.all('review-held');
  const outcome = reviews.some((review) => late(pathway, review)) ? 'reviewed-late'
    : reviews.some(({ status }) => status === 'declined') ? 'review-declined'
    : reviews.some(({ status }) => status === 'completed') ? 'reviewed-in-time' : 'review-handed-over';
  return { outcome, basis: basisOf(pathway), repeatFalls: pathway.triggers('repeat-fall', 'two-falls-in-a-week').length };
}

/** What the outcome rests on: what was told after the last review, by the hospital or by anybody. Silence is recorded as silence, not as safety. */
function basisOf(pathway: Pathway): NonNullable<Outcome['basis']> {
  const { messages, triggers } = pathway.state;
  const reviewed = Math.max(...pathway.all('review-held').map(({ closedSequence }) => closedSequence));
  if (messages.some(({ sequence }) => sequence > reviewed)) return 'hospital-messages';
  return triggers.some(({ sequence }) => sequence > reviewed) ? 'asked' : 'nothing-heard';
}
