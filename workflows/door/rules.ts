import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse } from '#libs/pathway/refusal.js';
import type { TaskState } from '#libs/pathway/state.js';
import { notThePersonsToDecline, refuseAfterEnd } from '../every-pathway.js';

/** A service may say no: the huddle takes over. Nothing takes over from anything else. */
export const mayBeUnmet = (_pathway: Pathway, task: TaskState): boolean => task.step === 'service-accepts';

/** What professionals owe each other, and what has to be said to the person whatever they think of it. */
export const notDeclined = [...notThePersonsToDecline, 'triage-huddle', 'senior-oversight', 'service-accepts', 'assignment-refused', 'redirect', 'referral-changed', 'crisis-response', 'post-escalation-review'];

/** What the rules of this pathway refuse. */
export function refuseFrontDoor(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  if (!('taskId' in command) || command.taskId === undefined) return;
  const task = pathway.state.tasks.find(({ id }) => id === command.taskId);
  if (command.type === 'hand-over' && task?.step === 'redirect') refuse('cannot-be-handed-over', 'A redirect is ours until the person knows where to go, and whom to call in an emergency.');
  if (command.type === 'reopen' && task && ['triage-huddle', 'senior-oversight'].includes(task.step) && wentOn(pathway, task)) refuse('cannot-be-reopened', 'The person has gone on from there: write a note.');
}

/** Something that the triage led to is done already. */
function wentOn(pathway: Pathway, triage: TaskState): boolean {
  if (pathway.state.begun?.some(({ sequence, status }) => sequence > triage.closedSequence && status !== 'refused')) return true;
  return pathway.all('service-accepts', 'assignment-refused', 'redirect', 'clarification-call', 'triage-huddle', 'senior-oversight').some((task) => task.sequence > triage.closedSequence && task.status === 'completed');
}
