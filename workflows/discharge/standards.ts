import type { TaskState } from '#libs/pathway/state.js';

/** The four standards of a minimum safe discharge ([1], example 1). */
export const standards = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'] as const;
export const met = (task: TaskState | undefined): boolean => task?.status === 'completed';
export const isStandard = (step: string): boolean => (standards as readonly string[]).includes(step);

/** Nobody will bring it about as it stands: said to be unmet, declined, or gone to somebody else who accepted it. A risk decision takes over. */
export const givenUp = (task: TaskState): boolean => ['unmet', 'declined', 'handed-over'].includes(task.status) || (task.status === 'open' && task.declined !== null);
