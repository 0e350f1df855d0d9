import type { EntityManager } from 'typeorm';
import type { WebhookPayload } from '#libs/contracts/webhooks.js';
import { inTransaction, rows } from '#libs/records/transaction.js';
import { waitAfter } from '../retry.js';
import { queueForLeads } from '../staff-mails.js';
import { switchOff } from './endpoints.js';
import type { Posted } from './post.js';

/** A message that is to be sent now, with what signs it: sealed, the newest first. */
export interface DeliveryToSend {
  id: string; messageId: string; webhook: string; organisation: string; url: string; sealed: string[]; tries: number; failures: number;
  kind: WebhookPayload['type']; at: Date; caseId: string | null; sequence: number | null; taskId: string | null; escalationId: string | null; step: string | null;
}
export interface Taking { limit: number; eachAtOnce: number; busy: ReadonlyMap<string, number>; leaseMs: number }

/**
 * Takes messages whose turn it is, for `leaseMs`. Of one case an endpoint gets one at a time, in the order of its events; of all cases at most `eachAtOnce`, and one while it fails. `busy` says how many of an
 * endpoint this process has under way. Several takers never get the same one.
 */
export function takeDeliveries(manager: EntityManager, { limit, eachAtOnce, busy, leaseMs }: Taking): Promise<DeliveryToSend[]> {
  return rows(manager, `
    with lanes as (
      select webhooks.id, case when failures > 0 then 1 else $2::int end - coalesce(busy.count, 0) as room
      from webhooks join webhook_lanes on webhook_lanes.webhook_id = webhooks.id left join unnest($3::text[], $4::int[]) as busy (id, count) on busy.id = webhooks.id
      where webhooks.status = 'on' and webhook_lanes.next_try_at <= now()
    ), due as (
      select picked.id from lanes cross join lateral (
        select waiting.id from webhook_deliveries as waiting where waiting.webhook_id = lanes.id and waiting.status = 'queued' and waiting.next_try_at <= now()
          and not exists (select 1 from webhook_deliveries as earlier where earlier.webhook_id = waiting.webhook_id and earlier.case_id = waiting.case_id and earlier.status = 'queued' and earlier.id < waiting.id)
        order by waiting.next_try_at, waiting.id limit greatest(lanes.room, 0) for update skip locked) as picked limit $1
    ), taken as (
      update webhook_deliveries as taken set tries = tries + 1, first_try_at = coalesce(first_try_at, now()), next_try_at = now() + make_interval(secs => $5::float8 / 1000) from due where taken.id = due.id returning taken.*
    )
    select taken.id, taken.message_id as "messageId", taken.webhook_id as webhook, organisation_id as organisation, url, taken.tries, failures, kind, taken.at, case_id as "caseId", sequence, task_id as "taskId", escalation_id as "escalationId", step,
      array(select sealed from webhook_secrets where webhook_id = taken.webhook_id and (signs_until is null or signs_until > now()) order by generation desc) as sealed
    from taken join webhooks on webhooks.id = taken.webhook_id join webhook_lanes on webhook_lanes.webhook_id = taken.webhook_id order by taken.id`,
  [limit, eachAtOnce, [...busy.keys()], [...busy.values()], leaseMs]);
}

export interface Patience { retryMaxMs: number; giveUpMs: number }

/** Writes down what became of a try. An endpoint that is gone, or whose message failed through all of `giveUpMs`, is switched off, and its organisation's leads are told. @returns whether that was so */
export function settleDelivery(manager: EntityManager, sent: DeliveryToSend, posted: Posted, { retryMaxMs, giveUpMs }: Patience): Promise<boolean> {
  return inTransaction(manager, async (within) => {
    if (posted.delivered) {
      await rows(within, `update webhook_deliveries set status = 'delivered', answered = $2, last_error = null, next_try_at = null, settled_at = now() where id = $1 and status = 'queued'`, [sent.id, posted.answered]);
      await rows(within, 'update webhook_lanes set failures = 0, failing_since = null, last_error = null, last_delivered_at = now(), next_try_at = now() where webhook_id = $1', [sent.webhook]);
      return false;
    }
    if (posted.cut) {
      await rows(within, `update webhook_deliveries set tries = greatest(tries - 1, 0), next_try_at = now() where id = $1 and status = 'queued'`, [sent.id]);
      return false;
    }
    const wait = Math.min(Math.max(waitAfter(sent.tries, retryMaxMs), posted.retryAfterMs), Math.max(retryMaxMs, 3_600_000));
    const [failed] = await rows<{ over: boolean }>(within, `
      update webhook_deliveries set answered = $2, last_error = $3, next_try_at = now() + make_interval(secs => $4::float8 / 1000) where id = $1 and status = 'queued' returning first_try_at <= now() - make_interval(secs => $5::float8 / 1000) as over`,
    [sent.id, posted.answered, posted.why, wait, giveUpMs]);
    await rows(within, 'update webhook_lanes set failures = failures + 1, failing_since = coalesce(failing_since, now()), last_error = $2, next_try_at = now() + make_interval(secs => $3::float8 / 1000) where webhook_id = $1',
      [sent.webhook, posted.why, waitAfter(sent.failures + 1, retryMaxMs)]);
    return posted.gone || failed?.over === true ? switchOffLoudly(within, sent, posted.gone ? 'gone' : 'kept-failing') : false;
  });
}

const why = { gone: 'it answered 410: it is gone for good', 'kept-failing': 'it did not take a message, however often it was tried' } as const;

async function switchOffLoudly(manager: EntityManager, { webhook, organisation, url }: DeliveryToSend, because: keyof typeof why): Promise<boolean> {
  await rows(manager, `select set_config('handrail.actor', '{"system": "webhooks"}', true), set_config('handrail.reason', $1, true)`, [why[because]]);
  // What the address of before said is nothing about the one of now.
  if (!(await switchOff(manager, webhook, because, url))) return false;
  const { waiting, since } = (await rows<{ waiting: number; since: string }>(manager, `
    select (select count(*)::int from webhook_deliveries where webhook_id = $1 and status = 'queued') as waiting, status_since::text as since from webhooks where id = $1`, [webhook]))[0]!;
  await queueForLeads(manager, organisation, {
    key: `webhook-off ${webhook} ${since}`, subject: 'A webhook was switched off', lines: [
      `The webhook ${webhook} to ${new URL(url).host} was switched off: ${why[because]}.`, '',
      `${waiting} message(s) wait for it. From now on that system is told nothing of your cases, and nothing more is kept for it.`,
      'When it takes messages again, switch it on: POST /v1/webhooks/ID/switch-on. What it says of itself stands in GET /v1/webhooks.',
    ],
  });
  return true;
}
