import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { lookedAtWithin } from './next-look.js';

/** None goes on beyond its own end unreviewed. */
const reviewDue = (restriction: JsonObject): number => Math.min(instantIn(restriction, 'reviewAt')!, instantIn(restriction, 'until')!);
/** How long at most until the next review, in ms; by a policy that says none there is no such bound. */
const atMost = (pathway: Pathway): number => ('reviewAtMost' in pathway.policy.numbers ? pathway.duration('reviewAtMost') : Infinity);
const kept = (review: TaskState): boolean => review.status === 'completed' && said(review.evidence, 'decision') !== 'step-down';

/**
 * The reviews of one restriction, the last of them standing: it is time-limited and reviewed, and cannot be dropped silently, since each review that keeps it opens the next ([3], example 3).
 * `restriction` says when it is first reviewed and when it ends; `takenUp`: is a review that was handed back to be held here after all?
 */
export function reviewsOf(pathway: Pathway, key: string, restriction: JsonObject, takenUp: (review: TaskState, next: string) => boolean = () => false): TaskState[] {
  const about = { restriction: said(restriction, 'what') };
  const review = (at: string, reviewAt: number): TaskState => pathway.ask('restriction-review', { key: at, anchors: { reviewAt }, about });
  const reviews = [review(key, Math.min(reviewDue(restriction), pathway.state.openedAt + atMost(pathway)))];
  for (;;) {
    const last = reviews.at(-1)!;
    const next = `${key}.${last.closedSequence}`;
    if (kept(last)) reviews.push(review(next, reviewDue(last.evidence!)));
    else if (takenUp(last, next)) reviews.push(review(next, Math.max(last.dueAt, pathway.present)));
    else return reviews;
  }
}

/** What goes on, goes on to a time that is to come, and is reviewed again within the policy's time. */
export function checkRestrictionReview(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'restriction-review' || said(evidence, 'decision') === 'step-down') return;
  for (const name of ['until', 'reviewAt']) if (instant(said(evidence, name)) <= pathway.present) wrongField(`/evidence/${name}`, 'in-the-past', 'It must be a time to come.');
  lookedAtWithin(pathway, 'reviewAtMost', reviewDue(evidence), '/evidence/reviewAt', 'A restriction is reviewed');
}
