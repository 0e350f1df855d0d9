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
