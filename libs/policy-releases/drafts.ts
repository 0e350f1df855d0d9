import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Page } from '#libs/contracts/views.js';
import { namesOf, type Named } from '#libs/directory/people-views.js';
import { draftOf, type Changes } from '#libs/policies/amend.js';
import { differences, type Difference } from '#libs/policies/differences.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { releasedVersion } from './in-force.js';

export type DraftStatus = 'drafted' | 'withdrawn' | 'released';
export interface DraftView {
  id: string; organisation: string; pathway: string; version: string; changes: Changes; reason: string; author: Named; draftedAt: string; status: DraftStatus;
  ended: { by: Named; at: string; because: string } | null;
}
export interface DraftWhole extends DraftView {
  /** Number by number, against the version that it changes. */
  differs: Difference[];
  /** `cases` that were lived, `left` that could not be; `unopened`: steps that it changes and none of them opened. */
  rehearsals: { id: string; status: string; askedBy: Named; askedAt: string; endedAt: string | null; cases: number | null; left: number | null; unopened: string[] }[];
  approvals: { person: Named; at: string; because: string }[];
  release: { version: string; from: string; by: Named; at: string; reason: string } | null;
}
export interface NewDraft { organisation: string; pathway: string; version: string; changes: Changes; reason: string; author: string; at: Date }
/** What a draft is about, for who is to do something about it. */
export type StandingDraft = Pick<DraftView, 'organisation' | 'pathway' | 'version' | 'changes' | 'reason'>;
interface Row { id: string; organisation_id: string; pathway: string; version: string; changes: Changes; reason: string; author: string; drafted_at: Date; status: DraftStatus; ended_at: Date | null; ended_by: string | null; ended_because: string | null }
const columns = 'id, organisation_id, pathway, version, changes, reason, author, drafted_at, status, ended_at, ended_by, ended_because';

/** @returns its id */
export async function addDraft(manager: EntityManager, { organisation, pathway, version, changes, reason, author, at }: NewDraft): Promise<string> {
  const id = randomUUID();
  await rows(manager, `insert into policy_drafts (id, organisation_id, pathway, version, changes, reason, author, drafted_at, status) values ($1, $2, $3, $4, $5, $6, $7, $8, 'drafted')`, [id, organisation, pathway, version, JSON.stringify(changes), reason, author, at]);
  return id;
}

/** null: it is not there, or of none of these organisations. */
export const standingDraft = (manager: EntityManager, id: string, organisations: readonly string[]): Promise<StandingDraft | null> =>
  firstRow<StandingDraft>(manager, 'select organisation_id as organisation, pathway, version, changes, reason from policy_drafts where id = $1 and organisation_id = any($2)', [text(id), organisations]);

/** One with all that was done about it; null: it is not there, or of none of these organisations. */
export async function draft(manager: EntityManager, id: string, organisations: readonly string[]): Promise<DraftWhole | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from policy_drafts where id = $1 and organisation_id = any($2)`, [text(id), organisations]);
  if (!row) return null;
  const rehearsed = await rows<{ id: string; status: string; asked_by: string; asked_at: Date; ended_at: Date | null; cases: number | null; left: number | null; unopened: string[] | null }>(manager, `
    select id, status, asked_by, asked_at, ended_at, (result -> 'summary' ->> 'cases')::int as cases, (result ->> 'left')::int as left, result -> 'unopened' as unopened from policy_rehearsals where draft_id = $1 order by asked_at desc`, [row.id]);
  const approved = await rows<{ person_id: string; at: Date; because: string }>(manager, 'select person_id, at, because from policy_approvals where draft_id = $1 order by at', [row.id]);
  const released = await firstRow<{ version: string; in_force_from: Date; released_by: string; released_at: Date; reason: string }>(manager, 'select version, in_force_from, released_by, released_at, reason from policy_releases where draft_id = $1', [row.id]);
  const names = await namesOf(manager, [row.author, row.ended_by ?? '', ...rehearsed.map(({ asked_by: by }) => by), ...approved.map(({ person_id: by }) => by), released?.released_by ?? '']);
  const base = await releasedVersion(manager, row.pathway, row.version, [row.organisation_id]);
  return {
    ...shown(row, names), differs: base ? differences(base.policy, draftOf(base.policy, row.changes)) : [],
    rehearsals: rehearsed.map(({ id: of, status, asked_by: by, asked_at: at, ended_at: ended, cases, left, unopened }) => ({ id: of, status, askedBy: names(by), askedAt: at.toISOString(), endedAt: ended?.toISOString() ?? null, cases, left, unopened: unopened ?? [] })),
    approvals: approved.map(({ person_id: by, at, because }) => ({ person: names(by), at: at.toISOString(), because })),
    release: released && { version: released.version, from: released.in_force_from.toISOString(), by: names(released.released_by), at: released.released_at.toISOString(), reason: released.reason },
  };
}

/** The latest first. @throws CursorUnknown */
export async function listDrafts(manager: EntityManager, organisations: readonly string[], { cursor, limit, status }: { cursor?: string | undefined; limit?: number | undefined; status?: DraftStatus | undefined }): Promise<Page<DraftView>> {
  const size = pageSize(limit);
  const after = readCursor(cursor);
  const found = await rows<Row>(manager, `
    select ${columns} from policy_drafts where organisation_id = any($1) and ($2::timestamptz is null or (drafted_at, id) < ($2, $3)) and ($4::text is null or status = $4) order by drafted_at desc, id desc limit $5`,
  [organisations, after?.at ?? null, after?.id ?? '', status ?? null, size + 1]);
  const names = await namesOf(manager, found.flatMap(({ author, ended_by: by }) => [author, by ?? '']));
  return pageOf(found, size, ({ drafted_at: at, id }) => ({ at: at.toISOString(), id }), (page) => page.map((row) => shown(row, names)));
}

function shown(row: Row, names: (id: string) => Named): DraftView {
  return {
    id: row.id, organisation: row.organisation_id, pathway: row.pathway, version: row.version, changes: row.changes, reason: row.reason, author: names(row.author), draftedAt: row.drafted_at.toISOString(), status: row.status,
    ended: row.ended_at === null ? null : { by: names(row.ended_by!), at: row.ended_at.toISOString(), because: row.ended_because! },
  };
}
