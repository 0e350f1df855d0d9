import { everyPathwaySteps } from '#libs/policies/every-pathway.js';
import type { CaseState } from '#libs/pathway/state.js';

/** Where a case stands, as somebody would tell it on the telephone: its stage, and what is waited for first. */
export interface Place { stage: string; waitsFor: string }

/** Of what every pathway has (something seen, a message, an action): it may be open anywhere, so that it counts only where nothing of the pathway's own is. */
const anywhere: ReadonlySet<string> = new Set(Object.keys(everyPathwaySteps));

export function placeOf({ closed, tasks, stage, watch }: CaseState): Place {
  if (closed) return { stage: 'closed', waitsFor: closed.outcome.outcome };
  const open = tasks.filter(({ status }) => status === 'open').toSorted((a, b) => a.dueAt - b.dueAt || (a.step < b.step ? -1 : 1));
  const first = open.find(({ step }) => !anywhere.has(step)) ?? open[0];
  return { stage: stage || 'open', waitsFor: first?.step ?? (watch && watch.endedBecause === undefined ? 'the end of the watch' : 'nothing') };
}
export const nameOf = ({ stage, waitsFor }: Place): string => `${stage} / ${waitsFor}`;
