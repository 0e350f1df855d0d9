import type { EntityManager } from 'typeorm';
import { LOCALITY_OF_A_CASE, TEAM_OF_A_CASE } from '#libs/directory/answers-for.js';
import { rows } from '#libs/records/transaction.js';
import { byCase, ledByUs, type LookedAt, type Reason } from './reasons.js';
import type { Week } from './week.js';

/** A case with a decision that was hard. `stratum`: where it belongs, so that each team's are compared with the others'. */
export interface EdgeCase extends LookedAt { stratum: string }

const decided = `events.data -> 'decision' ->> 'kind'`;
const outcome = `events.data -> 'decision' ->> 'outcome'`;
const step = `events.data ->> 'step'`;

/**
 * Why an event of the record makes its case an edge case: a shared rule was departed from, somebody senior was asked, an escalation was not followed or raised again after a no, a gate was passed with something unmet (and for
 * which reason), a standard could not be met, somebody did not take on what was given to them, a no was decided about.
 */
const reason = `case events.kind
  when 'task-opened' then case when ${step} = 'senior-oversight' then 'senior-oversight' end
  when 'task-completed' then case when ${step} in ('triage-huddle', 'senior-oversight') and events.data -> 'evidence' ? 'departure' then 'rule-departed' end
  when 'task-unmet' then case when ${step} in ('risk-owned', 'handover-accepted', 'service-accepts') then 'not-taken-on' else 'standard-unmet' end
  when 'trigger-recorded' then case when events.data ->> 'kind' = 'raised-again' then 'raised-again' end
  when 'decision-recorded' then case
    when (${decided} = 'threshold-decision' and ${outcome} = 'not-met') or (${decided} = 'step-up-review' and ${outcome} = 'hold') then 'escalation-rejected'
    when ${decided} = 'risk-decision' and ${outcome} = 'go-with-risk' then 'gate-passed-' || coalesce(events.data -> 'decision' ->> 'because', 'clinical')
    when ${decided} = 'declined-decision' then 'declined' end
  end`;

/** The edge cases of a week: of live cases that the organisation leads, each with its reasons. A decision that was refused to somebody for lack of the right is one too. */
export async function edgeCasesOf(manager: EntityManager, organisation: string, { from, to }: Pick<Week, 'from' | 'to'>): Promise<EdgeCase[]> {
  const stood = `${ledByUs} and cases.opened_at < $3 and (cases.closed_at is null or cases.closed_at >= $2)`;
  const found = await rows<Reason & { stratum: string }>(manager, `
    select cases.id as "caseId", concat_ws(' / ', ${LOCALITY_OF_A_CASE}, ${TEAM_OF_A_CASE}) as stratum, found.reason, found.at from (
      select case_id, reason, max(at) as at from (
        select events.case_id, ${reason} as reason, events.at from cases join events on events.case_id = cases.id and events.at >= $2 and events.at < $3
          where ${stood} and events.kind in ('task-opened', 'task-completed', 'task-unmet', 'trigger-recorded', 'decision-recorded')
        union all
        select refusals.case_id, 'right-lacking', refusals.at from cases join refusals on refusals.case_id = cases.id and refusals.at >= $2 and refusals.at < $3 where ${stood} and refusals.decision is not null
      ) as told where reason is not null group by case_id, reason
    ) as found join cases on cases.id = found.case_id`, [organisation, new Date(from), new Date(to)]);
  const strata = new Map(found.map(({ caseId, stratum }) => [caseId, stratum]));
  return byCase(found).map(({ caseId, reasons }) => ({ caseId, reasons, stratum: strata.get(caseId)! }));
}
