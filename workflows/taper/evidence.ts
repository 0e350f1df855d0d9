import { atLocal, localTime } from '#libs/domain/local-time.js';
import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { checkRestrictionReview } from '../restrictions.js';
import { stageOf } from './stages.js';

/** What the minimum dataset holds ([5], example 3). */
const minimumDataset = ['formulation', 'riskHistory', 'currentRisks', 'protectiveFactors', 'medication', 'crisisPlan', 'outOfHours', 'legalStatus', 'dependants', 'accommodation', 'restrictions', 'contacts'];
const stabilised = ['sleep', 'routine', 'safeContacts', 'practicalSupport'];
const clocksDiffer = 60_000;

/** Evidence against the case: nothing of the handover is still missing, what is agreed lies ahead, what was discussed does not. */
export function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'handover-completed') {
    const given = [pathway.details['handover'], evidence['handover']] as JsonObject[];
    const missing = minimumDataset.find((part) => given.every((handover) => handover[part] === undefined));
    if (missing) wrongField(`/evidence/handover/${missing}`, 'required', 'The handover is complete only with it.');
  }
  if (task.step === 'stabilisation-agreed') {
    for (const { part, actions } of agreedActions(evidence)) actions.forEach(({ dueAt }, index) => lies(pathway, 'ahead', dueAt, `/evidence/${part}/${index}/dueAt`));
  }
  checkRestrictionReview(pathway, task, evidence);
  if (task.step === 'supervision-review') lies(pathway, 'behind', said(evidence, 'discussedAt'), '/evidence/discussedAt');
  if (task.step === 'welfare-check') sinceLastSeen(pathway, evidence);
  if (task.step === 'contact') inItsStage(pathway, task, evidence);
  if (task.step === 'hospital-message-review' && evidence['readmitted'] === undefined && pathway.state.messages.some(({ messageId, finding }) => messageId === task.key && finding === 'readmitted')) {
    wrongField('/evidence/readmitted', 'required', 'Say whether the person is in hospital again.');
  }
}
/** A check asks for a sight since the person was last seen or spoken to, or since the discharge: an older one answers nothing. */
function sinceLastSeen(pathway: Pathway, evidence: JsonObject): void {
  const known = [...pathway.all('first-contact', 'contact', 'welfare-check').flatMap(({ evidence: told }) => [instantIn(told, 'contactedAt'), instantIn(told, 'seenAt')]), pathway.plan].filter((at) => at !== null && at <= pathway.present);
  if (instantIn(evidence, 'seenAt')! < Math.max(...known as number[])) wrongField('/evidence/seenAt', 'before-last-seen', 'The person was seen, spoken to or discharged later than that: the check asks for a sight since then.');
}
/** A contact is one of its stage: not of a day before that began. */
function inItsStage(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  const stage = stageOf(pathway);
  if (!stage || !task.key.startsWith(`${stage.since}.`)) return;
  if (instantIn(evidence, 'contactedAt')! < atLocal(localTime(stage.at).date, '00:00').at) wrongField('/evidence/contactedAt', 'before-its-stage', 'The contact must not be before its stage began.');
}
function lies(pathway: Pathway, where: 'ahead' | 'behind', at: string, pointer: string): void {
  if (where === 'ahead' && instant(at) <= pathway.present) wrongField(pointer, 'in-the-past', 'It must be a time to come.');
  if (where === 'behind' && instant(at) > pathway.present + clocksDiffer) wrongField(pointer, 'in-the-future', 'It cannot have happened after now.');
}
/** What was agreed to keep the person stable, by part. */
export function agreedActions(evidence: JsonObject): { part: string; actions: DecisionAction[] }[] {
  return stabilised.flatMap((part) => (Array.isArray(evidence[part]) ? [{ part, actions: evidence[part] as unknown as DecisionAction[] }] : []));
}
