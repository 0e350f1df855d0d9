import type { EntityManager } from 'typeorm';
import type { CasePolicy } from '#libs/policies/amend.js';
import { policyOfCase } from '#libs/policies/released.js';
import { firstRow, rows } from '#libs/records/transaction.js';

/** What the record says of an organisation now, by the names of the policy's own indicators. Rehearsals count nothing. */
export async function ownIndicators(manager: EntityManager, organisation: string, now: Date): Promise<Record<string, number>> {
  const [escalations, standards, discharges] = [await atLastRung(manager, organisation), await unmetByCapacity(manager, organisation), await leftWithoutCase(manager, organisation, now)];
  return { 'escalations-at-last-rung': escalations, 'standards-unmet-by-capacity': standards, 'discharges-without-a-case': discharges };
}

/** Climbs that go on and have called the last person there is to call. Pressure itself is not counted: it would raise itself. */
async function atLastRung(manager: EntityManager, organisation: string): Promise<number> {
  interface Row { step: string; level: number; role: string; policy: CasePolicy }
  const found = await rows<Row>(manager, `
    select escalations.step, escalations.level, cases.document -> 'policy' as policy, (select role from calls where calls.escalation_id = escalations.id and calls.level = escalations.level order by sequence desc limit 1) as role
    from escalations join cases on cases.id = escalations.case_id where escalations.organisation_id = $1 and escalations.status <> 'ended' and not escalations.rehearsal and cases.pathway <> 'system-pressure'`, [organisation]);
  return found.filter(({ step, level, role, policy }) => lastRungs(policy, step).some((last) => last.level === level && last.role === role)).length;
}
/** The last rung of each ladder that the step may climb. */
function lastRungs(policy: CasePolicy, step: string): { level: number; role: string }[] {
  const of = policyOfCase(policy).steps[step];
  return of ? [of.ladder, ...(of.variants ?? []).map(({ ladder }) => ladder)].map(({ rungs }) => ({ level: rungs.length, role: rungs.at(-1)!.role })) : [];
}

/** Standards of open discharges that were given up, or let pass, where the last risk decision says that capacity is why. */
async function unmetByCapacity(manager: EntityManager, organisation: string): Promise<number> {
  return (await firstRow<{ count: number }>(manager, `
    with decided as (
      select distinct on (events.case_id) events.case_id, data -> 'decision' ->> 'because' as because, coalesce(data -> 'covered', '[]') as covered
      from events join cases on cases.id = events.case_id where events.kind = 'decision-recorded' and data ->> 'step' = 'risk-decision' and cases.organisation_id = $1 and cases.pathway = 'minimum-safe-discharge' and cases.closed_at is null
        and not cases.rehearsal order by events.case_id, events.sequence desc)
    select count(*)::int as count from decided join tasks on tasks.case_id = decided.case_id where because = 'capacity' and (tasks.status = 'unmet' or (tasks.status = 'open' and covered ? tasks.step))`, [organisation]))!.count;
}

/** People who left hospital in the last day, and of whom no discharge was ever made a case. */
async function leftWithoutCase(manager: EntityManager, organisation: string, now: Date): Promise<number> {
  return (await firstRow<{ count: number }>(manager, `
    select count(*)::int as count from admissions where organisation_id = $1 and status = 'left' and left_at > $2::timestamptz - interval '24 hours' and left_at <= $2 and not exists (
      select 1 from cases where cases.pathway = 'minimum-safe-discharge' and not cases.rehearsal and (cases.admission_id = admissions.id or (cases.patient_id = admissions.patient_id and cases.opened_at > admissions.left_at - interval '30 days')
        or (admissions.nhs_number is not null and cases.opened_at > admissions.left_at - interval '30 days' and cases.patient_id in (select id from patients where patients.nhs_number = admissions.nhs_number))))`, [organisation, now]))!.count;
}
