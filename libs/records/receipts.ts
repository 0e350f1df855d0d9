import type { EntityManager } from 'typeorm';
import { addingWays, nextWay } from './notices.js';
import { rows } from './transaction.js';

/** What a service says became of a message that it took: by our own id of it, or by theirs. `why` is kept with a failure. */
export interface ReceiptGiven { reference: string | null; providerId: string; status: 'delivered' | 'failed'; why?: string; at: Date }

/**
 * Writes a receipt down. Told again it changes nothing; one that comes late still says what became of the message, but what was called `unknown` meanwhile is tried by another way already.
 * @returns how many notices it bears on; 0 where it is of nothing of ours
 */
export async function receiptGiven(manager: EntityManager, { reference, providerId, status, why, at }: ReceiptGiven): Promise<number> {
  const found = await addingWays(() => rows<{ id: string }>(manager, `
    with known as (
      select id, status as before from notices where sent_as = $1 or provider_id = $2 for update
    ), ended as (
      update notices set status = $3, at = $4, last_error = $5, next_try_at = null, receipt_due_at = null, provider_id = $2 from known where known.id = notices.id and before in ('queued', 'accepted', 'unknown') returning notices.*
    ), going_on as (
      select ended.* from ended join known on known.id = ended.id where ended.status = 'failed' and before <> 'unknown'
    ), next_way as (${nextWay('going_on')})
    select id from known`, [reference, providerId, status, at, status === 'failed' ? why ?? 'failed' : null]));
  return found.length;
}

/** A message whose receipt did not come in its time. */
export interface Overdue { sentAs: string; channel: 'email' | 'sms'; providerId: string | null }
export function overdueReceipts(manager: EntityManager, { now, limit }: { now: Date; limit: number }): Promise<Overdue[]> {
  return rows(manager, `
    select sent_as as "sentAs", min(channel) as channel, min(provider_id) as "providerId" from notices where receipt_due_at <= $1 group by sent_as order by min(receipt_due_at) limit $2`, [now, limit]);
}

/** Nobody can tell whether it arrived: the next way is tried. */
export async function receiptMissing(manager: EntityManager, sentAs: string, at: Date): Promise<void> {
  await addingWays(() => rows(manager, `with ended as (
    update notices set status = 'unknown', at = $2, last_error = 'no receipt came in its time', receipt_due_at = null where sent_as = $1 and status = 'accepted' and receipt_due_at is not null returning *
  ) ${nextWay('ended')}`, [sentAs, at]));
}

/** What was tried and nobody has taken for that long is told by the next way as well; it is tried on all the same. Once a notice. @returns how many */
export async function tooLongUntaken(manager: EntityManager, before: Date): Promise<number> {
  const found = await addingWays(() => rows(manager, `with ended as (
    select * from notices where status = 'queued' and tries > 0 and created_at < $1 and kind <> 'alarm'
      and not exists (select 1 from notices as later where later.case_id = notices.case_id and later.rung = notices.rung and later.person_id = notices.person_id and later.place > notices.place and coalesce(later.last_error, '') not like 'passed over%')
  ) ${nextWay('ended')} returning 1`, [before]));
  return found.length;
}
