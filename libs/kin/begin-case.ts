import type { EntityManager } from 'typeorm';
import type { CaseStart } from '#libs/contracts/commands.js';
import type { PatientIdentity } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import type { Beginning } from '#libs/pathway/engine.js';
import { Refused } from '#libs/pathway/temporal/case-client.js';
import type { BeginCase } from '#libs/pathway/temporal/messages.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { claimCase, claimForOrganisation, releaseClaim } from '#libs/records/claims.js';
import { escalatedBefore } from '#libs/records/queries/escalated.js';
import { storedVersion } from '#libs/records/stored.js';
import { firstRow } from '#libs/records/transaction.js';
import { caseIdOf } from './case-id.js';
import { sendToCase, type Kin } from './send-to-case.js';
import { startOnce } from './start-once.js';

const refused = (code: string, detail: string, caseId?: string): Beginning => ({ code, detail, ...(caseId === undefined ? {} : { caseId }) });

/**
 * Begins the case that another asked for: always the same one, about the same person where its pathway is about one, by the rules of every start.
 * @throws CaseUnavailable, and while the asking case is not in the record yet: try again
 */
export async function beginCase(kin: Kin, asked: BeginCase, answerBy: number): Promise<Beginning> {
  const { record: { manager } } = kin;
  const { key, pathway, organisation, rehearsal, owners, details } = asked;
  const caseId = caseIdOf('begun', asked.caseId, key);
  const contract = contractOf(pathway);
  const inForce = await policyInForce(manager, pathway, organisation);
  if (!contract?.details || !inForce) return refused('unknown-pathway', `${pathway} is not a pathway that can be begun.`);
  if (await storedVersion(manager, caseId)) return { begun: caseId };
  // The person has died, or was another, while this waited: nothing more begins for them.
  if (await endedEarly(manager, asked.caseId)) return refused('case-ended', 'The case that asked has been ended.');
  const parsed = contract.details.safeParse(details);
  const gap = parsed.success ? contract.atStart?.(parsed.data, Date.parse(asked.at), (name) => inForce.policy.numbers[name]?.value, true)[0] : { pointer: `/${parsed.error.issues[0]?.path.join('/') ?? ''}`, message: parsed.error.issues[0]?.message ?? '' };
  if (!parsed.success || gap) return refused('details-do-not-fit', `details${gap?.pointer ?? ''} ${gap?.message ?? ''}`);
  if (!owners) return refused('no-named-owners', 'A case needs named owners.');
  const patient = contract.subject === 'system' ? null : await personOf(manager, asked.caseId);
  if (contract.subject !== 'system' && !patient) return refused('no-patient', 'The case that asked is not about a person.');

  const claim = patient && !contract.several ? await claimCase(manager, { caseId, pathway, patientId: patient.id, rehearsal, organisation }) : null;
  if (claim && !claim.ok) return refused('case-already-open', 'This person has an open case on this pathway.', claim.caseId);
  const alone = contract.onePerOrganisation ? await claimForOrganisation(manager, { caseId, pathway, organisation, rehearsal }) : null;
  if (alone && !alone.ok) return refused('case-already-open', 'This organisation has an open case on this pathway.', alone.caseId);
  const before = contract.repeatCrisis && patient ? await escalatedBefore(manager, { patientId: patient.id, organisation, rehearsal, at: new Date(asked.at), except: caseId }) : [];
  const start: CaseStart = {
    caseId, pathway, policy: inForce.ref, actor: { system: 'protocol' },
    opening: { organisation, rehearsal, owners, ...(patient ? { patient } : {}), details: { ...parsed.data, ...(before.length > 0 ? { escalatedBefore: before } : {}) }, begunBy: { caseId: asked.caseId, key } }, ...(rehearsal ? { clock: asked.at } : {}),
  };
  try {
    await startOnce(kin, start, answerBy);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await releaseClaim(manager, caseId);
    return refused(error.refusal.code, error.refusal.detail);
  }
  if (claim?.ok && claim.endWatchOf !== null) await endWatch(kin, claim.endWatchOf, caseId, answerBy);
  return { begun: caseId };
}

/** The person has come back into care: a watch that runs on the same pathway ends with what it has. */
export async function endWatch(kin: Kin, watching: string, began: string, answerBy: number): Promise<void> {
  await sendToCase(kin, watching, { id: `end-watch-${began}`, actor: { system: 'protocol' }, receivedAt: new Date().toISOString(), command: { type: 'end-watch', because: `case ${began} began` } }, answerBy);
}

async function endedEarly(manager: EntityManager, caseId: string): Promise<boolean> {
  return await firstRow(manager, `select 1 from events where case_id = $1 and kind = 'case-ended' limit 1`, [caseId]) !== null;
}

async function personOf(manager: EntityManager, caseId: string): Promise<PatientIdentity | null> {
  const row = await firstRow<{ patient: PatientIdentity | null }>(manager, `select document -> 'patient' as patient from cases where id = $1`, [caseId]);
  if (!row) throw new Error('the case that asks is not in the record yet');
  return row.patient;
}
