import type { EntityManager } from 'typeorm';
import type { Actor } from '#libs/contracts/events.js';
import { firstRow, rows } from './transaction.js';

export interface CommandScope { caller: string; method: string; path: string; key: string; bodyHash: string; updateId: string; type: string; caseId?: string }
export interface StoredCommand { updateId: string; caseId: string | null; httpStatus: number | null; response: unknown; createdAt: Date }
/**
 * `new`: go on. `sent`: an earlier try got no answer, go on with its update id and case. `done`: it happened; the response is there, or null when the
 * caller's process died before it was written: then the view says it. `reused`: the key was used with another body.
 */
export interface CommandClaim { state: 'new' | 'sent' | 'done' | 'reused'; command: StoredCommand }

/** A key belongs to caller, method and path, and is kept this long. */
export const KEPT_MS = 30 * 24 * 60 * 60_000;

interface Row { update_id: string; case_id: string | null; body_hash: string; status: 'sent' | 'done'; http_status: number | null; response: unknown; created_at: Date }
const columns = 'update_id, case_id, body_hash, status, http_status, response, created_at';

/** Takes the key of a command, or says what became of it. Of two at once, one is `new` and the other waits for it to commit. */
export async function claimCommand(manager: EntityManager, scope: CommandScope): Promise<CommandClaim> {
  const { caller, method, path, key, bodyHash, updateId, type, caseId } = scope;
  for (;;) {
    const made = await firstRow<Row>(manager, `
      insert into commands (update_id, caller, method, path, key, body_hash, type, case_id, status) values ($1, $2, $3, $4, $5, $6, $7, $8, 'sent') on conflict do nothing returning ${columns}`,
    [updateId, caller, method, path, key, bodyHash, type, caseId ?? null]);
    if (made) return { state: 'new', command: command(made) };
    const found = await firstRow<Row>(manager, `select ${columns} from commands where caller = $1 and method = $2 and path = $3 and key = $4`, [caller, method, path, key]);
    // Forgotten between the two statements: it is free again.
    if (found) return { state: found.body_hash === bodyHash ? found.status : 'reused', command: command(found) };
  }
}

function command(row: Row): StoredCommand {
  return { updateId: row.update_id, caseId: row.case_id, httpStatus: row.http_status, response: row.response, createdAt: row.created_at };
}

/** Keeps the answer of a command. The first one stays: what is given back is what every repeat of the key will be told. */
export async function finishCommand(manager: EntityManager, updateId: string, answer: { httpStatus: number; response: unknown; caseId?: string }): Promise<{ httpStatus: number; response: unknown }> {
  const { httpStatus, response, caseId } = answer;
  const kept = await firstRow<Row>(manager, `
    update commands set status = 'done', done_at = coalesce(done_at, now()), http_status = $2, response = $3::json, case_id = coalesce(case_id, $4)
    where update_id = $1 and http_status is null returning ${columns}`, [updateId, httpStatus, JSON.stringify(response ?? null), caseId ?? null]);
  const found = kept ?? await firstRow<Row>(manager, `select ${columns} from commands where update_id = $1`, [updateId]);
  return found && found.http_status !== null ? { httpStatus: found.http_status, response: found.response } : { httpStatus, response };
}

/** What became of a command so far; null: its key was given back. */
export async function storedCommand(manager: EntityManager, updateId: string): Promise<(StoredCommand & { status: 'sent' | 'done' }) | null> {
  const found = await firstRow<Row>(manager, `select ${columns} from commands where update_id = $1`, [updateId]);
  return found && { ...command(found), status: found.status };
}

/** Keeps a rule's no as the answer of a command of which nothing has happened. @returns false when something has: a twin of the same key was there first */
export async function refuseCommand(manager: EntityManager, updateId: string, { httpStatus, response }: { httpStatus: number; response: unknown }): Promise<boolean> {
  const kept = await firstRow(manager, `
    update commands set status = 'done', done_at = now(), http_status = $2, response = $3::json where update_id = $1 and status = 'sent' returning 1`, [updateId, httpStatus, JSON.stringify(response)]);
  return kept !== null;
}

/** Gives the key back: what was refused for a wrong field may be sent again, mended. Not what has happened. @returns whether it was given back */
export async function forgetCommand(manager: EntityManager, updateId: string): Promise<boolean> {
  return await firstRow(manager, `delete from commands where update_id = $1 and status = 'sent' returning 1`, [updateId]) !== null;
}

/** It happened, without an event and without an answer that was kept. */
export async function markCommandDone(manager: EntityManager, updateId: string): Promise<void> {
  await rows(manager, `update commands set status = 'done', done_at = now() where update_id = $1 and status = 'sent'`, [updateId]);
}

export interface SentCommand { updateId: string; caseId: string | null; type: string; createdAt: Date; rehearsal: boolean | null }

/** Commands that were sent before an instant and of which nobody has written what became of them, oldest first. `rehearsal` null: the record has nothing of the case. */
export function sentCommands(manager: EntityManager, { before, limit }: { before: Date; limit: number }): Promise<SentCommand[]> {
  return rows(manager, `
    select commands.update_id as "updateId", commands.case_id as "caseId", commands.type, commands.created_at as "createdAt", cases.rehearsal
    from commands left join cases on cases.id = commands.case_id where commands.status = 'sent' and commands.created_at < $1 order by commands.created_at limit $2`, [before, limit]);
}

/** Forgets keys that were taken before an instant. @returns how many */
export async function expireCommands(manager: EntityManager, before: Date): Promise<number> {
  const gone = await firstRow<{ count: number }>(manager, 'with gone as (delete from commands where created_at < $1 returning 1) select count(*)::int as count from gone', [before]);
  return gone?.count ?? 0;
}

export interface RefusalToKeep { caseId: string | null; taskId?: string; actor: Actor; command: string; status: number; code: string; detail: string; pointer?: string; decision?: string }

/** Writes down what a rule refused, and to whom. A case that the record does not have yet is left out. */
export async function recordRefusal(manager: EntityManager, { caseId, taskId, actor, command: type, status, code, detail, pointer, decision }: RefusalToKeep): Promise<void> {
  await rows(manager, `
    insert into refusals (case_id, task_id, actor, command, status, code, detail, pointer, decision) values ((select id from cases where id = $1), $2, $3::jsonb, $4, $5, $6, $7, $8, $9)`,
  [caseId, taskId ?? null, JSON.stringify(actor), type, status, code, detail.replaceAll('\u0000', ''), pointer?.replaceAll('\u0000', '') ?? null, decision ?? null]);
}
