import type { Actor, JsonObject } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { endWatch } from '#libs/kin/begin-case.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import { sendToCase, type Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { claimCase } from '#libs/records/claims.js';
import { escalatedBefore } from '#libs/records/queries/escalated.js';
import type { CaseFacts } from '#libs/records/stored.js';
import { firstRow } from '#libs/records/transaction.js';
import { scriptInWords } from './script-in-words.js';

/** Who raises it: a person of the staff (`person`), or a partner by a link (`link`). */
export type Raiser = { name: string; organisation: string } & ({ person: string } | { link: string });
/** `on`: a case of the person, whose owners are asked. `updateId`: the same for every try of one raising, which is then the same raising. */
export interface Raising { on: CaseFacts; script: JsonObject; by: Raiser; actor: Actor; updateId: string; receivedAt: string; answerBy: number }
/** The case that weighs it, and the event of it that tells of it. `began`: it is a case of its own. */
export interface Raised { caseId: string; sequence: number; began: boolean }

/** Nobody can be raised about whose case names nobody, or who has died. */
export class NotToBeRaised extends Error {
  constructor(readonly code: string, detail: string) { super(detail); this.name = 'NotToBeRaised'; }
}

/**
 * Raises a step-up of a case's person: a case of its own, to the same named clinician; where one is open already, with whomever that is, it is told there that it was raised again. Everything may be done twice.
 * @throws NotToBeRaised; CaseUnavailable when nothing is known about what came of it: try again
 */
export async function raise(kin: Kin, raising: Raising): Promise<Raised> {
  const { on, updateId } = raising;
  const { patient, owners } = on;
  if (!patient || !owners) throw new NotToBeRaised('no-patient', 'This case is about no person.');
  if (['died', 'wrong-person'].includes(await endOf(kin, on.caseId))) throw new NotToBeRaised('case-ended', 'This case was ended: there is nobody to step up for.');
  const caseId = caseIdOf('raised', updateId);
  const claim = await claimCase(kin.record.manager, { caseId, pathway: 'step-up', patientId: patient.id, rehearsal: on.rehearsal, organisation: on.organisation });
  if (!claim.ok) return raiseAgain(kin, claim.caseId, raising);
  await begin(kin, caseId, raising);
  if (claim.endWatchOf !== null) await endWatch(kin, claim.endWatchOf, caseId, raising.answerBy);
  return { caseId, sequence: 1, began: true };
}

async function endOf({ record }: Kin, caseId: string): Promise<string> {
  return (await firstRow<{ because: string | null }>(record.manager, `select summary -> 'ended' ->> 'because' as because from cases where id = $1`, [caseId]))?.because ?? '';
}

async function begin(kin: Kin, caseId: string, { on, script, by, actor, updateId, answerBy }: Raising): Promise<void> {
  const { manager } = kin.record;
  const { ref } = (await policyInForce(manager, 'step-up', on.organisation))!;
  const at = new Date(Date.now() + on.clockOffsetMs);
  const before = await escalatedBefore(manager, { patientId: on.patient!.id, organisation: on.organisation, rehearsal: on.rehearsal, at, except: caseId });
  const details = { ...contractOf('step-up')!.raised!(script, by), ...(before.length > 0 ? { escalatedBefore: before } : {}) };
  await startOnce(kin, {
    caseId, pathway: 'step-up', policy: ref, actor, command: told(updateId),
    opening: { organisation: on.organisation, rehearsal: on.rehearsal, owners: on.owners!, patient: on.patient!, details }, ...(on.rehearsal ? { clock: at.toISOString() } : {}),
  }, answerBy);
}

async function raiseAgain(kin: Kin, caseId: string, { on, script, by, actor, updateId, receivedAt, answerBy }: Raising): Promise<Raised> {
  const { manager } = kin.record;
  const before = await escalatedBefore(manager, { patientId: on.patient!.id, organisation: on.organisation, rehearsal: on.rehearsal, at: new Date(Date.now() + on.clockOffsetMs), except: caseId });
  const sent = await sendToCase(kin, caseId, {
    id: told(updateId), actor, receivedAt,
    command: { type: 'trigger', kind: 'raised-again', occurredAt: receivedAt, note: scriptInWords(script), reportedBy: `${by.name}, ${by.organisation}`, elsewhere: before, ...routesIn(script) },
  }, answerBy);
  // It has closed just now, or is not in the record yet: the next try finds out.
  if ('refused' in sent) throw new CaseUnavailable(`the open step-up did not take it: ${sent.refused}`);
  const event = await firstRow<{ sequence: number }>(manager, `select sequence from events where case_id = $1 and command = $2 and kind = 'trigger-recorded'`, [caseId, told(updateId)]);
  if (!event) throw new CaseUnavailable('the record does not hold yet what was raised');
  return { caseId, sequence: event.sequence, began: false };
}

/** The routes that were named go along beside the script: its note is read by everybody who sees the case. */
const routesIn = ({ safeguarding }: JsonObject): { safeguarding?: { routes: string[] } } => (safeguarding === undefined ? {} : { safeguarding: safeguarding as unknown as { routes: string[] } });

/** What the case knows it by: the command's own row stays to be answered by whoever sent it. */
const told = (updateId: string): string => `raised-${updateId}`;
