import { addOnClock, clockTime } from '#libs/domain/clocks.js';
import { ladderOf, personOf, stepPolicy } from './ladder-of.js';
import type { Session } from './session.js';
import { text, type TaskState } from './state.js';

export interface Reminder { at: number; before: string }

/**
 * When the owner of a task is reminded next, before it is due, where its policy has that; null: no more. It counts back on the clock of the step's ladder, so that a reminder comes when a call could.
 * One whose instant had passed when the due time came to be is not made up for, nor what passed while calls were held; after an outage the latest is, while the due time still lies ahead. Once that
 * has come the ladder calls.
 */
export function reminderAt({ state, now }: Pick<Session, 'state' | 'now'>, task: TaskState): Reminder | null {
  const { reminders } = stepPolicy(state, task.step);
  if (!reminders || task.heldBecause !== null || now >= task.dueAt) return null;
  const { clock } = ladderOf(state, task);
  const coming = reminders.map(({ before }) => ({ before, at: addOnClock(clock, task.dueAt, -clockTime(clock, before)) }))
    .filter(({ at }) => at > (task.remindedUpTo ?? task.standsAt) && at < task.dueAt).toSorted((a, b) => a.at - b.at);
  return coming.findLast(({ at }) => at <= now) ?? coming[0] ?? null;
}

export function remind(session: Session, task: TaskState, { at, before }: Reminder): void {
  const { role } = task.owner;
  session.append('reminder-reached', { taskId: task.id, step: task.step, before, dueAt: text(at), taskDueAt: text(task.dueAt), role, person: personOf(task, role) });
}
