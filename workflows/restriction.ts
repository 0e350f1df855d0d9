import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { instantIn, said } from '#libs/pathway/state.js';
import { answerTriggers, endedEarly, messagesOfTheHospital, notThePersonsToDecline, ordinarily, refuseAfterEnd, seen } from './every-pathway.js';
import { checkRestrictionReview, reviewsOf } from './restrictions.js';

/**
 * A restriction of a person's liberty or choices ([3], example 3): the least that does, with an end, reviewed until somebody steps it down. Past its limit it is whose answer it is above the lead.
 * Time limits, owners and ladders: libs/policies/restriction.ts
 */
function restriction(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, ...seen);
  messagesOfTheHospital(pathway);

  // 1. Reviewed at its date: continue, modify or step down. What keeps it opens the next review.
  const reviews = reviewsOf(pathway, '1', pathway.details);
  for (const review of pathway.all('restriction-review')) if (!reviews.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
  const last = reviews.at(-1)!;
  // 2. Past its limit without a review it is known above.
  const limit = instantIn(reviews.at(-2)?.evidence ?? pathway.details, 'until')!;
  const past = last.status === 'open' && pathway.reached(limit);
  if (past) pathway.ask('limit-passed', { comesBack: reviewed, key: last.key, calls: true, because: 'in force past its limit' });
  for (const task of pathway.all('limit-passed')) if (!past || task.key !== last.key) pathway.notNeeded(task, reviewed);
  // 3. Long in force, somebody senior looks at it every quarter.
  const inForce = last.status === 'open';
  pathway.stage(inForce ? past ? 'past-its-limit' : 'in-force' : 'ending');
  if (inForce) seniorReviews(pathway);
  else for (const task of pathway.all('senior-review')) pathway.notNeeded(task, 'it is no longer in force');
  // 4. Stepped down, or in another's hands.
  if (!inForce) pathway.close({ outcome: said(last.evidence, 'decision') === 'step-down' ? 'stepped-down' : 'handed-over' });
}

/** Why the director need not look at a limit that has passed: until that review is taken back. */
const reviewed = 'it was reviewed';

/** One that was withdrawn, since it was stepped down, was not held. */
function seniorReviews(pathway: Pathway): void {
  const looks = pathway.all('senior-review');
  const last = looks.at(-1);
  const missed = last?.status === 'not-needed' && pathway.since(2);
  const since = last?.openedAt ?? pathway.state.openedAt;
  if (missed || (last?.status !== 'open' && pathway.reached(since + pathway.duration('seniorReviewEvery')))) pathway.ask('senior-review', { key: String(looks.length + 1) });
}

export const restrictionProtocol: Protocol = {
  ...ordinarily, pathway: 'restriction', revision: 1, run: restriction, triggers: seen, decisions: {},
  // Whatever the person says of it belongs into the review.
  notDeclined: [...notThePersonsToDecline, 'restriction-review', 'limit-passed', 'senior-review', 'trigger-response'],
  refuse: refuseAfterEnd, checkEvidence: checkRestrictionReview,
};
