import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';

/** A review that lets it go on, and says when the next one is. */
export const goesOn = ({ status, evidence }: TaskState): boolean => status === 'completed' && said(evidence, 'decision') === 'go-on';

/** When one of them is, and what is its own beside that. */
export interface Turn { at: number; asking?: Pick<Asking, 'comesBack' | 'about' | 'person'> }
/** The first at `first`, each after it when the one before says. */
export const asTheySay = (first: number, asking: Turn['asking'] = {}) => (before: TaskState | undefined): Turn => ({ at: before ? instantIn(before.evidence, 'nextAt')! : first, asking });

/** What comes round (the reviews of a risk, meetings), in order, the last of them the one that stands: each that lets it go on opens the next. `turn`: when that is; `again`: does it go on after this one, which is the nth? */
export function reviewsInTurn(pathway: Pathway, step: string, turn: (before: TaskState | undefined) => Turn, again: (review: TaskState, nth: number) => boolean = goesOn): TaskState[] {
  const reviews: TaskState[] = [];
  for (let key = '1'; ;) {
    const review: TaskState = pathway.all(step).find((each) => each.key === key && each.status !== 'not-needed') ?? open(pathway, step, key, turn(reviews.at(-1)));
    reviews.push(review);
    if (!again(review, reviews.length)) break;
    key = String(review.closedSequence);
  }
  for (const review of pathway.all(step)) if (!reviews.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
  return reviews;
}

const open = (pathway: Pathway, step: string, key: string, { at, asking }: Turn): TaskState => pathway.ask(step, { ...asking, key, anchors: { reviewAt: at, meeting: at } });
