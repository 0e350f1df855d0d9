import type { EntityManager } from 'typeorm';
import type { CaseDocument } from './projection/document.js';
import { givesWay } from './projection/status.js';
import { firstRow, inTransaction, rows } from './transaction.js';

export interface CaseToClaim { caseId: string; pathway: string; patientId: string; rehearsal: boolean; organisation?: string }
/** `endWatchOf`: a case that was watching gives way, and is told to end its watch. Not ok: `caseId` is the case that is open already. */
export type ClaimAnswer = { ok: true; endWatchOf: string | null } | { ok: false; caseId: string };

/**
 * One open case for a person on a pathway, also of two that start at the same instant. The case there is gives way when it watches, or has its outcome and waits only for what is learned
 * or put right. Rehearsals claim nothing and hinder nobody. The same case again is the same answer.
 */
export function claimCase(manager: EntityManager, claim: CaseToClaim): Promise<ClaimAnswer> {
  const { caseId, pathway, patientId, rehearsal, organisation } = claim;
  if (rehearsal) return Promise.resolve({ ok: true, endWatchOf: null });
  return inTransaction(manager, async (within) => {
    await rows(within, `select pg_advisory_xact_lock(hashtextextended('claim ' || $1 || ' ' || $2, 0))`, [pathway, patientId]);
    const standing = await firstRow<{ case_id: string }>(within, 'select case_id from case_claims where pathway = $1 and patient_id = $2 and released_at is null', [pathway, patientId]);
    if (standing && standing.case_id !== caseId) {
      const found = await firstRow<{ document: CaseDocument }>(within, 'select document from cases where id = $1', [standing.case_id]);
      if (!found || !givesWay(found.document)) return { ok: false, caseId: standing.case_id };
      await releaseClaim(within, standing.case_id);
    }
    await rows(within, `
      insert into case_claims (case_id, patient_id, pathway, organisation_id) values ($1, $2, $3, $4) on conflict (case_id, patient_id) do update set released_at = null`, [caseId, patientId, pathway, organisation ?? null]);
    // Also on a repeat, in case the first try died before it could tell that case.
    const watching = await firstRow<{ id: string }>(within, `
      select id from cases where patient_id = $1 and pathway = $2 and status = 'watching' and not rehearsal and id <> $3 order by opened_at desc limit 1`, [patientId, pathway, caseId]);
    return { ok: true, endWatchOf: watching?.id ?? null };
  });
}

export interface SystemCase { caseId: string; pathway: string; organisation: string; rehearsal: boolean }
/** One open case for an organisation on a pathway that is about it, also of two that start at the same instant. The same case again is the same answer; rehearsals claim nothing. */
export function claimForOrganisation(manager: EntityManager, { caseId, pathway, organisation, rehearsal }: SystemCase): Promise<{ ok: true } | { ok: false; caseId: string }> {
  if (rehearsal) return Promise.resolve({ ok: true });
  return inTransaction(manager, async (within) => {
    await rows(within, `select pg_advisory_xact_lock(hashtextextended('claim ' || $1 || ' ' || $2, 0))`, [pathway, organisation]);
    const standing = await openCaseOf(within, pathway, organisation);
    if (standing !== null && standing !== caseId) return { ok: false, caseId: standing };
    // A start that is tried again after its claim was given up has it again, for as long as the first time; one that is told of a case that has closed since has none.
    await rows(within, `
      insert into organisation_claims (case_id, pathway, organisation_id) values ($1, $2, $3) on conflict (case_id) do update set released_at = null, claimed_at = now()
      where not exists (select 1 from cases where cases.id = organisation_claims.case_id and cases.status = 'closed')`, [caseId, pathway, organisation]);
    return { ok: true };
  });
}
/** The open case of an organisation on a pathway of which it has one at a time; null: none. It may not be in the record yet. */
export async function openCaseOf(manager: EntityManager, pathway: string, organisation: string): Promise<string | null> {
  return (await firstRow<{ case_id: string }>(manager, 'select case_id from organisation_claims where pathway = $1 and organisation_id = $2 and released_at is null', [pathway, organisation]))?.case_id ?? null;
}

/** May somebody of these organisations know of a case that has a claim? It may not be in the record yet. */
export async function claimSeenBy(manager: EntityManager, caseId: string, organisations: readonly string[]): Promise<boolean> {
  return await firstRow(manager, `
    select 1 from case_organisations where case_id = $1 and organisation_id = any($2) union all select 1 from case_claims where case_id = $1 and organisation_id = any($2)
      union all select 1 from organisation_claims where case_id = $1 and organisation_id = any($2) limit 1`, [caseId, organisations]) !== null;
}

/** The case no longer keeps its person, or its organisation, from another. */
export async function releaseClaim(manager: EntityManager, caseId: string): Promise<void> {
  await rows(manager, 'update case_claims set released_at = now() where case_id = $1 and released_at is null', [caseId]);
  await rows(manager, 'update organisation_claims set released_at = now() where case_id = $1 and released_at is null', [caseId]);
}

/** Claims taken before an instant whose case never came into the record: its start died, or is still under way. */
export function abandonedClaims(manager: EntityManager, before: Date): Promise<{ caseId: string; pathway: string; claimedAt: Date }[]> {
  return rows(manager, `
    select case_id as "caseId", pathway, claimed_at as "claimedAt" from case_claims
    where released_at is null and claimed_at < $1 and not exists (select 1 from cases where cases.id = case_claims.case_id)
    union all select case_id, pathway, claimed_at from organisation_claims where released_at is null and claimed_at < $1 and not exists (select 1 from cases where cases.id = organisation_claims.case_id) order by 3`, [before]);
}
