import type { EntityManager } from 'typeorm';
import { firstRow } from './transaction.js';

/** What the live worker does beside the cases, each by a queue of its own in the record. */
export const queues = ['notices', 'receipts', 'unreached', 'codes', 'staff-mails', 'webhooks'] as const;
export type Queue = (typeof queues)[number];

/**
 * In which queues something may be due now, by one statement: an index for each, and nothing is read where nothing waits. It may say yes where its taker finds nothing for it (a turn that is leased), never no where the
 * taker would find something: what a taker's own statement asks for is a part of what is asked here. `untakenBefore`: what was written before and nobody took is told by the next way.
 */
export async function waitingWork(manager: EntityManager, untakenBefore: Date): Promise<ReadonlySet<Queue>> {
  const found = await firstRow<Record<Queue, boolean>>(manager, `
    select exists (select 1 from notices where method_id is null and status in ('queued', 'rehearsed')) or exists (select 1 from notices where status = 'queued' and next_try_at <= now()) as notices,
      exists (select 1 from notices where receipt_due_at <= now()) or exists (select 1 from notices where status = 'queued' and tries > 0 and created_at < $1 and kind <> 'alarm') as receipts,
      exists (select 1 from unreached_calls where outcome is null and next_try_at <= now()) as unreached,
      exists (select 1 from contact_codes where code is not null and (next_try_at <= now() or expires_at <= now())) as codes,
      exists (select 1 from staff_mails where status = 'queued' and next_try_at <= now()) as "staff-mails",
      exists (select 1 from webhooks join webhook_lanes on webhook_lanes.webhook_id = webhooks.id where webhooks.status = 'on' and webhook_lanes.next_try_at <= now()
        and exists (select 1 from webhook_deliveries where webhook_deliveries.webhook_id = webhooks.id and webhook_deliveries.status = 'queued' and webhook_deliveries.next_try_at <= now())) as webhooks`, [untakenBefore]);
  return new Set(queues.filter((queue) => found?.[queue]));
}
