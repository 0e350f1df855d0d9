import type { EntityManager } from 'typeorm';
import { cohortRule, escalations } from '#libs/records/queries/escalated.js';
import { rows } from '#libs/records/transaction.js';
import type { Month } from './month.js';

/** The repeat-crisis cohort in a month ([3], example 2): who is in it at the month's end, who of them was not at its beginning, who is no longer, and how often any of them was escalated in the month. `cases`: behind those escalations. */
export interface CohortOfMonth { people: number; came: number; left: number; escalations: number; cases: string[] }

/** `members`: ids of the patients who were in it at the month's beginning or end. */
export async function cohortOf(manager: EntityManager, organisation: string, { from, to }: Pick<Month, 'from' | 'to'>): Promise<{ members: string[]; figures: CohortOfMonth }> {
  const { times, windowMs } = await cohortRule(manager, organisation, new Date(to));
  const found = await rows<{ case_id: string; patient_id: string; at: Date }>(manager, `
    select case_id, patient_id, at from (${escalations('$1::timestamptz', `cases.patient_id is not null and not cases.rehearsal and exists (select 1 from case_organisations where case_organisations.case_id = cases.id and organisation_id = $2)`)}) as escalated
    where at < $3 order by at, case_id`, [new Date(from - windowMs), organisation, new Date(to)]);
  const at = (instant: number): Set<string> => {
    const often = new Map<string, number>();
    for (const each of found) if (each.at.getTime() > instant - windowMs && each.at.getTime() < instant) often.set(each.patient_id, (often.get(each.patient_id) ?? 0) + 1);
    return new Set([...often].flatMap(([patient, count]) => (count >= times ? [patient] : [])));
  };
  const [before, after] = [at(from), at(to)];
  const members = new Set([...before, ...after]);
  const theirs = found.filter((each) => members.has(each.patient_id) && each.at.getTime() >= from);
  return {
    members: [...members].toSorted(),
    figures: { people: after.size, came: [...after].filter((each) => !before.has(each)).length, left: [...before].filter((each) => !after.has(each)).length, escalations: theirs.length, cases: [...new Set(theirs.map((each) => each.case_id))] },
  };
}
