import type { EntityManager } from 'typeorm';
import { LOCALITY_OF_A_CASE, TEAM_OF_A_CASE } from '#libs/directory/answers-for.js';
import { rows } from '#libs/records/transaction.js';
import { cohortOf } from './cohort.js';
import { isHighRisk } from './high-risk.js';
import type { Month } from './month.js';
import type { Candidate } from './sample.js';

/** What stands and is sampled as long as it does ([2], 'audit teams sample risks quarterly'), about a person or not: each of these pathways is a stratum. */
const STANDING = ['case-risk', 'system-risk', 'dispute'];

/**
 * What a month's audit may look at: cases about a person that were opened or closed in the month, or in which a high-risk decision was taken in it; those of the repeat-crisis cohort, and risks and disputes, as long as they stood in it.
 * Strata: risks of people, system risks, disputes, the cohort; of the rest each team with its locality.
 */
export async function candidatesOf(manager: EntityManager, organisation: string, month: Pick<Month, 'from' | 'to'>): Promise<Candidate[]> {
  const { members } = await cohortOf(manager, organisation, month);
  return (await rows<{ id: string; stratum: string; high_risk: boolean; owners: string[] }>(manager, `
    select id, stratum, high_risk, owners from (
      select cases.id, opened_at, closed_at, array_remove(array[clinical_lead, coordinator, escalation_owner], null) as owners, coalesce(patient_id = any($4), false) or pathway = any($5) as always,
        case when pathway = any($5) then pathway when patient_id = any($4) then 'repeat-crisis cohort' else concat_ws(' / ', ${LOCALITY_OF_A_CASE}, ${TEAM_OF_A_CASE}) end as stratum,
        exists (select 1 from events where events.case_id = cases.id and events.at >= $2 and events.at < $3 and ${isHighRisk}) as high_risk
      from cases
      where organisation_id = $1 and not rehearsal and (patient_id is not null or pathway = any($5)) and opened_at < $3 and (closed_at is null or closed_at >= $2)
    ) as cases where opened_at >= $2 or closed_at < $3 or high_risk or always order by id`, [organisation, new Date(month.from), new Date(month.to), members, STANDING]))
    .map(({ id, stratum, high_risk: highRisk, owners }) => ({ caseId: id, stratum, highRisk, owners }));
}
