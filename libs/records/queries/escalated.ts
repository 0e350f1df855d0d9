import type { EntityManager } from 'typeorm';
import { policyOf } from '#libs/policies/released.js';
import { elapsedTime } from '#libs/domain/duration.js';
import type { PatientView } from '#libs/contracts/views.js';
import type { PatientIdentity, TaskStatus } from '#libs/contracts/events.js';
import { rows } from '../transaction.js';
import { pageOf, pageSize, readCursor } from './cursor.js';
import { Parameters, visibleCase } from './listing.js';
import { shownPatient } from './shown-case.js';
import { ShownPeople } from './shown-people.js';
import type { Reading } from './viewer.js';

/** Somebody was escalated: a step-up was raised, a crisis or a return told of, or it was raised again. The kinds are those of the partial index events_of_escalations. */
const escalations = (since: string, conditions: string): string => `
  select cases.id as case_id, cases.patient_id, events.at from events join cases on cases.id = events.case_id
    where events.kind = 'trigger-recorded' and events.data ->> 'kind' in ('crisis', 're-presentation', 'raised-again') and events.at > ${since} and ${conditions}
  union all
  select cases.id, cases.patient_id, cases.opened_at from cases where cases.pathway = 'step-up' and cases.opened_at > ${since} and ${conditions}`;

/** How often, within which time, makes a repeat-crisis cohort: as the policy of the step-up says now. */
export function cohortRule(): { times: number; windowMs: number } {
  const { numbers } = policyOf('step-up')!;
  return { times: Number(numbers['cohortEscalations']!.value), windowMs: elapsedTime(String(numbers['cohortWindow']!.value)) };
}

/** When a person was escalated within the window before `at` on other cases that the organisation sees, oldest first: what a case cannot know by itself. */
export async function escalatedBefore(manager: EntityManager, { patientId, organisation, rehearsal, at, except }: { patientId: string; organisation: string; rehearsal: boolean; at: Date; except: string }): Promise<string[]> {
  const parameters = new Parameters();
  const since = `${parameters.add(new Date(at.getTime() - cohortRule().windowMs))}::timestamptz`;
  const conditions = `cases.patient_id = ${parameters.add(patientId)} and cases.rehearsal = ${rehearsal} and cases.id <> ${parameters.add(except)}
    and exists (select 1 from case_organisations where case_organisations.case_id = cases.id and organisation_id = ${parameters.add(organisation)})`;
  const found = await rows<{ at: Date }>(manager, `select at from (${escalations(since, conditions)}) as escalated where at <= ${parameters.add(at)}::timestamptz order by at limit 50`, parameters.values);
  return found.map((each) => each.at.toISOString());
}

export interface CohortMember {
  patient: PatientView | null; escalations: number; firstAt: string; latestAt: string;
  cases: { id: string; pathway: string; status: string; stage: string | null; clinicalLead: { id: string; name: string } | null }[];
  reviews: { taskId: string; caseId: string; status: TaskStatus; dueAt: string; overdue: boolean }[];
}
interface Row { id: string; times: number; first_at: Date; latest_at: Date; case_ids: string[] }

/** Who comes into crisis again and again, whoever was escalated last first, each with their cases and the reviews of their escalations. @throws CursorUnknown */
export async function repeatCrisisCohort(manager: EntityManager, { viewer, now }: Reading, { rehearsal = false, cursor, limit }: { rehearsal?: boolean | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<{ items: CohortMember[]; next: string | null }> {
  const { times, windowMs } = cohortRule();
  const size = pageSize(limit);
  const parameters = new Parameters();
  const since = `${parameters.add(new Date(now.getTime() - windowMs))}::timestamptz`;
  const conditions = `cases.patient_id is not null and cases.rehearsal = ${rehearsal} and ${visibleCase(viewer, parameters, 'cases.id')}`;
  const after = readCursor(cursor);
  const beyond = after ? ` where (latest_at, id) < (${parameters.add(after.at)}::timestamptz, ${parameters.add(after.id)})` : '';
  const found = await rows<Row>(manager, `
    select * from (
      select patient_id as id, count(*)::int as times, min(at) as first_at, max(at) as latest_at, array_agg(distinct case_id) as case_ids from (${escalations(since, conditions)}) as escalated
      group by patient_id having count(*) >= ${parameters.add(times)}
    ) as cohort${beyond} order by latest_at desc, id desc limit ${parameters.add(size + 1)}`, parameters.values);
  const shown = found.slice(0, size);
  const ids = shown.flatMap((row) => row.case_ids);
  const [cases, reviews] = await Promise.all([casesOf(manager, ids), reviewsOf(manager, ids, now)]);
  const people = await ShownPeople.of(manager, cases.map(({ clinical_lead }) => clinical_lead));
  return pageOf(found, size, (row) => ({ at: row.latest_at.toISOString(), id: row.id }), (page) => page.map((row): CohortMember => {
    const own = cases.filter(({ id }) => row.case_ids.includes(id));
    return {
      patient: shownPatient(own.at(-1)?.patient ?? null, { withoutIdentity: viewer.withoutIdentity }), escalations: row.times, firstAt: row.first_at.toISOString(), latestAt: row.latest_at.toISOString(),
      cases: own.map(({ id, pathway, status, stage, clinical_lead: lead }) => ({ id, pathway, status, stage, clinicalLead: people.personOrNull(lead) })), reviews: reviews.filter(({ caseId }) => row.case_ids.includes(caseId)),
    };
  }));
}

function casesOf(manager: EntityManager, ids: readonly string[]): Promise<{ id: string; pathway: string; status: string; stage: string | null; clinical_lead: string | null; patient: PatientIdentity | null }[]> {
  return rows(manager, `select id, pathway, status, stage, clinical_lead, summary -> 'patient' as patient from cases where id = any($1) order by opened_at, id`, [ids]);
}
async function reviewsOf(manager: EntityManager, ids: readonly string[], now: Date): Promise<CohortMember['reviews']> {
  const found = await rows<{ id: string; case_id: string; status: TaskStatus; due_at: Date; offset: string }>(manager, `
    select tasks.id, tasks.case_id, tasks.status, tasks.due_at, cases.clock_offset_ms as offset from tasks join cases on cases.id = tasks.case_id where tasks.case_id = any($1) and tasks.step = 'post-escalation-review' order by tasks.due_at, tasks.id`, [ids]);
  return found.map(({ id, case_id: caseId, status, due_at: dueAt, offset }) => ({ taskId: id, caseId, status, dueAt: dueAt.toISOString(), overdue: status === 'open' && dueAt.getTime() < now.getTime() + Number(offset) }));
}
