import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { SignedIn } from './sessions.js';
import { firstRow, rows } from './transaction.js';

type Fields = Readonly<Record<string, string | string[]>>;
/** How long what was typed waits for whoever typed it. */
const KEPT_MS = 12 * 3_600_000;

/** Keeps what somebody typed. @returns by what it is found again */
export async function keepForm(manager: EntityManager, { issuer, subject }: SignedIn, path: string, fields: Fields, now: Date): Promise<string> {
  const id = randomBytes(18).toString('base64url');
  await rows(manager, 'delete from kept_forms where kept_at < $1', [new Date(now.getTime() - KEPT_MS)]);
  await rows(manager, 'insert into kept_forms (id, issuer, subject, path, fields, kept_at) values ($1, $2, $3, $4, $5, $6)', [id, issuer, subject, path, JSON.stringify(fields).replaceAll('\\u0000', ''), now]);
  return id;
}

/** What that person typed; null for everybody else, and when it is too long ago. */
export async function keptForm(manager: EntityManager, id: string, { issuer, subject }: SignedIn): Promise<Fields | null> {
  if (id.includes('\u0000')) return null;
  const found = await firstRow<{ fields: Fields }>(manager, 'select fields from kept_forms where id = $1 and issuer = $2 and subject = $3', [id, issuer, subject]);
  return found?.fields ?? null;
}
