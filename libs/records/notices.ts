import type { EntityManager } from 'typeorm';
import type { EscalationReason, TaskStatus } from '#libs/contracts/events.js';
import type { CaseStatus, NoticeStatus } from '#libs/contracts/views.js';
import { rows } from './transaction.js';

/** A notice that is to be sent, with what it may tell. `title` of the step `action` is somebody's free text: not for a mail. */
export interface NoticeToSend {
  id: string; messageId: string; channel: string; tries: number; createdAt: Date;
  caseId: string; organisation: string; pathway: string; policy: { id: string; version: string }; caseStatus: CaseStatus;
  taskId: string; step: string; title: string; taskStatus: TaskStatus; taskDueAt: Date;
  escalationId: string; escalationEnded: boolean; reason: EscalationReason; level: number; role: string; asked: string; calledAt: Date; rungDueAt: Date;
  /** `address` null: the directory has none, or the person is no longer active. */
  person: { id: string; name: string; address: string | null };
}

/**
 * Takes notices that are due to be sent, oldest first, for `leaseMs`: whoever dies with them loses them to the next taker. Counts the try. Several takers never get the same one at once.
 */
export function takeNotices(manager: EntityManager, { limit, now, leaseMs }: { limit: number; now: Date; leaseMs: number }): Promise<NoticeToSend[]> {
  return rows(manager, `
    with due as (
      select id from notices where status = 'queued' and next_try_at <= $2 order by next_try_at, id limit $1 for update skip locked
    ), taken as (
      update notices set tries = tries + 1, next_try_at = $2::timestamptz + make_interval(secs => $3::float8 / 1000) from due where notices.id = due.id returning notices.*
    )
    select taken.id, taken.message_id as "messageId", taken.channel, taken.tries, taken.created_at as "createdAt",
      cases.id as "caseId", cases.organisation_id as organisation, cases.pathway, jsonb_build_object('id', cases.policy_id, 'version', cases.policy_version) as policy, cases.status as "caseStatus",
      tasks.id as "taskId", tasks.step, tasks.title, tasks.status as "taskStatus", tasks.due_at as "taskDueAt",
      escalations.id as "escalationId", escalations.ended_at is not null as "escalationEnded", escalations.reason, calls.level, calls.role, calls.asked, calls.at as "calledAt", calls.due_at as "rungDueAt",
      jsonb_build_object('id', people.id, 'name', people.name, 'address', case when people.active then (
        select address from contact_methods where person_id = people.id and channel = taken.channel and verified_at is not null order by position limit 1) end) as person
    from taken join people on people.id = taken.person_id join cases on cases.id = taken.case_id join calls on calls.case_id = taken.case_id and calls.sequence = taken.rung
      join tasks on tasks.id = calls.task_id join escalations on escalations.id = calls.escalation_id
    order by taken.created_at, taken.id`, [limit, now, leaseMs]);
}

/** What became of a try. `queued` with `nextTryAt`: it will be tried again; any other status is its end. */
export async function settleNotice(manager: EntityManager, id: string, { status, at, error, nextTryAt }: { status: NoticeStatus; at: Date; error?: string; nextTryAt?: Date }): Promise<void> {
  await rows(manager, 'update notices set status = $2, at = $3, last_error = $4, next_try_at = $5 where id = $1', [id, status, at, error?.replaceAll('\u0000', '') ?? null, status === 'queued' ? (nextTryAt ?? at) : null]);
}
