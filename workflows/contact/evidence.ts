import { atLocal, localTime } from '#libs/domain/local-time.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instant, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import type { Stage } from './cadence.js';
import { countsFrom } from './sights.js';

const clocksDiffer = 60_000;

/** What is told of a contact, a check or a talk against the case. `stage`: the pace that is under way. */
export function checkContact(pathway: Pathway, task: TaskState, evidence: JsonObject, stage: Stage | null): void {
  if (task.step === 'supervision-review' && instant(said(evidence, 'discussedAt')) > pathway.present + clocksDiffer) wrongField('/evidence/discussedAt', 'in-the-future', 'It cannot have happened after now.');
  if (task.step === 'welfare-check') sinceLastSeen(pathway, evidence);
  if (task.step === 'contact') inItsStage(stage, task, evidence);
  if (task.step === 'hospital-message-review' && evidence['readmitted'] === undefined && pathway.state.messages.some(({ messageId, finding }) => messageId === task.key && finding === 'readmitted')) {
    wrongField('/evidence/readmitted', 'required', 'Say whether the person is in hospital again.');
  }
}
/** A check asks for a sight since the person was last seen or spoken to, or since the discharge: an older one answers nothing. */
function sinceLastSeen(pathway: Pathway, evidence: JsonObject): void {
  const known = [...pathway.all('first-contact', 'contact', 'welfare-check').flatMap(({ evidence: told }) => [instantIn(told, 'contactedAt'), instantIn(told, 'seenAt')]), countsFrom(pathway)].filter((at) => at !== null && at <= pathway.present);
  if (instantIn(evidence, 'seenAt')! < Math.max(...known as number[])) wrongField('/evidence/seenAt', 'before-last-seen', 'The person was seen, spoken to or discharged later than that: the check asks for a sight since then.');
}
/** A contact is one of its stage: not of a day before that began. */
function inItsStage(stage: Stage | null, task: TaskState, evidence: JsonObject): void {
  if (!stage || !task.key.startsWith(`${stage.since}.`)) return;
  if (instantIn(evidence, 'contactedAt')! < atLocal(localTime(stage.at).date, '00:00').at) wrongField('/evidence/contactedAt', 'before-its-stage', 'The contact must not be before its stage began.');
}

export function liesAhead(pathway: Pathway, at: string, pointer: string): void {
  if (instant(at) <= pathway.present) wrongField(pointer, 'in-the-past', 'It must be a time to come.');
}
