import type { CaseEvent } from '#libs/contracts/events.js';
import { nextRung } from '#libs/domain/ladder.js';
import type { PolicyLadder } from '#libs/policies/policy.js';
import { foldAll } from './engine.js';
import { acknowledgeForOf, ladderOf, personOf, rungOf } from './ladder-of.js';
import type { CaseState, TaskState } from './state.js';

/** Where the climb of an open task stands. `next`: who is called next and when, unless somebody acts; null: held back without an end, `heldBecause` says why. Instants are of the case's own clock, in epoch milliseconds. */
export interface Position { taskId: string; ladder: PolicyLadder; acknowledgeFor: string; reached: number; next: NextCall | null; heldUntil: number | null; heldBecause: string | null }
/** `person`: whom the call is for by name; null: whoever answers for the role then. `repeat`: 0, or the n-th time that the last rung is called once more. */
export interface NextCall { level: number; role: string; at: number; repeat: number; person: string | null; asked: string }

/** The positions of everything that is open, as the engine itself reckons them: read off the events, so that what a page promises is what will happen. @throws when the events have a gap */
export function positionsOf(caseId: string, events: readonly CaseEvent[]): Position[] {
  const state = foldAll(caseId, events);
  return state.closed ? [] : state.tasks.filter(({ status }) => status === 'open').map((task) => positionOf(state, task));
}

function positionOf(state: CaseState, task: TaskState): Position {
  const ladder = ladderOf(state, task);
  return { taskId: task.id, ladder, acknowledgeFor: acknowledgeForOf(state, task), reached: task.climb.reached, next: nextOf(task, ladder), heldUntil: task.acknowledgedUntil, heldBecause: task.heldBecause };
}

/** The ladder's next rung, or a call that stands outside its rungs (whom a trigger or a handover calls), whichever comes first; at the same instant the latter, as in heart.ts. */
function nextOf(task: TaskState, ladder: PolicyLadder): NextCall | null {
  const rung = nextRung(ladder, task.climb);
  if (!rung || task.heldBecause !== null) return null;
  const [beside] = task.calls;
  if (beside && beside.at <= rung.at) return { level: beside.level, role: beside.role, at: beside.at, repeat: 0, person: beside.person ?? personOf(task, beside.role), asked: beside.asked };
  const { role, asked } = rungOf(ladder, rung.level);
  return { level: rung.level, role, at: rung.at, repeat: rung.repeat, person: personOf(task, role), asked };
}
