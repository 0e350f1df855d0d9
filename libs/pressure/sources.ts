import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { EntityManager } from 'typeorm';
import { refuse } from '#libs/directory/change.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import type { PayloadKey } from '#libs/security/payloads/payload-keys.js';
import { seal, unseal } from '#libs/security/payloads/sealed-text.js';

/** Whoever sends indicators: an ambulance service's system, with a secret that it signs with as Standard Webhooks has it. */
export interface Source { id: string; organisation: string; name: string; indicators: string[]; createdAt: Date; createdBy: { id: string; name: string }; endedAt: Date | null; lastHeardAt: Date | null }
const boundTo = (source: string): string => `indicators ${source}`;
const MOST = 20;

/** Inside a change of the directory. @returns its id, and its secret sealed: opened for whoever asked, once */
export async function addSource(manager: EntityManager, keys: readonly PayloadKey[], by: string, { organisation, name, indicators }: { organisation: string; name: string; indicators: readonly string[] }): Promise<{ id: string; secret: string }> {
  const { count } = (await firstRow<{ count: number }>(manager, 'select count(*)::int as count from indicator_sources where organisation_id = $1 and ended_at is null', [organisation]))!;
  if (count >= MOST) refuse('enough-sources', `An organisation has ${MOST} sources at most.`);
  const id = randomUUID();
  const secret = seal(keys, `whsec_${randomBytes(32).toString('base64')}`, boundTo(id));
  await rows(manager, 'insert into indicator_sources (id, organisation_id, name, indicators, created_by) values ($1, $2, $3, $4, $5)', [id, organisation, name, [...new Set(indicators)], by]);
  await rows(manager, 'insert into indicator_secrets (source_id, sealed) values ($1, $2)', [id, secret]);
  return { id, secret };
}
/** @throws UnreadablePayload */
export const openSourceSecret = (keys: readonly PayloadKey[], source: string, sealed: string): string => unseal(keys, sealed, boundTo(source));
export async function endSource(manager: EntityManager, id: string): Promise<void> {
  if (!(await firstRow(manager, 'update indicator_sources set ended_at = now() where id = $1 and ended_at is null returning id', [id]))) refuse('ended-already', 'Nothing is taken from it any more.');
}

export function sourceStanding(manager: EntityManager, id: string): Promise<{ id: string; organisation: string } | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, 'select id, organisation_id as organisation from indicator_sources where id = $1', [id]);
}
export function sourcesOf(manager: EntityManager, organisations: readonly string[], id?: string): Promise<Source[]> {
  return rows(manager, `select id, organisation_id as organisation, name, indicators, created_at as "createdAt", (select jsonb_build_object('id', people.id, 'name', people.name) from people where people.id = created_by) as "createdBy", ended_at as "endedAt",
      (select max(received_at) from indicator_messages where source_id = indicator_sources.id) as "lastHeardAt"
    from indicator_sources where organisation_id = any($1) and ($2::text is null or id = $2) order by created_at, id`, [organisations, id ?? null]);
}

/** The headers of Standard Webhooks. */
export interface Signed { id: string; timestamp: string; signature: string }
/** The source that signed these bytes, no longer ago or ahead than the library's five minutes; null: nobody that we know. */
export async function signedBy(manager: EntityManager, keys: readonly PayloadKey[], source: string, body: Buffer, { id, timestamp, signature }: Signed): Promise<{ id: string; organisation: string; indicators: string[] } | null> {
  const found = source.includes('\u0000') ? null : await firstRow<{ id: string; organisation: string; indicators: string[]; sealed: string }>(manager, `
    select id, organisation_id as organisation, indicators, sealed from indicator_sources join indicator_secrets on source_id = id where id = $1 and ended_at is null`, [source]);
  if (!found) return null;
  try {
    new Webhook(openSourceSecret(keys, found.id, found.sealed)).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
  } catch (error) {
    if (error instanceof WebhookVerificationError) return null;
    throw error;
  }
  return found;
}

/** Takes a message once. `again`: it was taken before; `other`: its id was, with something else in it. */
export async function takeMessage(manager: EntityManager, source: string, messageId: string, body: Buffer): Promise<'new' | 'again' | 'other'> {
  const hash = createHash('sha256').update(body).digest('hex');
  if (await firstRow(manager, 'insert into indicator_messages (source_id, message_id, body_hash) values ($1, $2, $3) on conflict do nothing returning message_id', [source, messageId, hash])) return 'new';
  return (await firstRow<{ body_hash: string }>(manager, 'select body_hash from indicator_messages where source_id = $1 and message_id = $2', [source, messageId]))?.body_hash === hash ? 'again' : 'other';
}
