import { endOfLocalDay } from '#libs/domain/local-time.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { contactsMade } from '../contact/cadence.js';
import { riskAssessed, suicideRisk } from '../contact/handed-over.js';
import { done } from '../every-pathway.js';

const fromInpatient = (pathway: Pathway): boolean => said(pathway.details, 'from') === 'inpatient';

/** The first contact, and with it, not days later, the crisis plan and what keeps the person stable. Then the signs by which everybody knows when to call. */
export function firstContact(pathway: Pathway): void {
  const asking = riskAssessed(pathway) === 'identified' ? { when: 'suicide-risk' } : suicideRisk(pathway) ? { when: 'not-assessed' } : fromInpatient(pathway) ? { when: 'inpatient' } : {};
  const first = pathway.ask('first-contact', asking);
  const contactedAt = done(first) ? instantIn(first.evidence, 'contactedAt') : null;
  for (const step of ['crisis-plan-reviewed', 'stabilisation-agreed']) withFirstContact(pathway, pathway.ask(step, asking), asking, first, contactedAt);
  if (fromInpatient(pathway)) pathway.ask('care-plan-sent');
  // Given up, and the taper taken up all the same, the first contact is the first of the taper that is made.
  const made = first.status === 'open' || done(first) ? first : contactsMade(pathway).toSorted((a, b) => a.closedSequence - b.closedSequence)[0];
  if (done(made)) communicateTriggers(pathway, made!, instantIn(made!.evidence, 'contactedAt')!);
}

/** Due with the first contact: by the end of its day, where that is sooner than from the discharge. What was agreed for it since stands. */
function withFirstContact(pathway: Pathway, task: TaskState, asking: Asking, first: TaskState, contactedAt: number | null): void {
  if (task.status !== 'open') return;
  if (contactedAt === null && task.from === 'contact') pathway.redue(task, 'the first contact was not made', asking);
  if (contactedAt === null || task.from !== 'dischargedAt' || task.dueSince > first.closedSequence) return;
  if (endOfLocalDay(contactedAt) < task.dueAt) pathway.redue(task, 'the first contact was made', { when: 'contacted', anchors: { contact: contactedAt } });
}

function communicateTriggers(pathway: Pathway, first: TaskState, contactedAt: number): void {
  const asking = { anchors: { contact: contactedAt } };
  const communicated = pathway.ask('triggers-communicated', asking);
  if (communicated.status === 'open' && communicated.from === 'contact' && communicated.dueSince < first.closedSequence) pathway.redue(communicated, 'the first contact was corrected', asking);
}
