import type { Owners, PatientIdentity } from '#libs/contracts/events.js';
import { frontDoorContract } from '#libs/contracts/http/pathways/front-door.js';
import { peopleAnswering } from '#libs/directory/who-answers.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import { startOnce } from '#libs/kin/start-once.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { claimCase } from '#libs/records/claims.js';
import type { Message } from '#libs/records/entities/message.js';
import { resolvePatient } from '#libs/records/patients.js';
import { storedVersion } from '#libs/records/stored.js';
import type { IntakeParts } from '../tell-case.js';
import type { FhirMessage } from './read-message.js';

export type Opened = { caseId: string; patientId: string } | { alreadyOpen: string } | { because: string };
const roles = ['clinical-lead', 'coordinator', 'escalation-owner'] as const;

/** Opens the case of a referral: always the same one for a message, by the rules of every start. @throws CaseUnavailable */
export async function openReferral(parts: IntakeParts, kept: Message, message: FhirMessage, answerBy: number): Promise<Opened> {
  const { record } = parts;
  const { organisationId: organisation } = kept;
  const caseId = caseIdOf('referral', kept.id);
  const { patient: person } = message;
  const details = frontDoorContract.details!.safeParse({ ...message.told, receivedAt: kept.receivedAt.toISOString(), facts: {} });
  if (!person || !details.success) return { because: 'not-as-the-front-door-asks' };
  const owners = await ownersAt(parts, organisation, kept.receivedAt);
  if (owners === null) return { because: 'no-named-owners' };
  const claimed = await record.transaction(async (manager): Promise<Exclude<Opened, { caseId: string }> | { patient: PatientIdentity }> => {
    const found = await resolvePatient(manager, person);
    if (!found.ok) return { because: found.code };
    const claim = await claimCase(manager, { caseId, pathway: 'front-door', patientId: found.patient.id, rehearsal: false, organisation });
    return claim.ok ? { patient: found.patient } : { alreadyOpen: claim.caseId };
  });
  if (!('patient' in claimed)) return claimed;
  const { patient } = claimed;
  const opened = { caseId, patientId: patient.id };
  if (await storedVersion(record.manager, caseId)) return opened;
  const { ref } = (await policyInForce(record.manager, 'front-door', organisation))!;
  await startOnce(parts, { caseId, pathway: 'front-door', policy: ref, actor: { system: 'referral' }, opening: { organisation, rehearsal: false, owners, patient, details: details.data } }, answerBy);
  return opened;
}

/** Whoever answers for the front door's three roles at that instant is named; null: somebody is missing, and the hub starts the case by hand. */
async function ownersAt({ record }: IntakeParts, organisation: string, at: Date): Promise<Owners | null> {
  const [clinicalLead, coordinator, escalationOwner] = await peopleAnswering(record.manager, { organisation, at }, roles);
  return clinicalLead && coordinator && escalationOwner ? { clinicalLead, coordinator, escalationOwner } : null;
}
