import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse } from '#libs/pathway/refusal.js';
import { instant } from '#libs/pathway/state.js';

/** The actions that a form says were agreed. */
export const actionsOf = (evidence: JsonObject): DecisionAction[] => evidence['actions'] as unknown as DecisionAction[];

/** What governance agreed becomes tasks, each with its owner and time. `scope`: where it was agreed. */
export const becomeTasks = (pathway: Pathway, scope: string, evidence: JsonObject): void => pathway.agreed(scope, actionsOf(evidence));

/** @throws Refusal `action-in-the-past` */
export function noneIsOver(pathway: Pathway, evidence: JsonObject): void {
  const past = actionsOf(evidence).findIndex(({ dueAt }) => instant(dueAt) <= pathway.present);
  if (past >= 0) refuse('action-in-the-past', `Action ${past + 1} is due at a time that is over.`);
}
