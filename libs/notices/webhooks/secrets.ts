import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import type { PayloadKey } from '#libs/security/payloads/payload-keys.js';
import { seal, unseal } from '#libs/security/payloads/sealed-text.js';

const boundTo = (webhook: string): string => `webhook ${webhook}`;

/** A new secret for the endpoint; what signed until now signs on for `overlapMs`, and what was older no more. @returns it, sealed: to be unsealed for whoever asked, and shown once */
export async function newSecret(manager: EntityManager, keys: readonly PayloadKey[], webhook: string, overlapMs: number): Promise<string> {
  const sealed = seal(keys, `whsec_${randomBytes(32).toString('base64')}`, boundTo(webhook));
  await rows(manager, 'delete from webhook_secrets where webhook_id = $1 and signs_until is not null', [webhook]);
  await rows(manager, 'update webhook_secrets set signs_until = now() + make_interval(secs => $2::float8 / 1000) where webhook_id = $1', [webhook, overlapMs]);
  await rows(manager, 'insert into webhook_secrets (webhook_id, generation, sealed) select $1, coalesce(max(generation), 0) + 1, $2 from webhook_secrets where webhook_id = $1', [webhook, sealed]);
  return sealed;
}

/** @throws UnreadablePayload */
export const openSecret = (keys: readonly PayloadKey[], webhook: string, sealed: string): string => unseal(keys, sealed, boundTo(webhook));
