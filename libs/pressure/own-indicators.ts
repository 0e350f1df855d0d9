import type { EntityManager } from 'typeorm';
import type { CasePolicy } from '#libs/policies/amend.js';
import { policyOfCase } from '#libs/policies/released.js';
import { rows } from '#libs/records/transaction.js';

/** What an indicator counts, one by one: the case, or the stay in hospital that has none, and what of it. */
export interface Counted { caseId: string | null; taskId: string | null; step: string | null; policy: CasePolicy | null; ward: string | null; at: Date }

/** What the record says of an organisation now, by the names of the policy's own indicators. Rehearsals count nothing. */
export async function ownIndicators(manager: EntityManager, organisation: string, now: Date): Promise<Record<string, number>> {
  const counted = await countedBy(manager, organisation, now);
  return Object.fromEntries(Object.entries(counted).map(([name, each]) => [name, each.length]));
}
/** The same, one by one. */
export async function countedBy(manager: EntityManager, organisation: string, now: Date): Promise<Record<'escalations-at-last-rung' | 'standards-unmet-by-capacity' | 'discharges-without-a-case', Counted[]>> {
  const [escalations, standards, discharges] = [await atLastRung(manager, organisation), await unmetByCapacity(manager, organisation), await leftWithoutCase(manager, organisation, now)];
  return { 'escalations-at-last-rung': escalations, 'standards-unmet-by-capacity': standards, 'discharges-without-a-case': discharges };
}

/** Climbs that go on and have called the last person there is to call. Pressure itself, and the meetings about it, are not counted: it would raise itself. */
async function atLastRung(manager: EntityManager, organisation: string): Promise<Counted[]> {
  interface Row { caseId: string; taskId: string; step: string; level: number; role: string; policy: CasePolicy; at: Date }
  const found = await rows<Row>(manager, `
    select escalations.case_id as "caseId", escalations.task_id as "taskId", escalations.step, escalations.level, escalations.raised_at as at, cases.document -> 'policy' as policy, (select role from calls where calls.escalation_id = escalations.id and calls.level = escalations.level order by sequence desc limit 1) as role
    from escalations join cases on cases.id = escalations.case_id where escalations.organisation_id = $1 and escalations.status <> 'ended' and not escalations.rehearsal and cases.pathway not in ('system-pressure', 'flow-meetings') order by escalations.raised_at, escalations.id`, [organisation]);
  return found.filter(({ step, level, role, policy }) => lastRungs(policy, step).some((last) => last.level === level && last.role === role)).map(({ caseId, taskId, step, policy, at }) => ({ caseId, taskId, step, policy, ward: null, at }));
}
/** The last rung of each ladder that the step may climb. */
function lastRungs(policy: CasePolicy, step: string): { level: number; role: string }[] {
  const of = policyOfCase(policy).steps[step];
  return of ? [of.ladder, ...(of.variants ?? []).map(({ ladder }) => ladder)].map(({ rungs }) => ({ level: rungs.length, role: rungs.at(-1)!.role })) : [];
}

/** Standards of open discharges that were given up, or let pass, where the last risk decision says that capacity is why. */
function unmetByCapacity(manager: EntityManager, organisation: string): Promise<Counted[]> {
  return rows<Counted>(manager, `
    with decided as (
      select distinct on (events.case_id) events.case_id, events.at, cases.document -> 'policy' as policy, data -> 'decision' ->> 'because' as because, coalesce(data -> 'covered', '[]') as covered
      from events join cases on cases.id = events.case_id where events.kind = 'decision-recorded' and data ->> 'step' = 'risk-decision' and cases.organisation_id = $1 and cases.pathway = 'minimum-safe-discharge' and cases.closed_at is null
        and not cases.rehearsal order by events.case_id, events.sequence desc)
    select tasks.case_id as "caseId", tasks.id as "taskId", tasks.step, policy, null as ward, decided.at from decided join tasks on tasks.case_id = decided.case_id
    where because = 'capacity' and (tasks.status = 'unmet' or (tasks.status = 'open' and covered ? tasks.step)) order by decided.at, tasks.id`, [organisation]);
}

/** People who left hospital in the last day, and of whom no discharge was ever made a case. */
function leftWithoutCase(manager: EntityManager, organisation: string, now: Date): Promise<Counted[]> {
  return rows<Counted>(manager, `
    select null as "caseId", null as "taskId", null as step, null as policy, ward, left_at as at from admissions where organisation_id = $1 and status = 'left' and left_at > $2::timestamptz - interval '24 hours' and left_at <= $2 and not exists (
      select 1 from cases where cases.pathway = 'minimum-safe-discharge' and not cases.rehearsal and (cases.admission_id = admissions.id or (cases.patient_id = admissions.patient_id and cases.opened_at > admissions.left_at - interval '30 days')
        or (admissions.nhs_number is not null and cases.opened_at > admissions.left_at - interval '30 days' and cases.patient_id in (select id from patients where patients.nhs_number = admissions.nhs_number)))) order by left_at, id`, [organisation, now]);
}
