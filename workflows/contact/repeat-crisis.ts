import type { Pathway } from '#libs/pathway/pathway.js';
import { instant } from '#libs/pathway/state.js';

/** Somebody was escalated: on this case by this event of it, or on another one before. */
interface Escalation { at: number; sequence: number | null }

const review = 'post-escalation-review';

/**
 * Whoever is escalated again and again, within the window, is of the repeat-crisis cohort: each escalation is then reviewed, so that the plan learns from it ([3], example 2).
 * `own`: the escalations of this case. A case whose policy is older than the cohort goes on without it.
 */
export function reviewAfterEscalations(pathway: Pathway, own: readonly { at: number; sequence: number }[]): void {
  if (!pathway.policy.steps[review]) return;
  const all: Escalation[] = [...own, ...elsewhere(pathway).map((at) => ({ at, sequence: null }))];
  for (const { at, sequence } of own) {
    const within = all.filter((each) => each.at <= at && each.at > at - pathway.duration('cohortWindow'));
    if (within.length >= Number(pathway.number('cohortEscalations'))) pathway.ask(review, { key: String(sequence), because: `escalated ${within.length} times within the window`, calls: true });
  }
}

/** On the person's other cases, as far as it was known when this one began or something was told; each instant once. */
function elsewhere(pathway: Pathway): number[] {
  const before = pathway.details['escalatedBefore'];
  return [...new Set([...(Array.isArray(before) ? (before as string[]).map(instant) : []), ...pathway.state.triggers.flatMap((trigger) => trigger.elsewhere ?? [])])];
}

/** What of the triggers is an escalation: a crisis, a return, that it was raised again. */
export const escalating = ['crisis', 're-presentation', 'raised-again'];
export const escalationsTold = (pathway: Pathway): { at: number; sequence: number }[] => pathway.triggers(...escalating).map(({ at, sequence }) => ({ at, sequence }));
