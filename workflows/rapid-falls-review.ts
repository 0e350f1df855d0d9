import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { answerTriggers, decideWhatWasDeclined, declinedDecided, endedEarly, holdAtHome, messagesOfTheHospital, notThePersonsToDecline, ordinarily, seen } from './every-pathway.js';
import { clocksOf, startsAClock } from './falls/clocks.js';
import { reviewWithin72Hours } from './falls/review.js';
import { checkEvidence, followsFrom } from './falls/review-record.js';
import { refuseFallsReview, reopened } from './falls/rules.js';
import { shareSafetyNet } from './falls/safety-net.js';
import { watchForFalls } from './falls/watch.js';

/**
 * Rapid falls review within 72 hours ([1], example 2). Two falls in a week, a head injury or new confusion are reviewed within 72 hours of when they
 * happened, not of when somebody typed them in. Time limits, owners and ladders: libs/policies/rapid-falls-review.ts
 */
function rapidFallsReview(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  // Anything else seen that must start a response starts one, at any time; so does a message of the hospital that bears on the case.
  answerTriggers(pathway, ...seen);
  messagesOfTheHospital(pathway);
  holdAtHome(pathway, ['safety-net-shared', 'visit-to-explain']);

  // 1. What started the case, and each fall, head injury or confusion after it, has 72 hours of its own. A head injury and confusion are looked at within hours.
  // 3. The coordinator books the review; the review is held. 4. Its actions become tasks, and a safeguarding concern goes its own way (falls/review-record.ts).
  for (const clock of clocksOf(pathway)) reviewWithin72Hours(pathway, clock);
  // 2. The owners are named at the start. The risk is assessed and the safety-net plan written, once.
  const since = { anchors: { occurredAt: clocksOf(pathway)[0]!.occurredAt } };
  pathway.ask('risk-assessed', since);
  const written = pathway.ask('safety-net-written', since);
  // 5. The plan is shared and understood. Where it was not, somebody visits to explain it.
  shareSafetyNet(pathway, written);
  // The person may say no to anything: somebody clinical decides what follows.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  // 6. Closed when everything is done or handed over, and no fall has come for thirty days.
  watchForFalls(pathway);
}

export const fallsReview: Protocol = {
  ...ordinarily, pathway: 'rapid-falls-review', revision: 1, run: rapidFallsReview, triggers: [...seen, ...startsAClock],
  decisions: { 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  notDeclined: [...notThePersonsToDecline, 'safeguarding-immediate', 'safeguarding-answer'],
  completed: followsFrom, decided: declinedDecided, reopened, checkEvidence, refuse: refuseFallsReview,
};
