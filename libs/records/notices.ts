import type { EntityManager } from 'typeorm';
import type { EscalationReason, TaskStatus } from '#libs/contracts/events.js';
import type { NoticeKind } from './entities/notice.js';
import { firstRow, rows } from './transaction.js';

/** A notice that is to be sent, with what it may tell. `title` of the step `action` is somebody's free text: not for a message. What only calls have is null for reminders and alarms. */
export interface NoticeToSend {
  id: string; kind: NoticeKind; tries: number; createdAt: Date; caseId: string; taskId: string; step: string; title: string; taskStatus: TaskStatus; taskDueAt: Date; rung: number;
  escalationEnded: boolean; reason: EscalationReason | null; level: number | null; role: string | null; asked: string | null; calledAt: Date | null;
}
/** Everything that goes to one contact method at once, as `sentAs`. `sentBefore`: it may have been taken under this id already. `address` null: the method was removed, or the person is no longer active. `team` stands in the same queue. */
export interface MessageToSend { sentAs: string; sentBefore: boolean; channel: 'email' | 'sms'; methodId: string; team: string; person: { id: string; name: string; address: string | null }; notices: NoticeToSend[] }

/** No message lists more; what is left over goes in the next. */
const MOST_LISTED = 500;

/**
 * Looks up the contact method of notices that have none yet: of the person's verified methods the first in their order that nobody has tried for this call and whose channel is served. An alarm takes every
 * one of them. What stood before it in their order and could not be used is recorded as passed over. Who has none left is reached by no way: of a call the case must hear of it. Of two notices of one call to
 * one person the second is looked at when the first has its way: both would take the same, or each would hope for the other. @returns how many were looked at
 */
export async function planNotices(manager: EntityManager, { served, limit }: { served: readonly string[]; limit: number }): Promise<number> {
  const found = await firstRow<{ count: number }>(manager, `
    with unplanned as (
      select * from notices where method_id is null and status in ('queued', 'rehearsed') and not exists (
        select 1 from notices as before where before.case_id = notices.case_id and before.rung = notices.rung and before.person_id = notices.person_id and before.method_id is null and before.status in ('queued', 'rehearsed') and before.id < notices.id
      ) order by id limit $2 for update skip locked
    ), methods as (
      select unplanned.id as notice, contact_methods.id, channel.name, position, verified_at is not null and channel.name = any($1) as usable, verified_at is not null as verified
      from unplanned join people on people.id = unplanned.person_id and people.active join contact_methods on contact_methods.person_id = people.id
        cross join lateral (select contact_methods.channel as name) as channel
      where not exists (select 1 from notices as tried where tried.case_id = unplanned.case_id and tried.rung = unplanned.rung and tried.person_id = unplanned.person_id and tried.method_id = contact_methods.id)
    ), ways as (
      select *, row_number() over (partition by notice order by position) as rank from methods where usable
    ), turns as (
      insert into notice_turns (method_id) select distinct ways.id from ways join unplanned on unplanned.id = notice where rank = 1 or kind = 'alarm' on conflict do nothing
    ), planned as (
      update notices set method_id = ways.id, channel = ways.name from ways where ways.notice = notices.id and rank = 1
    ), every_way as (
      insert into notices (kind, case_id, rung, task_id, person_id, place, method_id, channel, status, next_try_at)
      select kind, case_id, rung, task_id, person_id, place + rank - 1, ways.id, ways.name, status, next_try_at from ways join unplanned on unplanned.id = notice where kind = 'alarm' and rank > 1 on conflict do nothing
    ), passed_over as (
      insert into notices (kind, case_id, rung, task_id, person_id, place, method_id, channel, status, last_error, next_try_at)
      select kind, case_id, rung, task_id, person_id, (select max(place) from notices as known where known.case_id = unplanned.case_id and known.rung = unplanned.rung and known.person_id = unplanned.person_id)
          + row_number() over (partition by unplanned.id order by methods.position),
        methods.id, methods.name, 'failed', case when methods.verified then 'passed over: nobody serves this channel' else 'passed over: it is not verified' end, null
      from methods join unplanned on unplanned.id = methods.notice
      where not usable and status = 'queued' and kind <> 'alarm' and methods.position < coalesce((select position from ways where ways.notice = methods.notice and rank = 1), 2147483647) on conflict do nothing
    ), hopeless as (
      update notices set method_id = -notices.id, next_try_at = null, at = case when notices.status = 'queued' then now() else notices.at end, last_error = 'no other way to reach them',
        status = case when notices.status = 'queued' then 'failed' else notices.status end
      from unplanned where unplanned.id = notices.id and not exists (select 1 from ways where ways.notice = notices.id) returning notices.id, notices.kind, notices.case_id, notices.rung, notices.status
    ), unreached as (
      insert into unreached_calls (case_id, rung) select case_id, rung from hopeless where kind = 'call' and status = 'failed'
        and not exists (select 1 from notices as other where other.case_id = hopeless.case_id and other.rung = hopeless.rung and other.id <> hopeless.id and other.status in ('queued', 'accepted', 'delivered'))
      on conflict do nothing
    )
    select count(*)::int as count from unplanned`, [served, limit]);
  return found?.count ?? 0;
}

/**
 * Takes messages that may go now, each for `leaseMs`: whoever dies with them loses them to the next taker. One message a contact method is under way at a time; after it has begun, what comes within `gatherMs` is
 * gathered and goes at its end as one, alarms excepted. What may have been taken before goes again as it was. Teams take turns, and of one no more than `teamMost` are under way (`underWay`: how many are by now): a storm
 * for one holds up no other.
 */
export async function takeMessages(manager: EntityManager, { limit, now, leaseMs, gatherMs, teamMost = limit, underWay = {} }: { limit: number; now: Date; leaseMs: number; gatherMs: number; teamMost?: number; underWay?: Readonly<Record<string, number>> }): Promise<MessageToSend[]> {
  interface Row extends NoticeToSend { sentAs: string; sentBefore: boolean; channel: 'email' | 'sms'; methodId: string; team: string; personId: string; personName: string; address: string | null }
  const taken = await rows<Row>(manager, `
    with waiting as materialized (
      select method_id, min(person_id) as person_id, min(next_try_at) as since, bool_or(kind = 'alarm') as alarm, (array_agg(sent_as order by next_try_at, id) filter (where sent_as is not null))[1] as again
      from notices where status = 'queued' and method_id is not null and next_try_at <= $2 group by method_id
    ), placed as materialized (
      select waiting.*, teams.id as team, row_number() over (partition by teams.id order by alarm desc, since, method_id) as place
      from waiting left join people on people.id = waiting.person_id cross join lateral (
        select coalesce((select min(team_id) from team_members where team_members.person_id = waiting.person_id and (active_from is null or active_from <= $2) and (active_until is null or active_until > $2)), people.organisation_id, '') as id) as teams
      where exists (select 1 from notice_turns as turn where turn.method_id = waiting.method_id and turn.leased_until <= $2 and (turn.free_at <= $2 or alarm or again is not null))
    ), chosen as materialized (
      select turn.method_id, placed.again, placed.team from notice_turns as turn join placed on placed.method_id = turn.method_id
      where turn.leased_until <= $2 and (turn.free_at <= $2 or alarm or again is not null) and place + coalesce(($5::jsonb->>placed.team)::int, 0) <= $6 order by alarm desc, place, since limit $1 for update of turn skip locked
    ), picked as materialized (
      select notices.id, chosen.method_id, coalesce(chosen.again, first_value(message_id) over (partition by chosen.method_id order by notices.id)) as as_id, row_number() over (partition by chosen.method_id order by notices.id) as number
      from chosen join notices on notices.method_id = chosen.method_id where status = 'queued' and next_try_at <= $2 and sent_as is not distinct from chosen.again
    ), leased as (
      update notice_turns set leased_until = $2::timestamptz + make_interval(secs => $3::float8 / 1000), free_at = case when chosen.again is null then $2::timestamptz + make_interval(secs => $4::float8 / 1000) else free_at end
      from chosen where chosen.method_id = notice_turns.method_id
    ), taken as (
      update notices set tries = tries + 1, sent_as = picked.as_id, next_try_at = $2::timestamptz + make_interval(secs => $3::float8 / 1000) from picked where picked.id = notices.id and number <= ${MOST_LISTED} returning notices.*
    )
    select taken.id, taken.kind, taken.tries, taken.created_at as "createdAt", taken.case_id as "caseId", taken.rung, taken.sent_as as "sentAs", chosen.again is not null as "sentBefore", taken.channel, taken.method_id as "methodId", chosen.team,
      tasks.id as "taskId", tasks.step, tasks.title, tasks.status as "taskStatus", tasks.due_at as "taskDueAt", coalesce(escalations.ended_at is not null, false) as "escalationEnded", escalations.reason, calls.level, calls.role, calls.asked,
      calls.at as "calledAt", taken.person_id as "personId", people.name as "personName", case when people.active then contact_methods.address end as address
    from taken join chosen on chosen.method_id = taken.method_id join people on people.id = taken.person_id join tasks on tasks.id = taken.task_id
      left join calls on calls.case_id = taken.case_id and calls.sequence = taken.rung left join escalations on escalations.id = calls.escalation_id
      left join contact_methods on contact_methods.id = taken.method_id and contact_methods.verified_at is not null
    order by taken.id`, [limit, now, leaseMs, gatherMs, JSON.stringify(underWay), teamMost]);
  const messages = new Map<string, MessageToSend>();
  for (const { sentAs, sentBefore, channel, methodId, team, personId, personName, address, ...notice } of taken) {
    const message = messages.get(sentAs) ?? { sentAs, sentBefore, channel, methodId, team, person: { id: personId, name: personName, address }, notices: [] };
    message.notices.push(notice);
    messages.set(sentAs, message);
  }
  return [...messages.values()];
}

const stored = (error: string): string => error.replaceAll('\u0000', '').slice(0, 500);
/** The turn of the contact method is over: the next message may go once `free_at` has passed. */
const turnOver = `turn as (update notice_turns set leased_until = least(leased_until, now()) where method_id = $1)`;
const turnFree = `turn as (update notice_turns set leased_until = least(leased_until, now()), free_at = least(free_at, now()) where method_id = $1)`;

/** A service has taken the message. `receiptMs`: it gives receipts, and one should be there in that time. */
export async function messageAccepted(manager: EntityManager, { sentAs, methodId }: Pick<MessageToSend, 'sentAs' | 'methodId'>, ids: readonly string[], { at, providerId, receiptMs }: { at: Date; providerId?: string; receiptMs?: number }): Promise<void> {
  await rows(manager, `with ${turnOver}
    update notices set status = 'accepted', at = $3, last_error = null, next_try_at = null, provider_id = $4, receipt_due_at = $3::timestamptz + make_interval(secs => $5::float8 / 1000) where sent_as = $2 and id = any($6) and status = 'queued'`,
  [methodId, sentAs, at, providerId ?? null, receiptMs ?? null, ids]);
}

/** It goes again at `nextTryAt`. Unless it may have been taken, what waits by then goes with it. */
export async function messageDelayed(manager: EntityManager, { sentAs, methodId }: Pick<MessageToSend, 'sentAs' | 'methodId'>, ids: readonly string[], { at, error, unsure, nextTryAt }: { at: Date; error: string; unsure: boolean; nextTryAt: Date }): Promise<void> {
  await rows(manager, `
    with turn as (update notice_turns set leased_until = least(leased_until, now()), free_at = case when $6 then free_at else $5::timestamptz end where method_id = $1)
    update notices set at = $3, last_error = $4, next_try_at = $5, sent_as = case when $6 then sent_as end where sent_as = $2 and id = any($7) and status = 'queued'`, [methodId, sentAs, at, stored(error), nextTryAt, unsure, ids]);
}

/** This way has failed: the next is looked up at once. */
export async function messageFailed(manager: EntityManager, { sentAs, methodId }: Pick<MessageToSend, 'sentAs' | 'methodId'>, ids: readonly string[], { at, error }: { at: Date; error: string }): Promise<void> {
  await addingWays(() => rows(manager, `with ${turnFree}, ended as (
    update notices set status = 'failed', at = $3, last_error = $4, next_try_at = null where sent_as = $2 and id = any($5) and status = 'queued' returning *
  ) ${nextWay('ended')}`, [methodId, sentAs, at, stored(error), ids]));
}

/** Of what is not worth telling any more nobody is told by another way either. `turnEnds`: nothing else was sent with it. */
export async function noticesDropped(manager: EntityManager, ids: readonly string[], { at, error, turnEnds }: { at: Date; error: string; turnEnds: string | null }): Promise<void> {
  await rows(manager, `with ${turnFree} update notices set status = 'failed', at = $2, last_error = $3, next_try_at = null where id = any($4) and status = 'queued'`, [turnEnds ?? 0, at, error, ids]);
}

/** Another notice of each row of this part of the statement, whose way the planner looks up; of an alarm every way is tried already. Run within `addingWays`. */
export function nextWay(ended: string): string {
  return `insert into notices (kind, case_id, rung, task_id, person_id, place)
    select kind, case_id, rung, task_id, person_id, 1 + (select max(place) from notices as known where known.case_id = ended.case_id and known.rung = ended.rung and known.person_id = ended.person_id) from ${ended} as ended where kind <> 'alarm'`;
}

/**
 * Two that go on to the next way of one call in the same instant choose the same place for it: the later one is done again, whole, on what the other wrote. Were it let be, a call whose last way fails while
 * nobody looks would be told to nobody. A single statement, which is nothing where it fails.
 */
export async function addingWays<Result>(statement: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await statement();
    } catch (error) {
      const { code, constraint } = (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
      if (code !== '23505' || constraint !== 'notices_never_twice') throw error;
    }
  }
}
