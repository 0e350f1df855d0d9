import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { refuse } from '#libs/directory/change.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { queueForLeads } from '../staff-mails.js';

/** Changes of endpoints, each inside a change of the directory (asChange), so that it is written down who made it and why. */
const MOST = 20;

export interface NewEndpoint { organisation: string; url: string; description: string; kinds: readonly string[] }

export async function addEndpoint(manager: EntityManager, by: string, { organisation, url, description, kinds }: NewEndpoint): Promise<string> {
  const { count } = (await firstRow<{ count: number }>(manager, 'select count(*)::int as count from webhooks where organisation_id = $1', [organisation]))!;
  if (count >= MOST) refuse('enough-webhooks', `An organisation has ${MOST} webhooks at most.`);
  const id = randomUUID();
  await rows(manager, 'insert into webhooks (id, organisation_id, url, description, kinds, created_by) values ($1, $2, $3, $4, $5, $6)', [id, organisation, url, description, [...new Set(kinds)], by]);
  await rows(manager, 'insert into webhook_lanes (webhook_id) values ($1)', [id]);
  return id;
}

export interface EndpointEdit { url?: string | undefined; description?: string | undefined; kinds?: readonly string[] | undefined }

/** What is not said stays. Another URL begins anew: what waits goes there, with a fresh day to try it. What waits of a kind that is told no more is dropped. */
export async function editEndpoint(manager: EntityManager, id: string, { url, description, kinds }: EndpointEdit): Promise<void> {
  const { moved } = (await firstRow<{ moved: boolean }>(manager, `
    update webhooks set url = coalesce($2, webhooks.url), description = coalesce($3, webhooks.description), kinds = coalesce($4, webhooks.kinds) from webhooks as before where webhooks.id = $1 and before.id = $1
    returning webhooks.url <> before.url as moved`, [id, url ?? null, description ?? null, kinds ? [...new Set(kinds)] : null]))!;
  if (moved) await beginAnew(manager, id);
  if (kinds) await rows(manager, `update webhook_deliveries set status = 'dropped', next_try_at = null, settled_at = now() where webhook_id = $1 and status = 'queued' and kind <> 'test' and kind <> all($2)`, [id, kinds]);
}

/** What was tried before says nothing of the endpoint any more. */
async function beginAnew(manager: EntityManager, id: string): Promise<void> {
  await rows(manager, 'update webhook_lanes set failures = 0, failing_since = null, last_error = null, next_try_at = now() where webhook_id = $1', [id]);
  await rows(manager, `update webhook_deliveries set tries = 0, first_try_at = null, next_try_at = now() where webhook_id = $1 and status = 'queued'`, [id]);
}

export async function noteRotation(manager: EntityManager, id: string): Promise<void> {
  await rows(manager, 'update webhooks set rotated_at = now() where id = $1', [id]);
}

/** Nothing more is sent there, and nothing new collected for it. What waits already stays until it is switched on. One that was switched off because it took nothing is switched off by hand too: somebody has seen it. `url`: only while it leads there. */
export async function switchOff(manager: EntityManager, id: string, because: 'by-hand' | 'gone' | 'kept-failing', url?: string): Promise<boolean> {
  return (await firstRow(manager, `update webhooks set status = 'off', status_since = now(), off_because = $2 where id = $1 and (status = 'on' or ($2 = 'by-hand' and off_because <> 'by-hand')) and ($3::text is null or url = $3) returning id`, [id, because, url ?? null])) !== null;
}

/** Sent to again. `waiting`: what waits since before is sent with a fresh day to try it, or dropped. Who was told that it was switched off for taking nothing is told that it is over. */
export async function switchOn(manager: EntityManager, id: string, waiting: 'send' | 'drop'): Promise<void> {
  const changed = await firstRow<{ organisation: string; url: string; lost: boolean; since: string }>(manager, `
    update webhooks set status = 'on', status_since = now(), off_because = null from webhooks as before where webhooks.id = $1 and before.id = $1 and before.status = 'off'
    returning webhooks.organisation_id as organisation, webhooks.url, before.off_because <> 'by-hand' as lost, before.status_since::text as since`, [id]);
  if (!changed) refuse('switched-on-already', 'This webhook is on.');
  if (waiting === 'drop') await rows(manager, `update webhook_deliveries set status = 'dropped', next_try_at = null, settled_at = now() where webhook_id = $1 and status = 'queued'`, [id]);
  await beginAnew(manager, id);
  if (!changed.lost) return;
  await queueForLeads(manager, changed.organisation, {
    key: `webhook-on ${id} ${changed.since}`, subject: 'A webhook is on again', lines: [
      `The webhook ${id} to ${new URL(changed.url).host}, which had been switched off because it took no messages, was switched on again.`, '', 'What happened while it was off is not sent: that system asks GET /v1/cases/ID/events.',
    ],
  });
}

/** A message of kind `test`, about nothing. @returns its `webhook-id` */
export async function sendTest(manager: EntityManager, id: string): Promise<string> {
  const made = await firstRow<{ message_id: string }>(manager, `insert into webhook_deliveries (webhook_id, kind, at) select id, 'test', now() from webhooks where id = $1 and status = 'on' returning message_id`, [id]);
  if (!made) refuse('switched-off', 'This webhook is off: switch it on first.');
  return made.message_id;
}
