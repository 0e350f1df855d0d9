import type { EntityManager } from 'typeorm';
import { elapsedTime } from '#libs/domain/duration.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { rows } from '../transaction.js';
import { Parameters } from './listing.js';

/** Somebody was escalated: a step-up was raised, a crisis or a return told of, or it was raised again. The kinds are those of the partial index events_of_escalations. */
export const escalations = (since: string, conditions: string): string => `
  select cases.id as case_id, cases.patient_id, events.at, events.data ->> 'kind' as kind from events join cases on cases.id = events.case_id
    where events.kind = 'trigger-recorded' and events.data ->> 'kind' in ('crisis', 're-presentation', 'raised-again') and events.at > ${since} and ${conditions}
  union all
  select cases.id, cases.patient_id, cases.opened_at, 'step-up' from cases where cases.pathway = 'step-up' and cases.opened_at > ${since} and ${conditions}`;

/** How often, within which time, makes a repeat-crisis cohort: as the policy of the step-up says that an organisation's new cases begin with. */
export async function cohortRule(manager: EntityManager, organisation: string, at: Date): Promise<{ times: number; windowMs: number; window: string }> {
  const { numbers } = (await policyInForce(manager, 'step-up', organisation, at))!.policy;
  const window = String(numbers['cohortWindow']!.value);
  return { times: Number(numbers['cohortEscalations']!.value), windowMs: elapsedTime(window), window };
}

/** When a person was escalated within the window before `at` on other cases that the organisation sees, oldest first: what a case cannot know by itself. */
export async function escalatedBefore(manager: EntityManager, { patientId, organisation, rehearsal, at, except }: { patientId: string; organisation: string; rehearsal: boolean; at: Date; except: string }): Promise<string[]> {
  const parameters = new Parameters();
  const since = `${parameters.add(new Date(at.getTime() - (await cohortRule(manager, organisation, at)).windowMs))}::timestamptz`;
  const conditions = `cases.patient_id = ${parameters.add(patientId)} and cases.rehearsal = ${rehearsal} and cases.id <> ${parameters.add(except)}
    and exists (select 1 from case_organisations where case_organisations.case_id = cases.id and organisation_id = ${parameters.add(organisation)})`;
  const found = await rows<{ at: Date }>(manager, `select at from (${escalations(since, conditions)}) as escalated where at <= ${parameters.add(at)}::timestamptz order by at limit 50`, parameters.values);
  return found.map((each) => each.at.toISOString());
}
