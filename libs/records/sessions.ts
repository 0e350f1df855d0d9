import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from './transaction.js';

/** Whom an issuer says that somebody is. */
export interface SignedIn { issuer: string; subject: string }
/** How long a session lasts without anything done in it, and at most. Milliseconds. */
export interface SessionLimits { idleMs: number; longestMs: number }

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');
/** How exactly the last time that somebody was seen is kept; each page would be a write otherwise. */
const SEEN_EVERY_MS = 30_000;

/** Begins a session. @returns its id, which the browser alone keeps */
export async function beginSession(manager: EntityManager, { issuer, subject }: SignedIn, now: Date, limits: SessionLimits): Promise<string> {
  const id = randomBytes(32).toString('base64url');
  // What ended a day ago is needed for nothing, not even to say whose form it was.
  await rows(manager, 'delete from sessions where started_at < $1', [new Date(now.getTime() - limits.longestMs - 86_400_000)]);
  await rows(manager, 'insert into sessions (hash, issuer, subject, started_at, seen_at) values ($1, $2, $3, $4, $4)', [hashOf(id), issuer, subject, now]);
  return id;
}

/** `over`: it was theirs, and has ended. */
export interface FoundSession extends SignedIn { over: boolean }

/** The session of that id; null where there is none. `doing`: a person did something, rather than a page by itself. */
export async function findSession(manager: EntityManager, id: string, now: Date, { idleMs, longestMs }: SessionLimits, { doing }: { doing: boolean }): Promise<FoundSession | null> {
  const hash = hashOf(id);
  const found = await firstRow<{ issuer: string; subject: string; started_at: Date; seen_at: Date; ended_at: Date | null }>(manager, 'select issuer, subject, started_at, seen_at, ended_at from sessions where hash = $1', [hash]);
  if (!found) return null;
  const { issuer, subject, started_at: started, seen_at: seen, ended_at: ended } = found;
  const over = ended !== null || now.getTime() >= started.getTime() + longestMs || now.getTime() >= seen.getTime() + idleMs;
  if (doing && !over && now.getTime() - seen.getTime() >= Math.min(SEEN_EVERY_MS, idleMs / 10)) await rows(manager, 'update sessions set seen_at = greatest(seen_at, $2) where hash = $1', [hash, now]);
  return { issuer, subject, over };
}

export async function endSession(manager: EntityManager, id: string, now: Date): Promise<void> {
  await rows(manager, 'update sessions set ended_at = $2 where hash = $1 and ended_at is null', [hashOf(id), now]);
}
