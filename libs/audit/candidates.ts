import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import { isHighRisk } from './high-risk.js';
import type { Month } from './month.js';
import type { Candidate } from './sample.js';

/** Cases about a person that were opened or closed in the month, or in which a high-risk decision was taken in it. */
export async function candidatesOf(manager: EntityManager, organisation: string, { from, to }: Month): Promise<Candidate[]> {
  return (await rows<{ id: string; stratum: string; high_risk: boolean; owners: string[] }>(manager, `
    select id, stratum, high_risk, owners from (
      select cases.id, opened_at, closed_at, array_remove(array[clinical_lead, coordinator, escalation_owner], null) as owners,
        concat_ws(' / ', organisations.locality, (select min(team_id) from team_members where person_id = cases.coordinator)) as stratum,
        exists (select 1 from events where events.case_id = cases.id and events.at >= $2 and events.at < $3 and ${isHighRisk}) as high_risk
      from cases join organisations on organisations.id = cases.organisation_id
      where cases.organisation_id = $1 and not rehearsal and patient_id is not null and opened_at < $3 and (closed_at is null or closed_at >= $2)
    ) as cases where opened_at >= $2 or closed_at < $3 or high_risk order by id`, [organisation, new Date(from), new Date(to)]))
    .map(({ id, stratum, high_risk: highRisk, owners }) => ({ caseId: id, stratum, highRisk, owners }));
}
