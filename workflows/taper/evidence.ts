import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import type { TaskState } from '#libs/pathway/state.js';
import { checkContact, liesAhead } from '../contact/evidence.js';
import { checkRestrictionReview } from '../restrictions.js';
import { stageOf } from './stages.js';

/** What the minimum dataset holds ([5], example 3). */
const minimumDataset = ['formulation', 'riskHistory', 'currentRisks', 'protectiveFactors', 'medication', 'crisisPlan', 'outOfHours', 'legalStatus', 'dependants', 'accommodation', 'restrictions', 'contacts'];
const stabilised = ['sleep', 'routine', 'safeContacts', 'practicalSupport'];

/** Evidence against the case: nothing of the handover is still missing, what is agreed lies ahead. */
export function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'handover-completed') {
    const given = [pathway.details['handover'], evidence['handover']] as JsonObject[];
    const missing = minimumDataset.find((part) => given.every((handover) => handover[part] === undefined));
    if (missing) wrongField(`/evidence/handover/${missing}`, 'required', 'The handover is complete only with it.');
  }
  if (task.step === 'stabilisation-agreed') {
    for (const { part, actions } of agreedActions(evidence)) actions.forEach(({ dueAt }, index) => liesAhead(pathway, dueAt, `/evidence/${part}/${index}/dueAt`));
  }
  checkRestrictionReview(pathway, task, evidence);
  checkContact(pathway, task, evidence, stageOf(pathway));
}
/** What was agreed to keep the person stable, by part. */
export function agreedActions(evidence: JsonObject): { part: string; actions: DecisionAction[] }[] {
  return stabilised.flatMap((part) => (Array.isArray(evidence[part]) ? [{ part, actions: evidence[part] as unknown as DecisionAction[] }] : []));
}
