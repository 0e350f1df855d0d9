import type { EntityManager } from 'typeorm';
import type { TaskStatus } from '#libs/contracts/events.js';
import type { CaseStatus } from '#libs/contracts/views.js';
import type { UnreachedCall } from './entities/unreached-call.js';
import { rows } from './transaction.js';

/** A call of which its case must hear that no way reached anybody. `known`: it has heard. */
export interface UnreachedToTell {
  caseId: string; rung: number; tries: number; caseStatus: CaseStatus; taskStatus: TaskStatus | null; known: boolean; version: number;
  escalationId: string; taskId: string; level: number; person: string; extra: boolean;
}

/** Takes what is to be told, oldest first, for `leaseMs`. */
export function takeUnreached(manager: EntityManager, { limit, leaseMs }: { limit: number; leaseMs: number }): Promise<UnreachedToTell[]> {
  return rows(manager, `
    with due as (
      select case_id, rung from unreached_calls where outcome is null and next_try_at <= now() order by next_try_at limit $1 for update skip locked
    ), taken as (
      update unreached_calls set tries = tries + 1, next_try_at = now() + make_interval(secs => $2::float8 / 1000) from due where due.case_id = unreached_calls.case_id and due.rung = unreached_calls.rung returning unreached_calls.*
    )
    select taken.case_id as "caseId", taken.rung, taken.tries, cases.status as "caseStatus", cases.version, tasks.status as "taskStatus", calls.unreached is not null as known, calls.escalation_id as "escalationId", calls.task_id as "taskId", calls.level,
      calls.person, coalesce((events.data->>'extra')::boolean, false) as extra
    from taken join cases on cases.id = taken.case_id join calls on calls.case_id = taken.case_id and calls.sequence = taken.rung join events on events.case_id = taken.case_id and events.sequence = taken.rung
      left join tasks on tasks.id = calls.task_id order by taken.at`, [limit, leaseMs]);
}

/** How it ended; null: it is told again at `nextTryAt`. */
export async function settleUnreached(manager: EntityManager, { caseId, rung }: Pick<UnreachedToTell, 'caseId' | 'rung'>, outcome: UnreachedCall['outcome'], nextTryAt: Date | null = null): Promise<void> {
  await rows(manager, 'update unreached_calls set outcome = $3, next_try_at = $4 where case_id = $1 and rung = $2', [caseId, rung, outcome, outcome === null ? nextTryAt ?? new Date() : null]);
}
