import type { Pathway } from '#libs/pathway/pathway.js';
import type { DecisionState, TaskState } from '#libs/pathway/state.js';

export const proposals = ['level-1-proposed', 'level-2-proposed', 'level-3-proposed', 'level-4-proposed'];
/** 'level-3', 'level-3-proposed': 3. */
export const levelIn = (word: string): number => Number(/^level-([1-4])/.exec(word)?.[1] ?? 0);

/** What was declared last; null: nothing yet. */
export const declared = (pathway: Pathway): DecisionState | null => pathway.decided('level-decision') ?? null;
/** The last proposal that nobody has decided about. */
export const proposed = (pathway: Pathway): string | null => pathway.triggers(...proposals).findLast(({ sequence }) => sequence > (declared(pathway)?.sequence ?? 0))?.kind ?? null;

/** The decision by which the level came to be at least this one, and has been since; undefined: it is lower. */
export function raisedTo(pathway: Pathway, level: number): DecisionState | undefined {
  const decisions = pathway.decisions('level-decision');
  return decisions[decisions.findLastIndex(({ outcome }) => levelIn(outcome) < level) + 1];
}

/** The decision by which it was stood down, and has been since. In cases of the first revision the first of all. */
export function stoodDown(pathway: Pathway): DecisionState {
  const decisions = pathway.decisions('level-decision');
  return decisions[pathway.since(2) ? decisions.findLastIndex(({ outcome }) => levelIn(outcome) > 1) + 1 : 0]!;
}

/** Of which level's cards the step is; 0: of none. */
export const levelOfCard = (pathway: Pathway, step: string): number => pathway.policy.levels?.find(({ cards }) => cards.some(({ steps }) => steps.includes(step)))?.level ?? 0;

/** What belongs to the time under pressure, and ends with it. */
const untilStoodDown = ['action', 'meeting-joined', 'meeting-held', 'aid-offered', 'aid-accepted', 'aid-done', 'aid-unanswered'];

/** What a level, declared after this event of the record, lets go: the cards above it, and at level 1 whatever else was to be done. */
export function letGoBy(pathway: Pathway, level: number, sequence: number): TaskState[] {
  return pathway.state.tasks.filter(({ step, status, standsSince }) => status === 'open' && standsSince < sequence && (levelOfCard(pathway, step) > level || (level === 1 && untilStoodDown.includes(step))));
}

/** What was to be done, and is late by more than the policy bears: counted from the last declaration, which is an answer to what was late before it. */
export function lateAction(pathway: Pathway, since: number): TaskState[] {
  const bears = pathway.duration('actionsLateBy');
  return pathway.state.tasks.filter(({ step, status, dueAt }) => status === 'open' && (step === 'action' || step === 'aid-done' || levelOfCard(pathway, step) > 0) && pathway.reached(Math.max(dueAt, since) + bears));
}
