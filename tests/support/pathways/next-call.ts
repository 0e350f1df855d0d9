import { nextRung, type Climb, type NextRung } from '#libs/domain/ladder.js';
import { ladderOf } from '#libs/pathway/ladder-of.js';
import type { CaseState, TaskState } from '#libs/pathway/state.js';

/** A climb is a value, and is looked at again at every step: reckoned once. */
const known = new WeakMap<Climb, NextRung | null>();

/** What the engine's ladder calls next about a task; null: nothing. */
export function nextOf(state: CaseState, task: TaskState): NextRung | null {
  const found = known.get(task.climb);
  if (found !== undefined) return found;
  const next = nextRung(ladderOf(state, task), task.climb);
  known.set(task.climb, next);
  return next;
}
