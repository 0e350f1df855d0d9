import { instantIn } from './state.js';
import type { Pathway } from './pathway.js';

/**
 * A patient's case that has been open for more than seven days, with something else open, is looked at every week: its risks with an owner
 * each, how bad it would be, and when it is looked at next. Never a predicted likelihood (NICE NG249, NG225). The same on every pathway whose policy has the step.
 */
export const weeklyReview = 'weekly-review';

export function reviewWeekly(pathway: Pathway): void {
  const { state } = pathway;
  if (state.closed || !state.owners || !pathway.policy.steps[weeklyReview]) return;
  // Ended, or with its outcome, it waits for what is left of it: there is no plan whose risks could be looked at.
  if (pathway.nothingOpen || state.ended || state.outcome) return withdrawWeeklyReview(pathway);
  const last = pathway.latest(weeklyReview);
  if (last?.status === 'open') return;
  if (pathway.reached(nextAt(pathway))) pathway.ask(weeklyReview, { key: String(pathway.all(weeklyReview).length + 1) });
}

/** Nothing else is open any more. */
export function withdrawWeeklyReview(pathway: Pathway): void {
  for (const review of pathway.all(weeklyReview)) pathway.notNeeded(review, 'nothing else is open');
}

/** The first a week after the opening; then when the last one said, and a week after it at the latest. One that was withdrawn was not held: it comes back as soon as something is open. */
function nextAt(pathway: Pathway): number {
  const every = pathway.duration('weeklyReviewEvery');
  const last = pathway.latest(weeklyReview);
  if (!last || last.closedAt === null) return pathway.state.openedAt + every;
  if (last.status === 'not-needed') return last.openedAt;
  return Math.min(instantIn(last.evidence, 'nextAt') ?? Number.POSITIVE_INFINITY, last.closedAt + every);
}
