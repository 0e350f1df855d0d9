import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { unseen } from '../contact/welfare.js';
import { declinedDecided, notThePersonsToDecline, refuseAfterEnd } from '../every-pathway.js';
import { looksBy, stepUpOf } from './plan.js';

/** About the person, or between people who look after them. */
export const notDeclined = [
  ...notThePersonsToDecline, 'script-completed', 'raiser-told', 'answer-read', 'medication-liaison', 'crisis-interface', 'same-week-review', 'crisis-response', 'welfare-check', 'supervision-review', 'safeguarding-action', 'safeguarding-route', 'post-escalation-review'];

/** What follows from the decisions of its own is read off them (plan.ts). */
export function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') declinedDecided(pathway, decision);
}

/** Open again, due when it was. Where it was not so that the person was seen, what rested on it is open again too. */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  if (['welfare-check', 'contact', 'crisis-response'].includes(task.step)) unseen(pathway, task, reason);
  pathway.stand(task, reason, task.ladder);
}

/** What the rules of this pathway refuse. */
export function refuseStepUp(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  if (command.type === 'decide') refuseDecision(pathway, command.decision);
  if (command.type === 'reopen' && ['contact', 'welfare-check'].includes(stepOf(pathway, command.taskId)) && !stepUpOf(pathway)) refuse('cannot-be-reopened', 'It was stepped down since then: write a note, or raise it again.');
}
const stepOf = (pathway: Pathway, taskId: string): string => pathway.state.tasks.find(({ id }) => id === taskId)?.step ?? '';

/** Nobody steps down while it waits whether the threshold is met; a plan is looked at before its contacts end. */
function refuseDecision(pathway: Pathway, decision: JsonObject & { kind: string; outcome: string }): void {
  if (decision.kind === 'mdt-review' && pathway.open('mdt-review')) {
    if (decision.outcome === 'step-down' && pathway.open('threshold-decision')) refuse('threshold-decision-open', 'It waits whether the threshold is met: decide that first.');
    const held = stepUpOf(pathway);
    if (decision.outcome === 'hold' && held) looked(pathway, instantIn(decision, 'reviewAt')!, held.plan, '/reviewAt');
  }
  const plan = decision['plan'] as JsonObject | undefined;
  if (!plan) return;
  const cadence = plan['cadence'] as JsonObject;
  looked(pathway, instantIn(plan, 'mdtAt')!, { every: said(cadence, 'every'), for: said(cadence, 'for') }, '/plan/mdtAt');
  const by = said(plan['urgentReview'] as JsonObject, 'by');
  if (by === '') return;
  if (instant(by) <= pathway.present) wrongField('/plan/urgentReview/by', 'in-the-past', 'It must be a time to come.');
  if (instant(by) > pathway.present + pathway.duration('urgentReviewWithin')) wrongField('/plan/urgentReview/by', 'too-far-ahead', `It may lie ${pathway.number('urgentReviewWithin')} ahead at most.`);
}
function looked(pathway: Pathway, at: number, { every, for: last }: { every: string; for: string }, pointer: string): void {
  if (at <= pathway.present) wrongField(pointer, 'in-the-past', 'It must be a time to come.');
  if (at > looksBy(pathway.present, every, last)) wrongField(pointer, 'after-the-last-contact', 'The team looks at the plan before its contacts end.');
}
