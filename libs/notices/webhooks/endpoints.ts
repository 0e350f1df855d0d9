import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { refuse } from '#libs/directory/change.js';
import { firstRow, rows } from '#libs/records/transaction.js';

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

export async function noteRotation(manager: EntityManager, id: string): Promise<void> {
  await rows(manager, 'update webhooks set rotated_at = now() where id = $1', [id]);
}

/** Nothing more is sent there, and nothing new collected for it. What waits already stays until it is switched on. */
export async function switchOff(manager: EntityManager, id: string, because: 'by-hand' | 'gone' | 'kept-failing'): Promise<boolean> {
  return (await firstRow(manager, `update webhooks set status = 'off', status_since = now(), off_because = $2 where id = $1 and status = 'on' returning id`, [id, because])) !== null;
}

/** Sent to again. `waiting`: what waits since before is sent with a fresh day to try it, or dropped. */
export async function switchOn(manager: EntityManager, id: string, waiting: 'send' | 'drop'): Promise<void> {
  const changed = await firstRow(manager, `update webhooks set status = 'on', status_since = now(), off_because = null where id = $1 and status = 'off' returning id`, [id]);
  if (!changed) refuse('switched-on-already', 'This webhook is on.');
  await rows(manager, 'update webhook_lanes set failures = 0, failing_since = null, last_error = null, next_try_at = now() where webhook_id = $1', [id]);
  await rows(manager, waiting === 'send'
    ? `update webhook_deliveries set tries = 0, first_try_at = null, next_try_at = now() where webhook_id = $1 and status = 'queued'`
    : `update webhook_deliveries set status = 'dropped', next_try_at = null, settled_at = now() where webhook_id = $1 and status = 'queued'`, [id]);
}

/** A message of kind `test`, about nothing. @returns its `webhook-id` */
export async function sendTest(manager: EntityManager, id: string): Promise<string> {
  const made = await firstRow<{ message_id: string }>(manager, `insert into webhook_deliveries (webhook_id, kind, at) select id, 'test', now() from webhooks where id = $1 and status = 'on' returning message_id`, [id]);
  if (!made) refuse('switched-off', 'This webhook is off: switch it on first.');
  return made.message_id;
}
