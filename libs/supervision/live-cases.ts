import type { EntityManager } from 'typeorm';
import { crossings } from '#libs/domain/consequence.js';
import { rows } from '#libs/records/transaction.js';
import { grouped } from '#libs/themes/grouped.js';
import { byCase, stillOpen, type LookedAt, type Reason } from './reasons.js';
import { unsettled } from './unclear-ownership.js';

/** `since`: how far back a change is quick, epoch ms; `triggers`: how many of them on one case are. */
export interface Quickly { since: number; triggers: number }

/** Of these the threshold decision is contested; of the others the risk has changed. */
const CONTESTED = ['dispute-open', 'escalation-rejected', 'ownership-disputed'];
const contested = ({ reasons }: LookedAt): boolean => reasons.some((reason) => CONTESTED.includes(reason));

const decided = `events.data -> 'decision' ->> 'kind'`;
const outcome = `events.data -> 'decision' ->> 'outcome'`;

/** What was told of an open case. `triggered`, `up` and `down` are counted before they are reasons. */
const told = `
  select id as "caseId", reason, at from (
    select open.id, events.at, case
      when events.kind = 'trigger-recorded' then case when events.data ->> 'kind' in ('crisis', 're-presentation') then 'crisis' else 'triggered' end
      when (${decided} = 'threshold-decision' and ${outcome} = 'not-met') or (${decided} = 'step-up-review' and ${outcome} = 'hold') then 'escalation-rejected'
      when ${decided} in ('threshold-decision', 'step-up-review', 'readiness-review', 'mdt-review') and ${outcome} in ('step-up', 'step-down') then case ${outcome} when 'step-up' then 'up' else 'down' end
    end as reason
    from (${stillOpen}) as open join events on events.case_id = open.id and events.at >= $2 and events.kind in ('trigger-recorded', 'decision-recorded')
  ) as events where reason is not null`;

/** A dispute is looked at on the case that it is about, where that is ours and stands; else by itself. */
const disputes = `
  select coalesce(about.id, dispute.id) as "caseId", 'dispute-open' as reason, dispute.opened_at as at
  from (${stillOpen}) as dispute left join (${stillOpen}) as about on about.id = coalesce(dispute.summary #>> '{details,caseId}', dispute.summary #>> '{begunBy,caseId}') where dispute.pathway = 'dispute'`;

/** Live cases whose threshold decision is contested, those first, or whose risk has changed quickly: with the most reasons first, then what changed last. */
export async function liveCasesOf(manager: EntityManager, organisation: string, { since, triggers }: Quickly): Promise<LookedAt[]> {
  const [events, disputed, disowned, worse] = await Promise.all([
    rows<Reason>(manager, told, [organisation, new Date(since)]), rows<Reason>(manager, disputes, [organisation]), rows<Reason>(manager, unsettled, [organisation]), becameWorse(manager, organisation, since),
  ]);
  const found = [...counted(events, triggers), ...disputed, ...disowned.filter(({ reason }) => reason === 'ownership-disputed'), ...worse];
  return byCase(found).toSorted((one, other) => Number(contested(other)) - Number(contested(one)) || other.reasons.length - one.reasons.length || other.last - one.last);
}

/** A crisis or a step up is quick by itself; another trigger is where it is not alone, a step down where it was not the only change of how often somebody is seen. */
function counted(events: readonly Reason[], triggers: number): Reason[] {
  const often = (caseId: string, ...reasons: string[]): number => events.filter((each) => each.caseId === caseId && reasons.includes(each.reason)).length;
  return events.flatMap((each): Reason[] => {
    switch (each.reason) {
      case 'triggered': return often(each.caseId, 'triggered', 'crisis') >= triggers ? [{ ...each, reason: 'several-triggers' }] : [];
      case 'up': return [{ ...each, reason: 'intensity-changed' }];
      case 'down': return often(each.caseId, 'up', 'down') > 1 ? [{ ...each, reason: 'intensity-changed' }] : [];
      default: return [each];
    }
  });
}

/** Risks of people and of systems whose consequence was said to be worse than before. */
async function becameWorse(manager: EntityManager, organisation: string, since: number): Promise<Reason[]> {
  const found = await rows<{ caseId: string; at: Date; said: string }>(manager, `
    select "caseId", at, said from (
      select open.id as "caseId", events.at, events.sequence, coalesce(events.data #>> '{details,severity}', events.data #>> '{details,rating}', events.data #>> '{evidence,severity}', events.data #>> '{evidence,rating}') as said
      from (${stillOpen}) as open join events on events.case_id = open.id and events.kind in ('case-opened', 'task-completed') where open.pathway in ('case-risk', 'system-risk')
    ) as said where said is not null order by "caseId", sequence`, [organisation]);
  return grouped(found, ({ caseId }) => caseId).flatMap(([, of]) => crossings(of.map(({ said }) => said), 'negligible')
    .filter((index) => index > 0 && of[index]!.at.getTime() >= since).map((index): Reason => ({ caseId: of[index]!.caseId, reason: 'severity-up', at: of[index]!.at })));
}
