import type { CaseEvent } from '#libs/contracts/events.js';
import { nextRung } from '#libs/domain/ladder.js';
import { foldAll } from '#libs/pathway/engine.js';
import { ladderOf, personOf, rungOf } from '#libs/pathway/ladder-of.js';
import { ownerOf, type CaseState, type TaskState } from '#libs/pathway/state.js';

/** Who is called next about an open task, and when. `at`: epoch ms. `person`: who the task or the case names for it; null: whoever answers for the role then. `held`: nobody, until what it waits for ends it. */
export type NextCall = { held: false; level: number; role: string; at: number; person: string | null; asked: string; again: boolean } | { held: true; because: string };

/** The next call of each open task, by the same fold and the same ladder as the engine's: from all events of the case, in order. Pure. */
export function nextCalls(caseId: string, events: readonly CaseEvent[]): { calls: Map<string, NextCall>; state: CaseState } {
  const state = foldAll(caseId, events);
  const calls = new Map<string, NextCall>();
  if (!state.closed) for (const task of state.tasks) if (task.status === 'open') calls.set(task.id, nextOf(state, task));
  return { calls, state };
}

function nextOf(state: CaseState, task: TaskState): NextCall {
  if (task.heldBecause !== null) return { held: true, because: task.heldBecause };
  const ladder = ladderOf(state, task);
  const rung = nextRung(ladder, task.climb);
  const beside = task.calls[0];
  if (beside && (!rung || beside.at <= rung.at)) return { held: false, level: beside.level, role: beside.role, at: beside.at, person: beside.person ?? named(state, task, beside.role), asked: beside.asked, again: false };
  if (!rung) return { held: true, because: '' };
  const { role, asked } = rungOf(ladder, rung.level);
  return { held: false, level: rung.level, role, at: rung.at, person: named(state, task, role), asked, again: rung.level <= task.climb.reached };
}

const named = (state: CaseState, task: TaskState, role: string): string | null => personOf(task, role) ?? ownerOf(state, role);
