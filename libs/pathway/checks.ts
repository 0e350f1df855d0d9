import { notFound, refuse, wrongField } from './refusal.js';
import type { Session } from './session.js';
import { instant, taskOf, type TaskState } from './state.js';

/** Clocks differ: what was done may lie this far ahead of the case's own. */
const ahead = 60_000;

export function anyTask(session: Session, taskId: string): TaskState {
  return taskOf(session.state, taskId) ?? notFound('There is no such task.');
}
/** @throws Refusal 409: completed already, or otherwise no longer open */
export function openTask(session: Session, taskId: string): TaskState {
  const task = anyTask(session, taskId);
  if (task.status === 'completed') refuse('task-already-completed', 'The task is completed already.');
  if (task.status !== 'open') refuse('task-not-open', `The task is ${task.status}.`);
  return task;
}
/** @throws Refusal 422 `in-the-future` */
export function notInTheFuture(session: Session, at: string, pointer: string): void {
  if (instant(at) > session.now + ahead) wrongField(pointer, 'in-the-future', 'It cannot have happened after now.');
}
export function needsNoDecision(session: Session, task: TaskState): void {
  if (session.protocol.decisions[task.step]) refuse('needs-decision', 'This task is completed by a decision.');
}
