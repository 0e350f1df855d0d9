import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';

/** Why everything of a risk is withdrawn that is no longer ours, by how it ended. It stands again where that is taken back. */
export const overBecause = { closed: 'the risk is closed', handedOver: 'it was handed over' };

const goesOn = ({ status, evidence }: TaskState): boolean => status === 'completed' && said(evidence, 'decision') === 'go-on';

/** Is the risk closed by the review that stands, or another's? Until its last actions are done the case goes on, and nothing of it comes back. */
export function ends(pathway: Pathway): boolean {
  if (pathway.latest('risk-owned')?.status === 'handed-over') return true;
  const all = pathway.all('risk-review');
  let last = all.find(({ key }) => key === '1');
  while (last && goesOn(last)) last = all.find(({ key }) => key === String(last!.closedSequence));
  return last?.status === 'completed' || last?.status === 'handed-over';
}

/** The last review, which is the one that stands: each that lets the risk go on opens the next. */
export function reviews(pathway: Pathway, assessed: TaskState, comesBack: readonly string[]): TaskState {
  const all: TaskState[] = [];
  for (let at = instantIn(assessed.evidence, 'reviewAt') ?? instantIn(pathway.details, 'reviewAt')!, key = '1'; ;) {
    const review = pathway.ask('risk-review', { comesBack, key, anchors: { reviewAt: at }, about: { risk: said(pathway.details, 'title') } });
    all.push(review);
    if (!goesOn(review)) break;
    [at, key] = [instantIn(review.evidence, 'nextAt')!, String(review.closedSequence)];
  }
  for (const review of pathway.all('risk-review')) if (!all.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
  return all.at(-1)!;
}
