import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { instant } from '#libs/pathway/state.js';

/** The actions that a form says were agreed; a form that asks for none agreed none. */
export const actionsOf = (evidence: JsonObject): DecisionAction[] => (evidence['actions'] ?? []) as unknown as DecisionAction[];

/** What was agreed becomes tasks, each with its owner and time. `scope`: where it was agreed. */
export const becomeTasks = (pathway: Pathway, scope: string, evidence: JsonObject): void => pathway.agreed(scope, actionsOf(evidence));

/** What was agreed at an instant is due after it. @throws Refusal 422 `in-the-past`, at the field */
export function dueAfter(evidence: JsonObject, at: number, says = 'An action is due after the review that agreed it.'): void {
  actionsOf(evidence).forEach(({ dueAt }, index) => { if (instant(dueAt) <= at) wrongField(`/evidence/actions/${index}/dueAt`, 'in-the-past', says); });
}
/** What a meeting agreed is due at a time to come. @throws Refusal as `dueAfter` */
export const actionsToCome = (pathway: Pathway, evidence: JsonObject): void => dueAfter(evidence, pathway.present, 'An action is due at a time to come.');

/** @throws Refusal `action-in-the-past` */
export function noneIsOver(pathway: Pathway, evidence: JsonObject): void {
  const past = actionsOf(evidence).findIndex(({ dueAt }) => instant(dueAt) <= pathway.present);
  if (past >= 0) refuse('action-in-the-past', `Action ${past + 1} is due at a time that is over.`);
}
