import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { refuseAfterEnd } from '../every-pathway.js';
import { readmission } from './readmission.js';
import { isStandard } from './standards.js';

/** The four standards until the person has left: the risk decision takes over. */
export const mayBeUnmet = (pathway: Pathway, task: TaskState): boolean => isStandard(task.step) && pathway.state.left === null;

/** Nobody answers the phone once: that is common. Only the second try calls the next. */
export const attemptClimbs = (task: TaskState, attempts: number): boolean => task.step !== 'safety-call' || attempts === 2;

const acceptedByName = ['community-bed', 'care-home', 'hospice', 'custody'];

/** Evidence against the case: the visit after leaving, acceptance by name only where somebody can accept, no visit needed only on pathway 0. */
export function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  const { left } = pathway.state;
  if (task.step === 'first-visit-booked') {
    const from = left ? left.at : pathway.plannedDischargeAt;
    const visitAt = instantIn(evidence, 'visitAt');
    if (visitAt !== null && visitAt < from) wrongField('/evidence/visitAt', left ? 'before-leaving' : 'before-planned-discharge', `The visit must not be before the ${left ? 'leaving' : 'planned discharge'}.`);
    if (visitAt !== null && (instantIn(evidence, 'until') ?? visitAt) < visitAt) wrongField('/evidence/until', 'before-visit', 'The slot must not end before it begins.');
    if (evidence['acceptedBy'] && !acceptedByName.includes(said(pathway.details, 'destination'))) wrongField('/evidence/acceptedBy', 'destination-needs-a-visit', 'Acceptance by name is for a community bed, care home, hospice or custody.');
    if (evidence['noneNeeded'] && pathway.details['dischargePathway'] !== 0) wrongField('/evidence/noneNeeded', 'only-pathway-0', 'Only on discharge pathway 0 may no visit be needed.');
  }
  if (task.step === 'equipment-in-place' && !left && (instantIn(evidence, 'deliveryAt') ?? 0) > pathway.plannedDischargeAt) {
    wrongField('/evidence/deliveryAt', 'after-planned-discharge', 'The delivery must not be after the planned discharge.');
  }
  if (evidence['readmitted'] === true && !left) wrongField('/evidence/readmitted', 'not-left-yet', 'The person has not left: there is nothing to come back from.');
  if (task.step === 'hospital-message-review' && evidence['readmitted'] === undefined && pathway.state.messages.some((each) => each.messageId === task.key && each.finding === 'readmitted')) {
    wrongField('/evidence/readmitted', 'required', 'Say whether the person was readmitted.');
  }
}

/** What the rules of this pathway refuse. */
export function refuseDischarge(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  const { left } = pathway.state;
  const staying = !left && pathway.decided('risk-decision')?.outcome === 'stay';
  if (command.type === 'trigger' && command.kind === 'left-before-safe' && left) refuse('already-left', 'That the person left is recorded already.');
  if (command.type === 'trigger' && command.kind === 'readmission') refuseReadmission(pathway, command.occurredAt);
  if (command.type === 'replan' && left) refuse('already-left', 'The person has left: the plan can no longer move.');
  if (command.type === 'replan' && staying) refuse('staying-in-hospital', 'It was decided that the person stays: a new plan is a new case.');
  if (command.type === 'reopen') refuseReopening(pathway, command.taskId, staying);
}

function refuseReadmission(pathway: Pathway, occurredAt: string): void {
  const { left } = pathway.state;
  if (!left) refuse('not-left-yet', 'The person has not left: there is nothing to come back from.');
  const at = instant(occurredAt);
  if (at < left.at) wrongField('/occurredAt', 'before-leaving', 'A readmission cannot be before the leaving.');
  const known = readmission(pathway);
  if (known && (known.failed || at > left.at + pathway.duration('watch'))) refuse('already-readmitted', 'A readmission is recorded already.');
}

/** What a closed chapter rested on stays as it is. */
function refuseReopening(pathway: Pathway, taskId: string, staying: boolean): void {
  const task = pathway.state.tasks.find((each) => each.id === taskId);
  if (!task) return;
  if (readmission(pathway) && (task.step === 'departure' || task.evidence?.['readmitted'] === true)) refuse('already-readmitted', 'The person was readmitted: the discharge has failed.');
  if (staying && (isStandard(task.step) || task.step === 'standards-confirmed')) refuse('staying-in-hospital', 'It was decided that the person stays: what the gate rested on is over.');
}

/** A readmission within the seven days, told after the case closed. */
export function revivesDischarge(pathway: Pathway, command: Command): boolean {
  const { left, closed, ended } = pathway.state;
  if (command.type !== 'trigger' || command.kind !== 'readmission' || !left || !closed || ended || readmission(pathway)?.failed) return false;
  const at = instant(command.occurredAt);
  return ['safe-discharge', 'discharged-with-concerns'].includes(closed.outcome.outcome) && at >= left.at && at <= left.at + pathway.duration('watch');
}
