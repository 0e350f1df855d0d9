import { elapsedTime } from '#libs/domain/duration.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';

/** Each of these starts 72 hours of its own; whoever was in hospital is reviewed anew once back. */
export const startsAClock = ['two-falls-in-a-week', 'head-injury', 'new-confusion', 'repeat-fall', 'back-from-hospital'];

/** 72 hours that run from when it happened: elapsed, at night and at weekends too. `sequence`: the event that told of it; null: the case started with it. */
export interface FallsClock { key: string; kind: string; occurredAt: number; sequence: number | null }

export function clocksOf(pathway: Pathway): FallsClock[] {
  const first = pathway.details['trigger'] as JsonObject;
  const later = pathway.triggers(...startsAClock).map(({ kind, occurredAt, sequence }) => ({ key: String(sequence), kind, occurredAt, sequence }));
  return [{ key: 'start', kind: said(first, 'kind'), occurredAt: instantIn(first, 'occurredAt')!, sequence: null }, ...later];
}

/** The 72 hours that a booking or a review belongs to. */
export const clockOf = (pathway: Pathway, task: TaskState): FallsClock => clocksOf(pathway).find(({ key }) => key === task.key)!;
/** When the 72 hours end, as the policy has them: whatever was agreed about the review since. */
export const hoursEnd = (pathway: Pathway, clock: FallsClock): number => clock.occurredAt + elapsedTime(pathway.policy.steps['review-held']!.due[0]!.value);
