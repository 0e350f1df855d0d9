import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { escalationsTold, reviewAfterEscalations } from './contact/repeat-crisis.js';
import { checkEvidence } from './door/evidence.js';
import { comesThrough } from './door/course.js';
import { mayBeUnmet, notDeclined, refuseFrontDoor } from './door/rules.js';
import { referrerWroteAgain, takenBack, withdrawn } from './door/referrer.js';
import { answerTriggers, decideWhatWasDeclined, declinedDecided, endedEarly, messagesOfTheHospital, ordinarily, seen } from './every-pathway.js';

/**
 * Single front door ([5], example 1). Whoever is referred is triaged by the thresholds that all teams share, and leaves with a pathway and somebody who leads it,
 * or with a redirect that is safe. Time limits, thresholds and ladders: libs/policies/front-door.ts
 */
function frontDoor(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  // Whatever is seen while the person waits starts a response. A crisis is answered within the hour, and the triage no longer waits for tomorrow (door/urgency.ts).
  answerTriggers(pathway, ...seen);
  for (const { sequence } of pathway.triggers('crisis')) pathway.ask('crisis-response', { key: String(sequence), calls: true, because: 'crisis', about: { trigger: 'crisis', sequence } });
  // Of somebody who comes into crisis again and again each one is reviewed.
  reviewAfterEscalations(pathway, escalationsTold(pathway));
  messagesOfTheHospital(pathway);
  // Whoever referred may write again: a change is read by somebody, and so is a withdrawal, before anything follows from it.
  referrerWroteAgain(pathway);

  // 1. Screened against the minimum dataset: what is missing is asked for by telephone, and the triage does not wait for it. 2. The huddle applies the shared thresholds, asks
  // again, or asks somebody senior. 3. The person is assigned and somebody leads, or is redirected: neither counts before it is done.
  const outcome = withdrawn(pathway) && !begun(pathway) ? 'withdrawn' : comesThrough(pathway);
  if (outcome) for (const task of pathway.all(...course)) if (task.status === 'open') pathway.notNeeded(task, outcome === 'withdrawn' ? takenBack : `the referral is ${outcome.replaceAll('-', ' ')}`);
  // The person may say no to what is theirs to decline: somebody clinical decides what follows.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  // 4. What was opened while the person waited is finished first.
  if (!outcome) return;
  pathway.stage('finishing');
  pathway.close({ outcome });
}
/** A pathway's case has begun, or is asked for: whoever withdraws after that withdraws from it, and nobody lets go of the person before it is there. */
const begun = (pathway: Pathway): boolean => pathway.since(2) && pathway.state.begun?.some(({ status }) => status !== 'refused') === true;
const course = ['clarification-call', 'triage-huddle', 'senior-oversight', 'service-accepts', 'assignment-refused', 'redirect'];

export const singleFrontDoor: Protocol = {
  ...ordinarily, pathway: 'front-door', revision: 1, run: frontDoor, triggers: [...seen, 'crisis'],
  decisions: { 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  notDeclined, mayBeUnmet, checkEvidence, refuse: refuseFrontDoor, decided: declinedDecided,
};
