import { addOnClock, clockTime } from '#libs/domain/clocks.js';
import { isDuration } from '#libs/domain/duration.js';
import { attemptLevel, reach } from '#libs/domain/ladder.js';
import type { Command } from '#libs/contracts/commands.js';
import { openTask } from './checks.js';
import { climbTask } from './climb-task.js';
import { acknowledgeForOf, callTime, ladderOf, rungOf } from './ladder-of.js';
import type { Pathway } from './pathway.js';
import { wrongField } from './refusal.js';
import type { Session } from './session.js';
import { text, type TaskState } from './state.js';

/**
 * Holds the climb back for a while, at most what the policy allows, on the ladder's working clock where it has one. Whoever acknowledges one climb again and again holds help away from a person: from
 * the time on that the policy names nothing is held any more, and somebody else is called at once (docs/decisions/0014-ladders.md). @throws Refusal 422 `not-a-duration`, `too-long`
 */
export function acknowledge(session: Session, pathway: Pathway, { taskId, for: duration, note }: Extract<Command, { type: 'acknowledge' }>): void {
  const task = openTask(session, taskId);
  const clock = ladderOf(session.state, task).clock === 'working' ? 'working' : 'elapsed';
  const most = acknowledgeForOf(session.state, task);
  if (!isDuration(duration) || clockTime(clock, duration) <= 0) wrongField('/for', 'not-a-duration', 'Say for how long, as a duration above zero such as PT30M.');
  if (clockTime(clock, duration) > clockTime(clock, most)) wrongField('/for', 'too-long', `An acknowledgement of this task holds for ${most} at most.`);
  const count = (task.acknowledgements ?? 0) + 1;
  const climbs = count >= Number(pathway.number('acknowledgementsBeforeClimb'));
  session.append('task-acknowledged', { taskId: task.id, step: task.step, until: text(climbs ? session.now : addOnClock(clock, session.now, duration)), note, count, ...(climbs ? { climbs } : {}) });
  if (climbs) callNext(session, task, count);
}

/** What the acknowledgements before held back is called now; where nobody but the owner is among it, the next rung is, as after an attempt. */
function callNext(session: Session, task: TaskState, count: number): void {
  const ladder = ladderOf(session.state, task);
  const now = callTime(session.state, task, session.now);
  if (reach(ladder, task.climb, now).rungs.some(({ level }) => rungOf(ladder, level).role !== task.owner.role)) return;
  climbTask(session, task, attemptLevel(ladder, task.climb, task.owner.role), true, `acknowledged ${count} times`, session.now > task.dueAt ? 'overdue' : 'trigger');
}
