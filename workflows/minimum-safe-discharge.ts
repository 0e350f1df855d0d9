import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import type { TaskState } from '#libs/pathway/state.js';
import { answerTriggers, decideWhatWasDeclined, endedEarly } from './every-pathway.js';
import { afterLeaving } from './discharge/after-leaving.js';
import { readmission, readmitted } from './discharge/readmission.js';
import { attemptClimbs, checkEvidence, mayBeUnmet, refuseDischarge, revivesDischarge } from './discharge/rules.js';
import { covers, decided, reopened, replanned } from './discharge/decided.js';
import { left } from './discharge/leaving.js';
import { gate, met, standards } from './discharge/standards.js';


/**
 * Minimum safe discharge ([1], example 1). Nobody leaves until every standard is met and confirmed, or somebody with the authority accepts in
 * writing what is unmet. Time limits, owners and ladders: libs/policies/minimum-safe-discharge.ts
 */
function minimumSafeDischarge(pathway: Pathway): void {
  // A death, the wrong person, a move away: what is open stops at once.
  if (endedEarly(pathway)) return;
  // The decision was to stay: the case closes when the decision's own actions are done.
  if (pathway.decided('risk-decision')?.outcome === 'stay') return stay(pathway);
  // A return within seven days of leaving is a failed discharge, and there is something to learn.
  if (readmission(pathway)) return readmitted(pathway);

  // Anything seen that must start a response starts one, at any time.
  answerTriggers(pathway, 'clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk');
  messagesOfTheHospital(pathway);

  // 1. Four standards, side by side, each with its own owner, due time and ladder.
  const four = pathway.askAll(...standards);
  // 3. The hospital or a person says that the patient left. The system never assumes it.
  if (!left(pathway)) return beforeLeaving(pathway, four);
  // 4.-6. Visit, call, watch.
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);
  afterLeaving(pathway, four);
}

/** 2. The gate: all four met and confirmed by the coordinator, or a risk decision by the clinical lead. */
function beforeLeaving(pathway: Pathway, four: TaskState[]): void {
  decideWhatWasDeclined(pathway, ...pathway.state.tasks.filter((task) => !four.includes(task)));
  const standing = pathway.state.gates[gate] ?? { open: false, by: null, sequence: 0, shut: 0, covered: [] };
  const responses = pathway.all('trigger-response').filter((task) => task.status === 'open');
  const allMet = four.every(met);

  // A decision counts until the gate that rested on it shuts.
  const last = pathway.decided('risk-decision');
  const decision = last?.outcome === 'go-with-risk' && last.sequence > standing.shut ? last : undefined;
  const unmet = four.filter((task) => !met(task) && !decision?.covered.includes(task.step));
  const byRisk = decision !== undefined && unmet.length === 0 && !responses.some((task) => task.sequence > decision.sequence);

  const confirmation = pathway.latest('standards-confirmed');
  const confirmed = confirmation !== undefined && met(confirmation) && confirmation.closedSequence > standing.shut;
  const byStandards = allMet && confirmed && responses.length === 0;

  // What changes before leaving shuts the gate again: a trigger still to be answered, a standard that no longer stands.
  const changed = responses.some((task) => task.sequence > standing.sequence) || four.some((task) => task.status === 'open' && task.standsSince > standing.sequence);
  const open = standing.open ? !changed : byStandards || byRisk;
  const safe = pathway.gate(gate, {
    open, by: byStandards ? 'met-standards' : 'risk-decision', covered: byStandards ? [] : decision?.covered ?? [],
    shutBecause: responses.length > 0 ? 'something was seen that must be answered first' : 'a standard no longer stands',
  });
  pathway.stage(safe.open ? 'ready-to-leave' : 'preparing');

  const confirmable = !safe.open && allMet && responses.length === 0;
  pathway.keep('standards-confirmed', confirmable, safe.open ? 'the gate is open' : 'not all four standards stand');

  const marked = unmet.some((task) => task.status === 'unmet' || task.declined !== null);
  const near = unmet.length > 0 && pathway.reached(pathway.plannedDischargeAt - pathway.duration('riskDecisionBefore'));
  const shutAgain = standing.shut > 0 && standing.by === 'risk-decision' && !decision;
  pathway.keep('risk-decision', !safe.open && !confirmable && (marked || near || shutAgain), allMet ? 'the last standard was met first' : 'the plan moved',
    shutAgain ? { when: 'gate-shut-again' } : {});

  pathway.keep('departure', safe.open, 'the gate shut');
}

/** Messages that bear on the case never complete or rewind a step: somebody looks. */
function messagesOfTheHospital(pathway: Pathway): void {
  for (const message of pathway.state.messages) {
    if (['departure', 'updated'].includes(message.finding)) continue;
    pathway.ask('hospital-message-review', { key: message.messageId, calls: true, about: { messageId: message.messageId, finding: message.finding } });
  }
}

function stay(pathway: Pathway): void {
  pathway.stage('staying');
  answerTriggers(pathway, 'clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk');
  pathway.outcome({ outcome: 'stayed-in-hospital' });
  pathway.close({ outcome: 'stayed-in-hospital' });
}

export const discharge: Protocol = {
  pathway: 'minimum-safe-discharge', revision: 1, run: minimumSafeDischarge,
  triggers: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'left-before-safe', 'readmission'],
  decisions: { 'risk-decision': { kind: 'risk-decision', outcomes: ['go-with-risk', 'postpone', 'stay'] }, 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  covers, decided, replanned, reopened, mayBeUnmet, attemptClimbs, checkEvidence, refuse: refuseDischarge, revives: revivesDischarge,
};
