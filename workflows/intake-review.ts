import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';

/** A message of a hospital that could not be understood whole: somebody of the hub reads it, and says what became of it. */
function intakeReview(pathway: Pathway): void {
  const review = pathway.ask('message-review', { about: pathway.details });
  if (review.status === 'completed') pathway.close({ outcome: String(review.evidence?.['resolution'] ?? 'reviewed') });
  if (review.status === 'handed-over') pathway.close({ outcome: 'handed-over' });
}

export const messageReview: Protocol = {
  pathway: 'intake-review', revision: 1, run: intakeReview, triggers: [], decisions: {},
  covers: () => [], decided: () => undefined, replanned: () => undefined, reopened: (pathway, task, reason) => pathway.stand(task, reason, task.ladder), mayBeUnmet: () => false, attemptClimbs: () => true, checkEvidence: () => undefined, refuse: () => undefined, revives: () => false,
};
