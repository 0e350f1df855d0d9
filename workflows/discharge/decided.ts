import { localTime } from '#libs/domain/local-time.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instant, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { declinedDecided } from '../every-pathway.js';
import { isStandard, met, standards } from './standards.js';

const followsLeaving = ['gp-summary-sent', 'first-visit-done', 'safety-call', 'person-seen', 'left-before-safe-response', 'declined-decision'];

const standing = (pathway: Pathway): TaskState[] => pathway.all(...standards);

/** What `go-with-risk` lets pass: what is unmet or declined and, from 1 h before the planned discharge, all that is not met. */
export function covers(pathway: Pathway, decision: { kind: string; outcome: string }): string[] {
  if (decision.outcome !== 'go-with-risk') return [];
  const near = pathway.present >= pathway.plannedDischargeAt - pathway.duration('riskDecisionBefore');
  return standing(pathway).filter((task) => !met(task) && (near || task.status === 'unmet' || task.declined !== null)).map((task) => task.step);
}

/** What follows once from a decision. */
export function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') return declinedDecided(pathway, decision);
  if (decision.because === 'capacity') pathway.ask('capacity-response', { key: String(decision.sequence), ...capacityAnswer(pathway, decision) });
  if (decision.outcome === 'stay') {
    for (const task of pathway.state.tasks) {
      const itsOwn = task.step === 'capacity-response' || (task.step === 'action' && task.key.startsWith(`${decision.sequence}.`));
      if (!itsOwn) pathway.notNeeded(task, 'the person stays in hospital');
    }
  }
  if (decision.outcome === 'postpone') {
    pathway.replan(decision.plannedDischargeAt!, 'postponed by the risk decision');
    for (const task of standing(pathway)) if (task.status === 'unmet') pathway.reopen(task, 'the discharge was postponed');
    for (const task of standing(pathway)) if (task.status === 'open' && task.declined) pathway.redue(task, 'offered-again', {}, true);
  }
  if (decision.outcome !== 'go-with-risk') return;
  const asking = { when: 'covered', anchors: { unmetDueAt: decision.unmetDueAt ?? decision.at } };
  for (const task of standing(pathway).filter((each) => decision.covered.includes(each.step))) {
    if (task.declined) pathway.endTask(task, 'declined', 'declined, and the risk was accepted');
    else if (task.status === 'unmet') pathway.reopen(task, 'unmet: the risk was accepted until then', asking);
    else pathway.redue(task, 'the risk was accepted until then', asking);
  }
}

/** The same day; decided after the cut-off noon of the next, unless the person leaves tonight: then before departure. */
function capacityAnswer(pathway: Pathway, decision: DecisionState): { when?: string; anchors: { decision: number } } {
  const now = localTime(decision.at);
  const late = `${String(now.hour).padStart(2, '0')}:${String(now.minute).padStart(2, '0')}` >= String(pathway.number('capacityCutOff'));
  const tonight = decision.outcome === 'go-with-risk' && localTime(pathway.plannedDischargeAt).date === now.date;
  return { anchors: { decision: decision.at }, ...(late ? { when: tonight ? 'leaves-tonight' : 'decided-late' } : {}) };
}

/** A plan past the visit, or to before the delivery, reopens that standard. */
export function replanned(pathway: Pathway): void {
  const planned = pathway.plannedDischargeAt;
  const visit = pathway.latest('first-visit-booked');
  const visitAt = visit?.evidence?.['visitAt'];
  if (visit && met(visit) && visitAt && instant(String(visitAt)) < planned) pathway.reopen(visit, 'the discharge is planned past the visit');
  const equipment = pathway.latest('equipment-in-place');
  const deliveryAt = equipment?.evidence?.['deliveryAt'];
  if (equipment && met(equipment) && deliveryAt && instant(String(deliveryAt)) > planned) pathway.reopen(equipment, 'the discharge is planned before the delivery');
  for (const task of pathway.state.tasks) {
    if (task.status === 'open' && task.from === 'plannedDischargeAt') pathway.redue(task, 'replanned', task.when === null ? {} : { when: task.when });
  }
}

/**
 * A completed task is open again. The departure: it did not happen, and what followed it is not needed. After the person has left it is urgent; a
 * missed visit is booked anew within two hours.
 */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  const { left } = pathway.state;
  if (task.step === 'departure') {
    pathway.stand(task, reason, task.ladder);
    pathway.record('leaving-undone', { because: reason });
    for (const step of followsLeaving) for (const each of pathway.all(step)) pathway.notNeeded(each, 'the departure did not happen');
    for (const each of standing(pathway)) pathway.climbs(each, '', 'the departure did not happen');
    return;
  }
  if (!left || !isStandard(task.step)) return pathway.stand(task, reason, task.ladder);
  if (task.step === 'first-visit-booked') return pathway.reopen(task, reason, { when: 'left-without-visit', anchors: { leaving: pathway.present }, ladder: 'urgent' });
  pathway.stand(task, reason, 'urgent');
}
