import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { namesOf } from '#libs/directory/people-views.js';
import type { Page } from '#libs/contracts/views.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import type { RehearsalStatus } from '#libs/records/entities/policy-rehearsal.js';
import { text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import type { Changes } from '#libs/policies/amend.js';
import type { RehearsalResult } from './work-off.js';

export interface RehearsalView {
  id: string; organisation: string; pathway: string; version: string; changes: Changes; reason: string; from: string; to: string; askedBy: { id: string; name: string }; askedAt: string; status: RehearsalStatus;
  /** How many cases have been lived once more, of how many; null: not counted yet. */
  done: number; total: number | null; endedAt: string | null;
  /** Why it failed, where that lies in the draft. */
  failedBecause: string | null;
}
export interface RehearsalWhole extends RehearsalView { result: RehearsalResult | null }
export interface Asked { organisation: string; pathway: string; version: string; changes: Changes; reason: string; from: Date; to: Date; askedBy: string; askedAt: Date; draft?: string }
interface Row { id: string; organisation_id: string; pathway: string; version: string; changes: Changes; reason: string; cases_from: Date; cases_to: Date; asked_by: string; asked_at: Date; status: RehearsalStatus; done: number; total: number | null; ended_at: Date | null; failed_because: string | null; result: RehearsalResult | null }

const columns = 'id, organisation_id, pathway, version, changes, reason, cases_from, cases_to, asked_by, asked_at, status, done, total, ended_at, failed_because';

/** Asks for a rehearsal: a worker takes it. @returns its id */
export async function askRehearsal(manager: EntityManager, { organisation, pathway, version, changes, reason, from, to, askedBy, askedAt, draft }: Asked): Promise<string> {
  const id = randomUUID();
  await rows(manager, `insert into policy_rehearsals (id, organisation_id, pathway, version, changes, reason, cases_from, cases_to, asked_by, asked_at, draft_id, status) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued')`,
    [id, organisation, pathway, version, JSON.stringify(changes), reason, from, to, askedBy, askedAt, draft ?? null]);
  return id;
}

/** @returns false when it has ended already */
export async function cancelRehearsal(manager: EntityManager, id: string): Promise<boolean> {
  return await firstRow(manager, `update policy_rehearsals set status = 'cancelled', ended_at = now() where id = $1 and status in ('queued', 'running') returning id`, [text(id)]) !== null;
}

/** One with what came of it; null: it is not there, or of none of these organisations. */
export async function rehearsal(manager: EntityManager, id: string, organisations: readonly string[]): Promise<RehearsalWhole | null> {
  const row = await firstRow<Row>(manager, `select ${columns}, result from policy_rehearsals where id = $1 and organisation_id = any($2)`, [text(id), organisations]);
  return row && { ...shown(row, await namesOf(manager, [row.asked_by])), result: row.result };
}

/** The latest first. @throws CursorUnknown */
export async function listRehearsals(manager: EntityManager, organisations: readonly string[], { cursor, limit }: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<RehearsalView>> {
  const size = pageSize(limit);
  const after = readCursor(cursor);
  const found = await rows<Row>(manager, `
    select ${columns} from policy_rehearsals where organisation_id = any($1) and ($2::timestamptz is null or (asked_at, id) < ($2, $3)) order by asked_at desc, id desc limit $4`, [organisations, after?.at ?? null, after?.id ?? '', size + 1]);
  const names = await namesOf(manager, found.map((row) => row.asked_by));
  return pageOf(found, size, ({ asked_at: at, id }) => ({ at: at.toISOString(), id }), (page) => page.map((row) => shown(row, names)));
}

function shown(row: Row, names: (id: string) => { id: string; name: string }): RehearsalView {
  return {
    id: row.id, organisation: row.organisation_id, pathway: row.pathway, version: row.version, changes: row.changes, reason: row.reason, from: row.cases_from.toISOString(), to: row.cases_to.toISOString(), askedBy: names(row.asked_by),
    askedAt: row.asked_at.toISOString(), status: row.status, done: row.done, total: row.total, endedAt: row.ended_at?.toISOString() ?? null, failedBecause: row.failed_because,
  };
}
