import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse } from '#libs/pathway/refusal.js';
import { instant, type TaskState } from '#libs/pathway/state.js';
import { refuseAfterEnd } from '../every-pathway.js';
import { clocksOf } from './clocks.js';
import { explained } from './safety-net.js';

/** What the rules of this pathway refuse. Told twice it happened once: it must not start a second 72 hours. */
export function refuseFallsReview(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  if (command.type !== 'trigger') return;
  const told = [clocksOf(pathway)[0]!, ...pathway.state.triggers];
  if (told.some(({ kind, occurredAt }) => kind === command.kind && occurredAt === instant(command.occurredAt))) refuse('trigger-already-recorded', 'This is recorded already, at the same instant.');
}

/** A completed task is open again, due when it was. A visit that explained nothing leaves the plan to be shared. */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  pathway.stand(task, reason, task.ladder);
  const shared = pathway.latest('safety-net-shared');
  if (task.step === 'visit-to-explain' && shared?.endedBecause === explained && shared.sequence < task.sequence) pathway.stand(shared, reason, shared.ladder);
}
