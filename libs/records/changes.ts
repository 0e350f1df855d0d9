import type { EntityManager } from 'typeorm';
import { firstRow, rows } from './transaction.js';

/** A case that changed: its place in the order of changes, and the organisations that see it. */
export interface CaseChange { caseId: string; changed: number; rehearsal: boolean; organisations: string[] }

/** The last place that is given out and written. */
export async function lastChange(manager: EntityManager): Promise<number> {
  return Number((await firstRow<{ last: string }>(manager, 'select coalesce(max(changed), 0) as last from cases'))!.last);
}

/** What changed after a place, in order, each case once with its latest, at most `limit`. What is being written at this moment can still come at an earlier place. */
export async function changesAfter(manager: EntityManager, after: number, limit: number): Promise<CaseChange[]> {
  const found = await rows<{ id: string; changed: string; rehearsal: boolean; organisations: string[] }>(manager, `
    select id, changed, rehearsal, array(select organisation_id from case_organisations where case_id = cases.id) as organisations from cases where changed > $1 order by changed limit $2`, [after, limit]);
  return found.map(({ id, changed, rehearsal, organisations }) => ({ caseId: id, changed: Number(changed), rehearsal, organisations }));
}
