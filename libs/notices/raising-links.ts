import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { PayloadKeyError, type PayloadKey } from '#libs/security/payloads/payload-keys.js';
import { sameToken, tokenHash, tokenOf } from '#libs/security/signed-token.js';
import { LinkRefused } from './links.js';

const purpose = 'raising links 1';

/** A link by which a partner raises a step-up. Instants are dates. */
export interface RaisingLink {
  id: string; caseId: string; keyId: string; name: string; organisation: string; knownAs: string; madeBy: string; madeAt: Date; expiresAt: Date; revokedAt: Date | null; revokedBy: string | null; revokedBecause: string | null;
}
const columns = `id, case_id as "caseId", key_id as "keyId", name, organisation, known_as as "knownAs", made_by as "madeBy", made_at as "madeAt", expires_at as "expiresAt", revoked_at as "revokedAt", revoked_by as "revokedBy",
  revoked_because as "revokedBecause"`;

/** Made by somebody of the staff, on a case, for one partner. `id`: the same for every try of one command. `lifeMs`: how long it is good. */
export async function makeRaisingLink(manager: EntityManager, keys: readonly PayloadKey[], of: { id: string; caseId: string; name: string; organisation: string; knownAs: string; madeBy: string; lifeMs: number }): Promise<RaisingLink> {
  const [key] = keys;
  if (!key) throw new PayloadKeyError('no payload key to sign links with');
  const { id, caseId, name, organisation, knownAs, madeBy, lifeMs } = of;
  await rows(manager, `
    insert into raising_links (id, case_id, key_id, token_hash, name, organisation, known_as, made_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9::float8 / 1000)) on conflict (id) do nothing`,
  [id, caseId, key.id, tokenHash(tokenOf(key, purpose, id, [caseId])), name, organisation, knownAs, madeBy, lifeMs]);
  return (await firstRow<RaisingLink>(manager, `select ${columns} from raising_links where id = $1`, [id]))!;
}

/** Its token, for whoever of the staff hands it out; null: its key was taken away. */
export function raisingToken(keys: readonly PayloadKey[], { id, keyId, caseId }: RaisingLink): string | null {
  const key = keys.find((each) => each.id === keyId);
  return key ? tokenOf(key, purpose, id, [caseId]) : null;
}

/** Every link of a case, the newest first. */
export function raisingLinksOf(manager: EntityManager, caseId: string): Promise<RaisingLink[]> {
  return rows(manager, `select ${columns} from raising_links where case_id = $1 order by made_at desc, id`, [caseId]);
}

/** Takes a link back. @returns false when the case has no such link that still stands */
export async function revokeRaisingLink(manager: EntityManager, { id, caseId, by, because }: { id: string; caseId: string; by: string; because: string }): Promise<boolean> {
  return await firstRow(manager, 'update raising_links set revoked_at = now(), revoked_by = $3, revoked_because = $4 where id = $1 and case_id = $2 and revoked_at is null returning 1', [id, caseId, by, because]) !== null;
}

/**
 * The link of a token, where it still opens. @throws LinkRefused: 404 `link-unknown`, 410 `link-revoked`, 410 `link-expired`
 */
export async function openRaisingLink(manager: EntityManager, keys: readonly PayloadKey[], token: string): Promise<RaisingLink> {
  const found = await firstRow<RaisingLink>(manager, `select ${columns} from raising_links where token_hash = $1`, [tokenHash(token)]);
  const made = found && raisingToken(keys, found);
  // Whoever can write the table still cannot make a link of it.
  if (!found || !made || !sameToken(token, made)) throw new LinkRefused(404, 'link-unknown', 'This is no link of ours.');
  if (found.revokedAt !== null) throw new LinkRefused(410, 'link-revoked', 'This link was taken back. Ask whoever gave it to you.');
  if (found.expiresAt.getTime() <= Date.now()) throw new LinkRefused(410, 'link-expired', 'This link is too old. Ask whoever gave it to you for a new one.');
  return found;
}
