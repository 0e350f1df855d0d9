import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { done } from '../every-pathway.js';

/** What was told of the person with them. */

export const riskAssessed = (pathway: Pathway): string => said(pathway.details, 'suicideRisk');
/** Suicide risk was identified, or nobody assessed it. */
export const suicideRisk = (pathway: Pathway): boolean => riskAssessed(pathway) !== 'not-identified';

/** What was handed over, with what was missing at first. */
export function handedOver(pathway: Pathway): { first: JsonObject; completed: JsonObject; completedBy: TaskState | undefined } {
  const completedBy = pathway.all('handover-completed').find(done);
  return { first: asObject(pathway.details['handover']), completed: asObject(completedBy?.evidence?.['handover']), completedBy };
}
const asObject = (value: unknown): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {});
