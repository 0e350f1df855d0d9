import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, type TaskState } from '#libs/pathway/state.js';
import { capacityAnswer } from './decided.js';
import { isStandard, met, standards } from './standards.js';

const followsLeaving = ['gp-summary-sent', 'first-visit-done', 'safety-call', 'person-seen', 'left-before-safe-response', 'declined-decision'];

/** The plan moved: one past the visit, or to before the delivery, reopens that standard; what counts from the plan follows it. */
export function replanned(pathway: Pathway): void {
  const planned = pathway.plannedDischargeAt;
  const visit = pathway.latest('first-visit-booked');
  if (visit && met(visit) && (instantIn(visit.evidence, 'visitAt') ?? planned) < planned) pathway.reopen(visit, 'the discharge is planned past the visit');
  const equipment = pathway.latest('equipment-in-place');
  if (equipment && met(equipment) && (instantIn(equipment.evidence, 'deliveryAt') ?? planned) > planned) pathway.reopen(equipment, 'the discharge is planned before the delivery');
  for (const task of pathway.state.tasks.filter((each) => each.status === 'open')) {
    const decision = task.step === 'capacity-response' && pathway.state.decisions.find((each) => String(each.sequence) === task.key);
    if (decision) pathway.redue(task, 'replanned', capacityAnswer(pathway, decision));
    else if (task.from === 'plannedDischargeAt') pathway.redue(task, 'replanned', task.when === null ? {} : { when: task.when });
  }
}

/** A completed task is open again. Before leaving a standard keeps its time to be met; after it, it is urgent, and a missed visit is booked anew within two hours. */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  if (task.step === 'departure') return undone(pathway, task, reason);
  const gateRestsOnIt = isStandard(task.step) || task.step === 'standards-confirmed';
  if (!gateRestsOnIt) return pathway.stand(task, reason, task.ladder);
  if (pathway.state.left && task.step === 'first-visit-booked') return pathway.reopen(task, reason, { when: 'left-without-visit', anchors: { leaving: pathway.present }, ladder: 'urgent' });
  if (pathway.state.left) return pathway.stand(task, reason, 'urgent');
  if (!isStandard(task.step) || task.from !== 'plannedDischargeAt') return pathway.stand(task, reason, task.ladder);
  pathway.reopen(task, reason);
}

/** The departure did not happen: what followed it is not needed, and the standards are what they were. */
function undone(pathway: Pathway, departure: TaskState, reason: string): void {
  const because = 'the departure did not happen';
  pathway.stand(departure, reason, departure.ladder);
  pathway.record('leaving-undone', { because: reason });
  for (const task of pathway.all(...followsLeaving)) pathway.notNeeded(task, because);
  for (const task of pathway.all(...standards, 'standards-confirmed').filter((each) => each.status === 'open')) {
    pathway.climbs(task, '', because);
    if (task.from === 'leaving') pathway.redue(task, because);
  }
}
