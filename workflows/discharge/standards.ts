import type { TaskState } from '#libs/pathway/state.js';

/** The four standards of a minimum safe discharge ([1], example 1). */
export const standards = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'] as const;
/** Nobody leaves through it with something unmet, unless somebody with the authority accepted that in writing. */
export const gate = 'safe to leave';
export const met = (task: TaskState | undefined): boolean => task?.status === 'completed';
export const isStandard = (step: string): boolean => (standards as readonly string[]).includes(step);
