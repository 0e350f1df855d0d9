import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { becomeTasks, dueAfter } from '../agreed-actions.js';
import { clockOf, hoursEnd } from './clocks.js';

/** Is the review booked for after its 72 hours? */
const bookedLate = (pathway: Pathway, booking: TaskState, evidence: JsonObject): boolean => instantIn(evidence, 'reviewAt')! > hoursEnd(pathway, clockOf(pathway, booking));

/** Evidence against the case: nothing is reviewed before it happened, a booking after the 72 hours says why, an action is due after the review that agreed it. */
export function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'review-booked') {
    if (instantIn(evidence, 'reviewAt')! < clockOf(pathway, task).occurredAt) wrongField('/evidence/reviewAt', 'before-it-happened', 'The review must not be before what it reviews.');
    if (bookedLate(pathway, task, evidence) && !evidence['lateBecause']) wrongField('/evidence/reviewAt', 'after-72-hours', 'Later than 72 hours after it happened only with lateBecause: the clinical lead is then called.');
  }
  if (task.step === 'safeguarding-referral' && instantIn(evidence, 'referredAt')! < clockOf(pathway, task).occurredAt) wrongField('/evidence/referredAt', 'before-it-happened', 'It cannot have been referred before it happened.');
  if (task.step === 'visit-to-explain') {
    const tried = pathway.all('safety-net-shared').flatMap(({ attempts }) => attempts).find(({ sequence }) => String(sequence) === task.key);
    if (tried && instantIn(evidence, 'visitedAt')! < tried.at) wrongField('/evidence/visitedAt', 'before-the-attempt', 'The visit explains what was not understood: it is made after that.');
  }
  if (task.step !== 'review-held') return;
  const heldAt = instantIn(evidence, 'heldAt') ?? pathway.present;
  if (heldAt < clockOf(pathway, task).occurredAt) wrongField('/evidence/heldAt', 'before-it-happened', 'The review must not be before what it reviews.');
  dueAfter(evidence, heldAt);
}

/** What follows once from what was recorded. */
export function followsFrom(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'review-booked' && bookedLate(pathway, task, evidence)) callAboutLateBooking(pathway, task);
  if (task.step === 'review-held') actionsAndSafeguarding(pathway, task, evidence);
  if (task.step === 'safeguarding-referral') chaseAnswer(pathway, task, evidence);
}

/** The 72 hours do not move: the clinical lead knows beforehand that they will not be kept. */
function callAboutLateBooking(pathway: Pathway, booking: TaskState): void {
  const review = pathway.all('review-held').find((each) => each.key === booking.key && each.status === 'open');
  if (review) pathway.call(review, 'clinical-lead', 'trigger', 'The review is booked for after its time. Have it held sooner, or say what keeps the person safe until then.');
}

/** Its actions become tasks, once however often the record is corrected; a concern goes its own way. */
function actionsAndSafeguarding(pathway: Pathway, review: TaskState, evidence: JsonObject): void {
  becomeTasks(pathway, review.key, evidence);
  if ((evidence['safeguarding'] as JsonObject)['concern'] !== true) return;
  // The hour is for acting, not for hearing of it: its owner was seldom at the review.
  pathway.ask('safeguarding-immediate', { key: review.key, because: 'a safeguarding concern', calls: true });
  pathway.ask('safeguarding-referral', { key: review.key });
}

/** The partner's answer is chased. A referral that is corrected moves when it is. */
function chaseAnswer(pathway: Pathway, referral: TaskState, evidence: JsonObject): void {
  const asking = { anchors: { referral: instant(said(evidence, 'referredAt')) } };
  const answer = pathway.ask('safeguarding-answer', { key: referral.key, ...asking });
  if (answer.status === 'open') pathway.redue(answer, 'the referral was corrected', asking);
}
