import type { EntityManager } from 'typeorm';
import { listed, type PageAsked } from '#libs/directory/listed.js';
import { firstRow } from '#libs/records/transaction.js';

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface EndpointStanding { id: string; organisation: string }
export function endpointStanding(manager: EntityManager, id: string): Promise<EndpointStanding | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, 'select id, organisation_id as organisation from webhooks where id = $1', [id]);
}

export interface EndpointSearch extends PageAsked { organisations: readonly string[]; id?: string }
/** Endpoints, how it goes with them, and where one is off why and since when. No secret is in it. */
export function endpoints(manager: EntityManager, { organisations, id, ...page }: EndpointSearch): Promise<{ items: Record<string, unknown>[]; next: string | null }> {
  return listed<{ key: string; shown: Record<string, unknown> }, Record<string, unknown>>(manager, `
    select webhooks.id as key, jsonb_build_object('id', webhooks.id, 'organisation', (select jsonb_build_object('id', id, 'name', name) from organisations where id = organisation_id), 'url', url, 'description', description, 'kinds', kinds,
      'status', status, 'since', ${utc('status_since')}, 'offBecause', off_because, 'createdAt', ${utc('created_at')}, 'createdBy', (select jsonb_build_object('id', id, 'name', name) from people where id = created_by), 'rotatedAt', ${utc('rotated_at')},
      'oldSecretSignsUntil', (select ${utc('max(signs_until)')} from webhook_secrets where webhook_id = webhooks.id and signs_until > now()),
      'failing', case when failures > 0 then jsonb_build_object('since', ${utc('failing_since')}, 'times', failures, 'error', last_error) end, 'lastDeliveredAt', ${utc('last_delivered_at')},
      'waiting', (select count(*) from webhook_deliveries where webhook_id = webhooks.id and webhook_deliveries.status = 'queued')) as shown
    from webhooks join webhook_lanes on webhook_id = webhooks.id where organisation_id = any($1) and ($2::text is null or webhooks.id = $2)`, [organisations, id ?? null], page, (found) => found.map(({ shown }) => shown));
}

export interface DeliverySearch extends PageAsked { webhook: string; status?: string | undefined; id?: string }
/** What an endpoint was sent, and what waits for it, the latest first. `id` is the `webhook-id`. */
export function deliveries(manager: EntityManager, { webhook, status, id, ...page }: DeliverySearch): Promise<{ items: Record<string, unknown>[]; next: string | null }> {
  return listed<{ key: string; shown: Record<string, unknown> }, Record<string, unknown>>(manager, `
    select lpad((9000000000000000000 - id)::text, 19, '0') as key, jsonb_build_object('id', message_id, 'kind', kind, 'caseId', case_id, 'sequence', sequence, 'taskId', task_id, 'escalationId', escalation_id, 'step', step, 'at', ${utc('at')},
      'status', status, 'tries', tries, 'nextTryAt', ${utc('next_try_at')}, 'answered', answered, 'error', last_error, 'settledAt', ${utc('settled_at')}) as shown
    from webhook_deliveries where webhook_id = $1 and ($2::text is null or status = $2) and ($3::text is null or message_id = $3)`, [webhook, status ?? null, id ?? null], page, (found) => found.map(({ shown }) => shown));
}

/** How many endpoints were switched off because they no longer took anything, and nobody has switched them on or off since. */
export async function lostEndpoints(manager: EntityManager): Promise<number> {
  return (await firstRow<{ count: number }>(manager, `select count(*)::int as count from webhooks where status = 'off' and off_because <> 'by-hand'`))!.count;
}
