import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';

/** A review that lets it go on, and says when the next one is. */
export const goesOn = ({ status, evidence }: TaskState): boolean => status === 'completed' && said(evidence, 'decision') === 'go-on';

/** The reviews of a risk in order, the first due at `first`, the last of them the one that stands: each that lets the risk go on opens the next. */
export function reviewsInTurn(pathway: Pathway, step: string, first: number, asking: Pick<Asking, 'comesBack' | 'about'> = {}): TaskState[] {
  const reviews: TaskState[] = [];
  for (let at = first, key = '1'; ;) {
    const review = pathway.ask(step, { ...asking, key, anchors: { reviewAt: at } });
    reviews.push(review);
    if (!goesOn(review)) break;
    [at, key] = [instantIn(review.evidence, 'nextAt')!, String(review.closedSequence)];
  }
  for (const review of pathway.all(step)) if (!reviews.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
  return reviews;
}
