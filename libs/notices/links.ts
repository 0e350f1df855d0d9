import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { PayloadKeyError, type PayloadKey } from '#libs/security/payloads/payload-keys.js';
import { sameToken as same, tokenHash as hashOf, tokenOf as signedToken } from '#libs/security/signed-token.js';

/** How links are made. `lifeMs` is LINK_LIFE, `publicUrl` PUBLIC_URL. */
export interface LinkOptions { keys: readonly PayloadKey[]; lifeMs: number; publicUrl: string }
/** Which notice it stands in, and what it opens for whom. */
export interface LinkOf { noticeId: string; taskId: string; personId: string }

/** Why a link does not open: HTTP status, a code, a sentence that says what to do instead. `taskId` is told to whom the link was sent. */
export class LinkRefused extends Error {
  constructor(readonly status: 403 | 404 | 409 | 410, readonly code: string, detail: string, readonly taskId: string | null = null) { super(detail); this.name = 'LinkRefused'; }
}

interface Signed { id: string; taskId: string; personId: string }

const tokenOf = (key: PayloadKey, { id, taskId, personId }: Signed): string => signedToken(key, 'links 1', id, [taskId, personId]);

/** Where the pages are: of `path` on them. */
export const pageAt = (publicUrl: string, path: string): string => `${publicUrl.replace(/\/+$/, '')}${path}`;

/**
 * The link of a notice: the same at every try of it, and good for `lifeMs` from the last one until it is opened. It opens the task after sign-in; opening it acknowledges nothing.
 * A message that lists several calls links to My work (`pageAt(publicUrl, '/')`) instead.
 */
export async function linkFor(manager: EntityManager, { keys, lifeMs, publicUrl }: LinkOptions, { noticeId, taskId, personId }: LinkOf): Promise<string> {
  const [first] = keys;
  if (!first) throw new PayloadKeyError('no payload key to sign links with');
  const id = randomBytes(16).toString('base64url');
  const fresh = tokenOf(first, { id, taskId, personId });
  const made = (await firstRow<{ id: string; key_id: string; task_id: string; person_id: string }>(manager, `
    insert into links (id, notice_id, key_id, token_hash, task_id, person_id, expires_at) values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::float8 / 1000))
    on conflict (notice_id) do update set expires_at = case when links.opened_at is null then excluded.expires_at else links.expires_at end returning id, key_id, task_id, person_id`,
  [id, noticeId, first.id, hashOf(fresh), taskId, personId, lifeMs]))!;
  const at = (token: string): string => pageAt(publicUrl, `/links/${token}`);
  if (made.id === id) return at(fresh);
  const known: Signed = { id: made.id, taskId: made.task_id, personId: made.person_id };
  const key = keys.find((each) => each.id === made.key_id);
  if (key) return at(tokenOf(key, known));
  // Its key was taken away between two tries: what was sent with it is good no more.
  const again = tokenOf(first, known);
  await rows(manager, 'update links set key_id = $2, token_hash = $3 where id = $1', [made.id, first.id, hashOf(again)]);
  return at(again);
}

/**
 * Opens a link for whoever is signed in, once. @returns the task to show
 * @throws LinkRefused: 404 `link-unknown`, 403 `not-yours`, 409 `link-used`, 410 `link-expired`
 */
export async function openLink(manager: EntityManager, keys: readonly PayloadKey[], { token, person }: { token: string; person: string }): Promise<{ taskId: string }> {
  const found = await linkOf(manager, keys, token);
  if (found.person_id !== person) throw new LinkRefused(403, 'not-yours', 'This link was sent to somebody else. What is yours to do stands in My work.');
  const opened = await firstRow<{ task_id: string }>(manager, 'update links set opened_at = now(), opened_by = $2 where id = $1 and opened_at is null and expires_at > now() returning task_id', [found.id, person]);
  if (opened) return { taskId: opened.task_id };
  const used = await firstRow(manager, 'select 1 from links where id = $1 and opened_at is not null', [found.id]);
  if (used) throw new LinkRefused(409, 'link-used', 'This link was opened before, and opens only once. The task itself is still there: open it from My work.', found.task_id);
  throw new LinkRefused(410, 'link-expired', 'This link is too old. The task itself is still there: open it from My work.', found.task_id);
}

interface Row { id: string; key_id: string; task_id: string; person_id: string }

async function linkOf(manager: EntityManager, keys: readonly PayloadKey[], token: string): Promise<Row> {
  const found = await firstRow<Row>(manager, 'select id, key_id, task_id, person_id from links where token_hash = $1', [hashOf(token)]);
  const key = found && keys.find(({ id }) => id === found.key_id);
  // Whoever can write the table still cannot make a link of it.
  if (!found || !key || !same(token, tokenOf(key, { id: found.id, taskId: found.task_id, personId: found.person_id }))) throw new LinkRefused(404, 'link-unknown', 'This is no link of ours, or its key was taken away. What is yours to do stands in My work.');
  return found;
}
