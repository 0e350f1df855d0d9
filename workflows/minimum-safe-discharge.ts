import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import type { TaskState } from '#libs/pathway/state.js';
import { answerTriggers, decideWhatWasDeclined, endedEarly, messagesOfTheHospital, notThePersonsToDecline, seen } from './every-pathway.js';
import { afterLeaving } from './discharge/after-leaving.js';
import { gate, needsDecision, weigh } from './discharge/gate.js';
import { readmission, readmitted } from './discharge/readmission.js';
import { attemptClimbs, checkEvidence, mayBeUnmet, refuseDischarge, revivesDischarge } from './discharge/rules.js';
import { covers, decided } from './discharge/decided.js';
import { left } from './discharge/leaving.js';
import { reopened, replanned } from './discharge/reopened.js';
import { standards } from './discharge/standards.js';

/**
 * Minimum safe discharge ([1], example 1). Nobody leaves until every standard is met and confirmed, or somebody with the authority accepts in
 * writing what is unmet. Time limits, owners and ladders: libs/policies/minimum-safe-discharge.ts
 */
function minimumSafeDischarge(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  // Anything seen that must start a response starts one, at any time; so does a message of the hospital that bears on the case.
  answerTriggers(pathway, ...seen);
  messagesOfTheHospital(pathway);
  // A return within seven days of leaving is a failed discharge, and there is something to learn.
  if (readmission(pathway)) return readmitted(pathway);

  // 3. The hospital or a person says that the patient left. The system never assumes it, and never refuses it: it is a fact.
  const hasLeft = left(pathway);
  // The decision was to stay: the case closes when the decision's own actions are done.
  if (!hasLeft && pathway.decided('risk-decision')?.outcome === 'stay') return stay(pathway);
  // 1. Four standards, side by side, each with its own owner, due time and ladder.
  const four = pathway.askAll(...standards);
  if (!hasLeft) return beforeLeaving(pathway, four);
  // 4.-6. Visit, call, watch.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);
  afterLeaving(pathway, four);
}

/** 2. The gate: all four met and confirmed by the coordinator, or a risk decision by the clinical lead. */
function beforeLeaving(pathway: Pathway, four: TaskState[]): void {
  // A standard that is declined goes to the risk decision; anything else to a decision of its own.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks.filter((task) => !four.includes(task)));
  const verdict = weigh(pathway, four);
  const safe = pathway.gate(gate, verdict);
  pathway.stage(safe.open ? 'ready-to-leave' : 'preparing');

  pathway.keep('standards-confirmed', verdict.confirmable, verdict.uncovered.length > 0 ? 'not all four standards stand' : verdict.shutBecause);
  const near = (): boolean => pathway.reached(pathway.plannedDischargeAt - pathway.duration('riskDecisionBefore'));
  pathway.keep('risk-decision', needsDecision(verdict, near), verdict.confirmable ? 'the last standard was met first' : 'nothing asks for a decision any more', verdict.decideAgain ? { when: 'gate-shut-again' } : {});
  pathway.keep('departure', safe.open, 'the gate shut');
}

function stay(pathway: Pathway): void {
  pathway.stage('staying');
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);
  pathway.close({ outcome: 'stayed-in-hospital' });
}

export const discharge: Protocol = {
  pathway: 'minimum-safe-discharge', revision: 1, run: minimumSafeDischarge, plan: 'plannedDischargeAt', triggers: [...seen, 'left-before-safe', 'readmission'],
  decisions: { 'risk-decision': { kind: 'risk-decision', outcomes: ['go-with-risk', 'postpone', 'stay'] }, 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  notDeclined: [...notThePersonsToDecline, 'standards-confirmed', 'departure', 'capacity-response', 'left-before-safe-response', 'learning-review'],
  covers, decided, replanned, reopened, mayBeUnmet, attemptClimbs, checkEvidence, refuse: refuseDischarge, revives: revivesDischarge,
};
