import type { EntityManager } from 'typeorm';
import { Parameters, visibleBranches } from '#libs/records/queries/listing.js';
import type { Reading } from '#libs/records/queries/viewer.js';
import { rows } from '#libs/records/transaction.js';
import { isAct } from './acts.js';
import type { ReportAsked } from './asked.js';

/** `acted`: before the next rung; `missed`: the next rung came first; `open`: neither yet; `over`: the climb ended and nobody had to act. */
export type Came = 'acted' | 'missed' | 'open' | 'over';
/** A call: `rung` is its sequence in the case. `person` null: nobody held the role, or no way led to whoever did. `actedBy`: who acted first, where somebody did before the next rung. */
export interface CallMade { caseId: string; rung: number; pathway: string; step: string; level: number; role: string; person: string | null; at: Date; came: Came; actedBy: string | null }

/** The calls that were made in a stretch of time, and what came of each. Of the rungs that are called at the same instant none is the next of another. */
export function callsMade(manager: EntityManager, { viewer }: Reading, { organisations, from, to, rehearsal }: ReportAsked): Promise<CallMade[]> {
  const parameters = new Parameters();
  const [start, end] = [parameters.add(from), parameters.add(to)];
  const visible = visibleBranches({ ...viewer, organisations: [...organisations] }, parameters, 'escalations.case_id').map((branch) => `(${branch})`).join(' or ') || 'false';
  return rows(manager, `
    select call.case_id as "caseId", call.sequence as rung, pathway, step, call.level, call.role, case when call.unreached is null then call.person end as person, call.at,
      case when act.person is not null then 'acted' when next.sequence is not null then 'missed' when ended_at is null then 'open' else 'over' end as came, act.person as "actedBy"
    from calls as call join escalations on escalations.id = call.escalation_id
    left join lateral (select sequence from calls where escalation_id = call.escalation_id and sequence > call.sequence and at > call.at order by sequence limit 1) as next on true
    left join lateral (select actor ->> 'person' as person from events where case_id = call.case_id and sequence > call.sequence and (next.sequence is null or sequence < next.sequence) and at <= coalesce(ended_at, 'infinity')
      and ${isAct('call.task_id')} order by sequence limit 1) as act on true
    where call.at >= ${start}::timestamptz and call.at < ${end}::timestamptz and rehearsal = ${rehearsal} and call.answered is not null and (${visible}) order by call.at, call.case_id, call.sequence`, parameters.values);
}
