import type { EventKind } from '#libs/contracts/events.js';

/** What counts as acting on a call, when a person did it: something was done about the task, or somebody took it on. Handing a role to somebody else answers none of its calls: the new owner is called. */
export const ACTS = [
  'task-completed', 'task-acknowledged', 'task-attempted', 'task-unmet', 'task-declined', 'task-assigned', 'task-ended', 'task-due-changed', 'decision-recorded', 'outcome-recorded', 'climbed',
] as const satisfies readonly EventKind[];

/** Is a row of `events` a person's act on the task? A task that ended without them is none, unless they handed it over; nor is a due time that moved, unless they moved it. `task`: an SQL expression. */
export const isAct = (task: string): string => `kind in (${ACTS.map((kind) => `'${kind}'`).join(', ')}) and actor ->> 'person' is not null and data ->> 'taskId' = ${task}
  and (kind <> 'task-ended' or data ->> 'status' = 'handed-over') and (kind <> 'task-due-changed' or data ->> 'moved' = 'true')`;
