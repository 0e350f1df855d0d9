import type { EscalationReason } from '#libs/contracts/events.js';
import { callTime, ladderOf, personOf, rungOf } from './ladder-of.js';
import type { Session } from './session.js';
import { text, type TaskState } from './state.js';

/** Calls a rung out of its turn. A rung called before is called again and moves nothing. */
export function climbTask(session: Session, task: TaskState, level: number, onClock: boolean, reason: string, because: EscalationReason): void {
  const rung = rungOf(ladderOf(session.state, task), level);
  const at = text(onClock ? callTime(session.state, task, session.now) : session.now);
  const again = level <= task.climb.reached;
  session.append('climbed', { taskId: task.id, step: task.step, toLevel: level, at, reason, because, again });
  if (again) session.append('call-asked', { taskId: task.id, step: task.step, level, role: rung.role, person: personOf(task, rung.role), at, reason: because, asked: rung.asked });
}

/**
 * Nobody answered a call beside the ladder, or no way reached them: whoever comes next is called at once, in the ladder's hours. The ladder itself keeps its times. What was seen at night,
 * and is due hours later, must not wait for that because one person is away.
 */
export function askNext(session: Session, task: TaskState, { level, role }: { level: number; role: string }): void {
  const { rungs } = ladderOf(session.state, task);
  const next = rungs.findIndex((rung, index) => index >= level && rung.role !== role) + 1;
  // Whom the ladder has called, or who has said that they see to it, is there already.
  if (task.status !== 'open' || next === 0 || next <= task.climb.reached || task.acknowledgedUntil !== null) return;
  const { role: called, asked } = rungOf(ladderOf(session.state, task), next);
  session.append('call-asked', { taskId: task.id, step: task.step, level: next, role: called, person: personOf(task, called), at: text(callTime(session.state, task, session.now)), reason: 'trigger', asked });
}
