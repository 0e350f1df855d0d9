import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instant, said } from '#libs/pathway/state.js';

/** What a meeting agreed is due at a time to come. @throws Refusal 422 */
export function actionsToCome(pathway: Pathway, evidence: JsonObject): void {
  const actions = (evidence['actions'] ?? []) as JsonObject[];
  actions.forEach((action, index) => { if (instant(said(action, 'dueAt')) <= pathway.present) wrongField(`/evidence/actions/${index}/dueAt`, 'in-the-past', 'An action is due at a time to come.'); });
}
