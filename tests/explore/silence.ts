import { clockTime } from '#libs/domain/clocks.js';
import { ladderOf } from '#libs/pathway/ladder-of.js';
import type { Session } from '#libs/pathway/session.js';
import type { CaseState, TaskState } from '#libs/pathway/state.js';
import { nextOf } from '#tests/support/pathways/next-call.js';

/**
 * No silent state: a case at rest is closed; or something is open that somebody owns, is due at an instant and climbs a ladder whose last rung repeats; or it is in its watch, which somebody owns and
 * which ends. Answers in words why it is silent; null: it is not.
 */
export function silence({ state, now }: Session): string | null {
  const open = state.tasks.filter(({ status }) => status === 'open');
  if (state.closed) return open.length === 0 ? null : `closed with ${stepsOf(open)} open`;
  const wanting = open.map((task) => wants(state, task));
  if (wanting.includes(null) || watched(state, now)) return null;
  return open.length === 0 ? `nothing is open in '${state.stage}', nothing is watched, and it is not closed` : wanting.join('; ');
}

const stepsOf = (tasks: readonly TaskState[]): string => tasks.map(({ step }) => step).join(', ');

/** What an open task lacks, so that nobody need ever hear of it; null: nothing. One whose calls are held waits for another, which has to stand by itself. */
function wants(state: CaseState, task: TaskState): string | null {
  const { clock, rungs } = ladderOf(state, task);
  const repeats = rungs.at(-1)?.repeats;
  if (!task.owner.role) return `${task.step} has no owner`;
  if (!Number.isFinite(task.dueAt)) return `${task.step} is due at no time`;
  if (repeats === undefined || clockTime(clock, repeats) <= 0) return `the ladder of ${task.step} ends`;
  if (task.heldBecause !== null) return `calls about ${task.step} are held`;
  return nextOf(state, task) ? null : `${task.step} climbs no further`;
}

const watched = ({ watch, owners }: CaseState, now: number): boolean => watch !== null && watch.endedBecause === undefined && watch.until > now && Boolean(owners?.coordinator);
