import type { EntityManager } from 'typeorm';
import type { ComputedIndicator } from '#libs/contracts/http/pathways/system-risk.js';
import { rows } from '../transaction.js';

/** An indicator that a system risk asks for and that is reckoned here: the task that asks, and what. */
export interface AskedIndicator { caseId: string; taskId: string; organisation: string; indicator: ComputedIndicator }

/** Readings that stand open and are ours to reckon; those of rehearsals are not: nothing of the record is theirs. */
export function askedIndicators(manager: EntityManager): Promise<AskedIndicator[]> {
  return rows<AskedIndicator>(manager, `
    select tasks.case_id as "caseId", tasks.id as "taskId", tasks.organisation_id as organisation, cases.document -> 'details' -> 'indicator' ->> 'computed' as indicator
    from tasks join cases on cases.id = tasks.case_id
    where tasks.status = 'open' and tasks.step = 'indicator-reading' and not tasks.rehearsal and cases.document -> 'details' -> 'indicator' ->> 'computed' is not null order by tasks.opened_at limit 200`, []);
}

/** Of one organisation's cases, in the week before `at` or, of what stands, at the present. */
const reckoned: Readonly<Record<ComputedIndicator, string>> = {
  // A first visit whose time and grace passed without it, or that was tried in vain.
  'missed-first-visits': `select count(distinct tasks.case_id) as n from tasks where organisation_id = $1 and not rehearsal and pathway = 'minimum-safe-discharge' and step = 'person-seen' and document ->> 'because' = 'the first visit was missed' and opened_at > $2 and opened_at <= $3`,
  'failed-discharges': `select count(*) as n from cases where organisation_id = $1 and not rehearsal and pathway = 'minimum-safe-discharge' and outcome ->> 'outcome' = 'failed-discharge' and closed_at > $2 and closed_at <= $3`,
  'unanswered-escalations': `select count(*) as n from system_alarms where organisation_id = $1 and not rehearsal and raised_at > $2 and raised_at <= $3`,
};

export const WEEK_MS = 7 * 86_400_000;

/** What the indicator was in the week before `at`. */
export async function indicatorAt(manager: EntityManager, { organisation, indicator }: Pick<AskedIndicator, 'organisation' | 'indicator'>, at: Date): Promise<number> {
  const [found] = await rows<{ n: string }>(manager, reckoned[indicator], [organisation, new Date(at.getTime() - WEEK_MS), at]);
  return Number(found!.n);
}
