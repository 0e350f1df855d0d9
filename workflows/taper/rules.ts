import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { instant, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { contactsMade } from '../contact/cadence.js';
import { unseen } from '../contact/welfare.js';
import { declinedDecided, notThePersonsToDecline, refuseAfterEnd } from '../every-pathway.js';
import { agreedActions } from './evidence.js';
import { stageOf } from './stages.js';

/** A dispute takes over from an acceptance that is refused, once; nothing takes over from anything else. */
export const mayBeUnmet = (pathway: Pathway, task: TaskState): boolean => task.step === 'handover-accepted' && !pathway.open('handover-dispute');

/** Between two teams, or about the person: at the door a no is a sight or an attempt, and a restriction, a safeguard and a closing are reviewed whatever they say. */
export const notDeclined = [
  ...notThePersonsToDecline, 'handover-accepted', 'handover-clarified', 'handover-completed', 'handover-dispute', 'crisis-response', 'welfare-check', 'restriction-review', 'restriction-not-begun', 'care-plan-sent', 'supervision-review', 'closing-review', 'safeguarding-action', 'safeguarding-route'];

/** The actions that were agreed are tasks of their own. Agreed anew, one that stands by its title, owner and time is not opened twice. */
export function followsFrom(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'stabilisation-agreed') return;
  for (const { part, actions } of agreedActions(evidence)) pathway.agreed(part, actions);
}

/** What follows from the other decisions is read off them (stages.ts, closing.ts). */
export function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') declinedDecided(pathway, decision);
}

/** A completed task is open again, due when it was. Where it was not so that the person was seen or contacted, or a crisis answered, what rested on it is open again too. */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  if (['welfare-check', 'contact', 'first-contact', 'crisis-response'].includes(task.step)) unseen(pathway, task, reason);
  pathway.stand(task, reason, task.ladder);
}

/** The discharge moved: what counts from it follows. */
export function replanned(pathway: Pathway): void {
  for (const task of pathway.state.tasks) if (task.status === 'open' && task.from === 'dischargedAt') pathway.redue(task, 'replanned', task.when === null ? {} : { when: task.when });
}

/** What the rules of this pathway refuse. */
export function refuseTaper(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  if (command.type === 'replan') refuseReplan(pathway, command.dischargedAt);
  if (command.type === 'reopen') refuseReopening(pathway, step(pathway, command.taskId));
  if (command.type === 'hand-over' && step(pathway, command.taskId) === 'handover-accepted') refuse('cannot-be-handed-over', 'Another lead takes the case over (owners), and then accepts.');
  if (command.type === 'decide') refuseStage(pathway, command.decision);
}
const step = (pathway: Pathway, taskId: string): string => pathway.state.tasks.find(({ id }) => id === taskId)?.step ?? '';

function refuseReplan(pathway: Pathway, dischargedAt: string | undefined): void {
  const first = pathway.latest('first-contact');
  if (first?.status === 'completed') refuse('already-contacted', 'The person was contacted: the discharge can no longer move.');
  if (first?.status !== 'open') refuse('no-first-contact', 'Nobody makes the first contact any more: there is nothing that a discharge would move.');
  const ahead = pathway.present + pathway.duration('dischargedAtAhead');
  if (dischargedAt !== undefined && instant(dischargedAt) > ahead) wrongField('/dischargedAt', 'too-far-ahead', `It may lie ${pathway.number('dischargedAtAhead')} ahead at most.`);
}

/** Ownership never goes back; nor does a taper that has gone on to before its first contact. */
function refuseReopening(pathway: Pathway, reopened: string): void {
  if (reopened === 'handover-accepted') refuse('cannot-be-reopened', 'The community team owns the person now: ownership never goes back.');
  if (reopened !== 'first-contact') return;
  const since = pathway.latest('first-contact')!.closedSequence;
  const wentOn = contactsMade(pathway).length > 0 || pathway.state.decisions.some((decision) => decision.sequence > since && decision.step !== 'declined-decision');
  if (wentOn) refuse('cannot-be-reopened', 'The taper has gone on since then: write a note.');
}

/** Up is to a stage that the person was at, or stays at. Nobody steps down while it waits whether to step up. */
function refuseStage(pathway: Pathway, decision: JsonObject & { kind: string; outcome: string }): void {
  const { kind, toStage, outcome } = decision;
  const present = stageOf(pathway)?.number ?? 1;
  if (outcome === 'step-down' && kind === 'readiness-review' && pathway.open(kind) && pathway.open('step-up-review')) refuse('step-up-review-open', 'A step-up review waits: decide that first.');
  if (outcome === 'step-up' && Number(toStage) > present) wrongField('/toStage', 'above-the-present-stage', `The present stage is ${present}.`);
}
