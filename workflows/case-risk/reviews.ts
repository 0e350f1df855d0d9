import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { asTheySay, goesOn, reviewsInTurn } from '../reviews-in-turn.js';

/** Why everything of a risk is withdrawn that is no longer ours, by how it ended. It stands again where that is taken back. */
export const overBecause = { closed: 'the risk is closed', handedOver: 'it was handed over' };

/** Is the risk closed by the review that stands, or another's? Until its last actions are done the case goes on, and nothing of it comes back. */
export function ends(pathway: Pathway): boolean {
  if (pathway.latest('risk-owned')?.status === 'handed-over') return true;
  const all = pathway.all('risk-review');
  let last = all.find(({ key }) => key === '1');
  while (last && goesOn(last)) last = all.find(({ key }) => key === String(last!.closedSequence));
  return last?.status === 'completed' || last?.status === 'handed-over';
}

/** The last review, which is the one that stands. */
export function lastReview(pathway: Pathway, assessed: TaskState, comesBack: readonly string[]): TaskState {
  const first = instantIn(assessed.evidence, 'reviewAt') ?? instantIn(pathway.details, 'reviewAt')!;
  return reviewsInTurn(pathway, 'risk-review', asTheySay(first, { comesBack, about: { risk: said(pathway.details, 'title') } })).at(-1)!;
}
