import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { checkContact } from './contact/evidence.js';
import { escalationsTold, reviewAfterEscalations } from './contact/repeat-crisis.js';
import { followRoutes } from './contact/safeguarding.js';
import { answerCrises, answerReturns, answerSigns, supervise } from './contact/signs.js';
import { endWatch, watch, type Settled } from './contact/watch.js';
import { welfare } from './contact/welfare.js';
import { answerTriggers, decideWhatWasDeclined, endedEarly, holdAtHome, messagesOfTheHospital, ordinarily, seen } from './every-pathway.js';
import { carryOut, stepUpOf } from './step-up/plan.js';
import { raised, tellWhoeverRaised } from './step-up/raised.js';
import { decided, notDeclined, refuseStepUp, reopened } from './step-up/rules.js';

const threshold = 'threshold-decision';

/**
 * Step-up during deterioration ([5], example 2). Whoever sees that somebody gets worse raises it; a named clinician decides within hours: a plan, or why not and what would change that.
 * Time limits, owners and ladders: libs/policies/step-up.ts
 */
function stepUp(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  messagesOfTheHospital(pathway);
  holdAtHome(pathway, ['contact', 'welfare-check'], ['dead']);

  // 1. Raised, by anybody, with gaps or without: it is weighed within hours, and whoever raised it is told.
  raised(pathway);
  tellWhoeverRaised(pathway);
  // 2. The plan: contacts, urgent review, medication, the crisis service, out of hours, and the day on which the team looks at it. High risk is reviewed within the week.
  const current = stepUpOf(pathway);
  carryOut(pathway, current);
  followRoutes(pathway);
  // 3. Not attending is a trigger: somebody sees the person, or decides what is proportionate.
  welfare(pathway);

  // 4. Anything seen, at any time, starts a response; a sign that the plan names, a crisis and a return ask for the threshold again.
  answerTriggers(pathway, ...seen);
  answerCrises(pathway, threshold);
  answerReturns(pathway, threshold);
  answerSigns(pathway, threshold);
  // 5. What is learned: each decision in supervision, and of somebody who comes into crisis again and again each escalation.
  supervise(pathway, threshold);
  reviewAfterEscalations(pathway, [{ at: pathway.state.openedAt, sequence: 1 }, ...escalationsTold(pathway)]);
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  // 6. Stepped down, or not stepped up: a return within thirty days is recorded, also after a no.
  const end = pathway.open(threshold) || current ? null : settled(pathway);
  if (end) watch(pathway, end);
  else endWatch(pathway, 'it is weighed again');
  if (!pathway.state.closed) pathway.stage(end ? pathway.nothingOpen ? 'watching' : 'finishing' : current ? 'stepped-up' : 'threshold');
}

/** What it has come to: the last decision, and whether there ever was a plan. */
function settled(pathway: Pathway): Settled | null {
  const last = pathway.state.decisions.findLast(({ step }) => step === threshold || step === 'mdt-review');
  return last ? { at: last.at, sequence: last.sequence, outcome: pathway.state.decisions.some(({ plan }) => plan) ? 'stepped-down' : 'not-stepped-up' } : null;
}

export const stepUpProtocol: Protocol = {
  ...ordinarily, pathway: 'step-up', revision: 1, run: stepUp, triggers: [...seen, 'raised-again', 'warning-sign', 'crisis', 're-presentation'],
  decisions: {
    [threshold]: { kind: threshold, outcomes: ['step-up', 'not-met'] }, 'mdt-review': { kind: 'mdt-review', outcomes: ['step-up', 'hold', 'step-down'] },
    'welfare-decision': { kind: 'welfare-decision', outcomes: ['visit-in-pairs', 'family', 'hospital', 'police', 'mental-health-act-assessment', 'safeguarding', 'accept-disengagement'] },
    'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] },
  },
  notDeclined, decided, reopened, refuse: refuseStepUp, checkEvidence: (pathway, task, evidence) => checkContact(pathway, task, evidence, stepUpOf(pathway)),
};
