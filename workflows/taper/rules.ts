import type { Command } from '#libs/contracts/commands.js';
import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { atLocal, localTime } from '#libs/domain/local-time.js';
import { instant, instantIn, said, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { declinedDecided, notThePersonsToDecline, refuseAfterEnd } from '../every-pathway.js';
import { contactsMade, stageOf } from './stages.js';
import { unseen } from './welfare.js';

/** A dispute takes over from an acceptance that is refused, once; nothing takes over from anything else. */
export const mayBeUnmet = (pathway: Pathway, task: TaskState): boolean => task.step === 'handover-accepted' && !pathway.open('handover-dispute');

/** Between two teams, or about the person: at the door a no is a sight or an attempt, and a restriction, a safeguard and a closing are reviewed whatever they say. */
export const notDeclined = [
  ...notThePersonsToDecline, 'handover-accepted', 'handover-clarified', 'handover-completed', 'handover-dispute', 'crisis-response', 'welfare-check', 'restriction-review', 'care-plan-sent', 'supervision-review', 'closing-review', 'safeguarding-action'];

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
  if (task.step === 'stabilisation-agreed') for (const { action, pointer } of agreedActions(evidence)) lies(pathway, 'ahead', action.dueAt, `/evidence/${pointer}/dueAt`);
  if (task.step === 'restriction-review' && said(evidence, 'decision') !== 'step-down') for (const name of ['until', 'reviewAt']) lies(pathway, 'ahead', said(evidence, name), `/evidence/${name}`);
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
function agreedActions(evidence: JsonObject): { part: string; action: DecisionAction; pointer: string }[] {
  return stabilised.flatMap((part) => {
    const agreed = evidence[part];
    return Array.isArray(agreed) ? agreed.map((action, index) => ({ part, action: action as unknown as DecisionAction, pointer: `${part}/${index}` })) : [];
  });
}

/** The actions that were agreed are tasks of their own. Agreed anew, one that stands by its title, owner and time is not opened twice. */
export function followsFrom(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'stabilisation-agreed') return;
  const times = new Map<string, number>();
  for (const { part, action } of agreedActions(evidence)) {
    const what = `${part} ${instant(action.dueAt)} ${action.owner} ${action.title}`;
    times.set(what, (times.get(what) ?? 0) + 1);
    pathway.action(action, `${what} ${times.get(what)}`);
  }
}

/** What follows from the other decisions is read off them (stages.ts, closing.ts). */
export function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') declinedDecided(pathway, decision);
}

/** A completed task is open again, due when it was. Where it was not so that the person was seen or contacted, or a crisis answered, what rested on it is open again too. */
export function reopened(pathway: Pathway, task: TaskState, reason: string): void {
  if (['welfare-check', 'contact', 'first-contact', 'crisis-response'].includes(task.step)) unseen(pathway, task, reason);
  pathway.stand(task, reason, task.ladder);
}

/** The discharge moved: what counts from it follows. */
export function replanned(pathway: Pathway): void {
  for (const task of pathway.state.tasks) if (task.status === 'open' && task.from === 'dischargedAt') pathway.redue(task, 'replanned', task.when === null ? {} : { when: task.when });
}

/** What the rules of this pathway refuse. */
export function refuseTaper(pathway: Pathway, command: Command): void {
  refuseAfterEnd(pathway, command);
  if (command.type === 'replan') refuseReplan(pathway, command.dischargedAt);
  if (command.type === 'reopen') refuseReopening(pathway, step(pathway, command.taskId));
  if (command.type === 'hand-over' && step(pathway, command.taskId) === 'handover-accepted') refuse('cannot-be-handed-over', 'Another lead takes the case over (owners), and then accepts.');
  if (command.type === 'decide') refuseStage(pathway, command.decision);
}
const step = (pathway: Pathway, taskId: string): string => pathway.state.tasks.find(({ id }) => id === taskId)?.step ?? '';

function refuseReplan(pathway: Pathway, dischargedAt: string | undefined): void {
  const first = pathway.latest('first-contact');
  if (first?.status === 'completed') refuse('already-contacted', 'The person was contacted: the discharge can no longer move.');
  if (first?.status !== 'open') refuse('no-first-contact', 'Nobody makes the first contact any more: there is nothing that a discharge would move.');
  const ahead = pathway.present + pathway.duration('dischargedAtAhead');
  if (dischargedAt !== undefined && instant(dischargedAt) > ahead) wrongField('/dischargedAt', 'too-far-ahead', `It may lie ${pathway.number('dischargedAtAhead')} ahead at most.`);
}

/** Ownership never goes back; nor does a taper that has gone on to before its first contact. */
function refuseReopening(pathway: Pathway, reopened: string): void {
  if (reopened === 'handover-accepted') refuse('cannot-be-reopened', 'The community team owns the person now: ownership never goes back.');
  if (reopened !== 'first-contact') return;
  const since = pathway.latest('first-contact')!.closedSequence;
  const wentOn = contactsMade(pathway).length > 0 || pathway.state.decisions.some((decision) => decision.sequence > since && decision.step !== 'declined-decision');
  if (wentOn) refuse('cannot-be-reopened', 'The taper has gone on since then: write a note.');
}

/** Up is to a stage that the person was at, or stays at. Nobody steps down while it waits whether to step up. */
function refuseStage(pathway: Pathway, decision: JsonObject & { kind: string; outcome: string }): void {
  const { kind, toStage, outcome } = decision;
  const present = stageOf(pathway)?.number ?? 1;
  if (outcome === 'step-down' && kind === 'readiness-review' && pathway.open(kind) && pathway.open('step-up-review')) refuse('step-up-review-open', 'A step-up review waits: decide that first.');
  if (outcome === 'step-up' && Number(toStage) > present) wrongField('/toStage', 'above-the-present-stage', `The present stage is ${present}.`);
}
