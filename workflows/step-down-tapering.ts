import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { escalationsTold, reviewAfterEscalations } from './contact/repeat-crisis.js';
import { followRoutes, safeguarding } from './contact/safeguarding.js';
import { answerCrises, answerReturns, answerSigns, supervise } from './contact/signs.js';
import { welfare } from './contact/welfare.js';
import { answerTriggers, decideWhatWasDeclined, endedEarly, holdAtHome, messagesOfTheHospital, ordinarily, seen } from './every-pathway.js';
import { closing, endingOf, reviewed, stageName, withdrawCourse } from './taper/closing.js';
import { checkEvidence } from './taper/evidence.js';
import { firstContact } from './taper/first-contact.js';
import { handover, keeper, notAccepted, sentBack } from './taper/handover.js';
import { decided, followsFrom, mayBeUnmet, notDeclined, refuseTaper, reopened, replanned } from './taper/rules.js';
import { restrictions } from './taper/safeguards.js';
import { contacts, stageOf, withdrawOtherStages } from './taper/stages.js';

/**
 * Step-down tapering after a crisis ([5], example 3). Somebody who was in crisis is handed over, contacted within days, and seen less and less often over weeks;
 * whatever is seen on the way steps up again. Time limits, owners and ladders: libs/policies/step-down-tapering.ts
 */
function stepDownTapering(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  // 1. The crisis team hands over. Until the community lead accepts it still owns the person, and it keeps them where a dispute about that sends them back.
  if (sentBack(pathway)) return notAccepted(pathway);
  const accepted = handover(pathway);
  // A message of the hospital that bears on the case is looked at first: nobody rings the home of somebody who may have died. One that says that they are back silences nobody overnight.
  messagesOfTheHospital(pathway);
  holdAtHome(pathway, ['first-contact', 'contact', 'welfare-check'], ['dead']);
  // Safeguarding indicators that were handed over with the person.
  safeguarding(pathway, (pathway.details['safeguarding'] as JsonObject | undefined)?.['indicators']);
  followRoutes(pathway);

  // 2. First contact, and with it the crisis plan and what keeps the person stable. 3. Then the signs by which everybody knows when to call.
  firstContact(pathway);
  // 4. Contacts taper, stage by stage. 5. Between stages somebody with the authority decides: step down, hold or step up.
  const stage = stageOf(pathway);
  const ending = endingOf(pathway, stage);
  withdrawOtherStages(pathway, stage);
  withdrawCourse(pathway);
  if (stage && !ending?.early) contacts(pathway, stage);
  // A missed contact is a trigger: somebody sees the person, or decides what is proportionate.
  welfare(pathway);

  // 6. Anything seen, at any time, starts a response; a sign of the person's own plan, a crisis and a return step up by a review.
  answerTriggers(pathway, ...seen);
  answerCrises(pathway, 'step-up-review');
  answerReturns(pathway, 'step-up-review');
  answerSigns(pathway, 'step-up-review');
  supervise(pathway, 'step-up-review');
  // Of somebody who comes into crisis again and again each escalation is reviewed.
  reviewAfterEscalations(pathway, escalationsTold(pathway));
  // Restrictions that were handed over begin as cases of their own, with an end and a review that outlast the taper.
  restrictions(pathway, reviewed(pathway, ending));
  // The person may say no to what is theirs to decline: somebody clinical decides what follows.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  // 7. Closed by a review; a return within thirty days is recorded.
  closing(pathway, ending);
  if (!pathway.state.closed) pathway.stage(stageName(pathway, accepted, stage, ending));
}

export const taper: Protocol = {
  ...ordinarily, pathway: 'step-down-tapering', revision: 1, run: stepDownTapering, plan: 'dischargedAt', triggers: [...seen, 'warning-sign', 'crisis', 're-presentation'],
  decisions: {
    'readiness-review': { kind: 'readiness-review', outcomes: ['step-down', 'hold', 'step-up'] }, 'step-up-review': { kind: 'step-up-review', outcomes: ['step-up', 'hold'] },
    'welfare-decision': { kind: 'welfare-decision', outcomes: ['visit-in-pairs', 'family', 'hospital', 'police', 'mental-health-act-assessment', 'safeguarding', 'accept-disengagement'] },
    'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] },
  },
  notDeclined, keeper, completed: followsFrom, decided, replanned, reopened, checkEvidence, mayBeUnmet, refuse: refuseTaper,
};
