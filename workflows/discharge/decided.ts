import { atLocal, localTime } from '#libs/domain/local-time.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import type { DecisionState, TaskState } from '#libs/pathway/state.js';
import { declinedDecided } from '../every-pathway.js';
import { givenUp, met, standards } from './standards.js';

/** What `go-with-risk` lets pass: what was given up, now or for an earlier decision, and from 1 h before the planned discharge all that is not met. */
export function covers(pathway: Pathway, decision: { kind: string; outcome: string }): string[] {
  if (decision.outcome !== 'go-with-risk') return [];
  const near = pathway.present >= pathway.plannedDischargeAt - pathway.duration('riskDecisionBefore');
  return pathway.all(...standards).filter((task) => !met(task) && (near || givenUp(task) || task.when === 'covered')).map((task) => task.step);
}

/** What follows once from a decision. */
export function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') return declinedDecided(pathway, decision);
  if (decision.outcome === 'go-with-risk') goWithRisk(pathway, decision);
  if (decision.outcome === 'postpone') postpone(pathway, decision);
  if (decision.outcome === 'stay') stay(pathway, decision);
  if (decision.because === 'capacity') pathway.ask('capacity-response', { key: String(decision.sequence), ...capacityAnswer(pathway, decision) });
}

/** What is unmet stays an open task, due when the decision says; what was declined ends as that. */
function goWithRisk(pathway: Pathway, decision: DecisionState): void {
  const asking = { when: 'covered', anchors: { unmetDueAt: decision.unmetDueAt ?? decision.at } };
  for (const task of pathway.all(...standards).filter((each) => decision.covered.includes(each.step))) {
    if (task.status === 'unmet') pathway.reopen(task, 'unmet: the risk was accepted until then', asking);
    else if (task.declined) pathway.endTask(task, 'declined', 'declined, and the risk was accepted');
    else if (task.status === 'open') pathway.redue(task, 'the risk was accepted until then', asking);
  }
}

/** The plan moves, and what was given up is asked again. */
function postpone(pathway: Pathway, decision: DecisionState): void {
  pathway.replan(decision.plannedDischargeAt!, 'postponed by the risk decision');
  for (const task of pathway.all(...standards)) {
    if (task.status === 'open') {
      if (task.declined) pathway.redue(task, 'offered-again', {}, true);
      else if (task.when === 'covered') pathway.redue(task, 'the discharge was postponed');
    } else if (givenUp(task)) pathway.reopen(task, 'the discharge was postponed');
  }
}

/** Everything is withdrawn but what the decision itself asks. */
function stay(pathway: Pathway, decision: DecisionState): void {
  const itsOwn = (task: TaskState): boolean => task.step === 'capacity-response' || (task.step === 'action' && task.key.startsWith(`${decision.sequence}.`));
  for (const task of pathway.state.tasks) if (!itsOwn(task)) pathway.notNeeded(task, 'the person stays in hospital');
}

/** The same day; decided after the cut-off noon of the next, unless the person leaves tonight: then before departure. */
export function capacityAnswer(pathway: Pathway, decision: DecisionState): Asking {
  const { date } = localTime(decision.at);
  const late = decision.at > atLocal(date, String(pathway.number('capacityCutOff'))).at;
  const tonight = decision.outcome !== 'stay' && localTime(pathway.plannedDischargeAt).date === date;
  return { anchors: { decision: decision.at }, ...(late ? { when: tonight ? 'leaves-tonight' : 'decided-late' } : {}) };
}
