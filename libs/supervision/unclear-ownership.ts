import type { EntityManager } from 'typeorm';
import { loadFacts } from '#libs/directory/snapshot.js';
import { whoStandsIn, type Hindrance } from '#libs/directory/standing-in.js';
import { rows } from '#libs/records/transaction.js';
import { byCase, stillOpen, type LookedAt, type Reason } from './reasons.js';

/** Whose a risk or a handover is waits for somebody to settle it: whoever was named says that it is not theirs, or lets it lie. */
export const unsettled = `
  select tasks.case_id as "caseId", case when tasks.step = 'handover-dispute' or tasks.document ->> 'because' = 'whoever was named says that it is not theirs' then 'ownership-disputed' else 'ownership-idle' end as reason, tasks.opened_at as at
  from (${stillOpen}) as open join tasks on tasks.case_id = open.id and tasks.status = 'open' and tasks.step in ('handover-dispute', 'ownership-settled')`;

/** What was given to somebody and should have been taken on by now. */
const notTakenOn = `
  select tasks.case_id as "caseId", 'ownership-not-taken' as reason, tasks.due_at as at from (${stillOpen}) as open join tasks on tasks.case_id = open.id and tasks.status = 'open' and tasks.step in ('risk-owned', 'handover-accepted') and tasks.due_at < $2`;

/** The last call of a climb under way reached nobody; for a whole turn of its last rung nobody answered, and nobody has seen to that. */
const nobody = `
  select escalations.case_id as "caseId", 'nobody-reached' as reason, last.at from (${stillOpen}) as open join escalations on escalations.case_id = open.id and escalations.ended_at is null
    join lateral (select person, answered, unreached, at from calls where calls.escalation_id = escalations.id order by sequence desc limit 1) as last on (last.answered is not null and last.person is null) or last.unreached is not null
  union all
  select system_alarms.case_id, 'nobody-answered', system_alarms.raised_at from (${stillOpen}) as open join system_alarms on system_alarms.case_id = open.id and system_alarms.done_at is null
    where exists (select 1 from tasks where tasks.id = system_alarms.task_id and tasks.status = 'open')`;

/** Cases and risks that stand and of which it is not clear whose they are, the longest first. */
export async function unclearOwnershipOf(manager: EntityManager, organisation: string, now: Date): Promise<LookedAt[]> {
  const found = await Promise.all([rows<Reason>(manager, unsettled, [organisation]), rows<Reason>(manager, notTakenOn, [organisation, now]), rows<Reason>(manager, nobody, [organisation]), ownersAway(manager, organisation, now)]);
  return byCase(found.flat()).toSorted((one, other) => one.first - other.first);
}

const because: Readonly<Record<Hindrance['code'], string>> = { unknown: 'owner-left', inactive: 'owner-left', 'on-leave': 'owner-away', circle: 'owner-away', unreachable: 'owner-unreachable' };

/** Whoever the case, or a task of it that is open, names as owner has left, is away with nobody in their place, or cannot be reached. */
async function ownersAway(manager: EntityManager, organisation: string, now: Date): Promise<Reason[]> {
  const named = await rows<{ caseId: string; role: string; person: string; at: Date }>(manager, `
    select open.id as "caseId", role, person, open.opened_at as at from (${stillOpen}) as open, lateral (values ('clinical-lead', clinical_lead), ('coordinator', coordinator), ('escalation-owner', escalation_owner)) as owner (role, person) where person is not null
    union all
    select tasks.case_id, tasks.owner_role, tasks.owner_person, tasks.opened_at from (${stillOpen}) as open join tasks on tasks.case_id = open.id and tasks.status = 'open' and tasks.owner_person is not null`, [organisation]);
  const at = now.getTime();
  const facts = await loadFacts(manager, { roles: [], organisations: [], people: [...new Set(named.map(({ person }) => person))], from: now, until: new Date(at + 1) });
  return named.flatMap(({ caseId, role, person, at: opened }): Reason[] => {
    const standing = whoStandsIn(facts, person, role, at);
    return standing.person === null ? [{ caseId, reason: because[standing.code], at: opened }] : [];
  });
}
