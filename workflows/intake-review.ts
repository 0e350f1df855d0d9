import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { said } from '#libs/pathway/state.js';
import { ordinarily, refuseWithoutPerson } from './every-pathway.js';

/** A message of a hospital that could not be understood whole: somebody of the hub reads it, and says what became of it. */
function intakeReview(pathway: Pathway): void {
  const review = pathway.ask('message-review', { about: pathway.details, calls: true });
  if (pathway.state.ended) pathway.close({ outcome: pathway.state.ended.because });
  else if (review.status === 'completed') pathway.close({ outcome: said(review.evidence, 'resolution') || 'reviewed' });
  else if (review.status === 'handed-over') pathway.close({ outcome: 'handed-over' });
}

export const messageReview: Protocol = {
  ...ordinarily, pathway: 'intake-review', revision: 1, run: intakeReview, triggers: [], decisions: {}, refuse: refuseWithoutPerson('a message'),
};
