import { QueryFailedError, type EntityManager } from 'typeorm';
import type { CaseEvent } from '#libs/contracts/events.js';
import { canonicalEvent, storableEvent } from './projection/canonical.js';
import type { CaseDocument } from './projection/document.js';
import { foldAll } from './projection/fold.js';
import { RecordDiverged, RecordGap } from './record-errors.js';
import { runningHash } from './running-hash.js';
import { eventsOf } from './stored.js';
import { writeRows } from './tail-statement.js';
import { firstRow, inTransaction, rows } from './transaction.js';

export interface Stored { stored: number; hash: string }
interface Head { version: number; hash: string; document: CaseDocument; clock_offset_ms: string; halted: 'diverged' | 'projection' | null }

/**
 * Writes the events of a case that the record does not have yet, with their projection, in one transaction under the case's lock. Whoever holds a tail may write it,
 * as often as they like, beside others. Marks the commands whose ids its events carry as done. `clockOffsetMs`: how far a rehearsal's clock is ahead.
 * @returns the last sequence stored, and the running hash of all events up to it ('' and 0 where there are none)
 * @throws RecordGap when events before the tail are missing; RecordDiverged when an event stands there with other content: nothing is written and the case's record stops
 */
export async function writeTail(manager: EntityManager, caseId: string, events: readonly CaseEvent[], extra: { clockOffsetMs?: number } = {}): Promise<Stored> {
  const given = events.map(storableEvent);
  if (manager.queryRunner?.isTransactionActive) return write(manager, caseId, given, extra.clockOffsetMs, true);
  const attempt = (projecting: boolean) => manager.transaction((within) => write(within, caseId, given, extra.clockOffsetMs, projecting));
  // Events outrank rows: where only the projection cannot be written, they are kept without it, and that is an alarm. Two writers may meet on a unique row, so it is tried twice.
  const withoutRows = (error: unknown, next: () => Promise<Stored>): Promise<Stored> => (refusedByDatabase(error) ? next() : Promise.reject(error));
  return attempt(true).catch((error: unknown) => withoutRows(error, () => attempt(true))).catch((error: unknown) => withoutRows(error, () => attempt(false)));
}

/** A value that the schema refuses (SQLSTATE classes 22 and 23), as against a database that is away. */
function refusedByDatabase(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: string };
  return code !== undefined && /^2[23]/.test(code);
}

async function write(manager: EntityManager, caseId: string, events: readonly CaseEvent[], clockOffsetMs: number | undefined, projecting: boolean): Promise<Stored> {
  const head = await lockedHead(manager, caseId);
  const version = head?.version ?? 0;
  const hash = head?.hash ?? '';
  if (head?.halted === 'diverged') throw new RecordDiverged(caseId, events[0]?.sequence ?? version);
  events.forEach((event, index) => { if (event.sequence !== events[0]!.sequence + index) throw new RecordGap(caseId, version, event.sequence); });
  await compareKnown(manager, caseId, events.filter(({ sequence }) => sequence <= version));

  const fresh = events.filter(({ sequence }) => sequence > version);
  if (fresh.length > 0 && fresh[0]!.sequence !== version + 1) throw new RecordGap(caseId, version, fresh[0]!.sequence);
  const offset = clockOffsetMs ?? Number(head?.clock_offset_ms ?? 0);
  if (fresh.length === 0) {
    if (head && offset !== Number(head.clock_offset_ms)) await rows(manager, 'update cases set clock_offset_ms = $2 where id = $1', [caseId, offset]);
    return { stored: version, hash };
  }

  const before = head?.document ?? null;
  const projection = projecting ? projected(before, fresh, caseId) : { error: 'the database refused the rows' };
  // Without its first projection there is no row that could hold the events.
  if ('error' in projection && head === null) throw new Error(`case ${caseId} cannot be recorded: ${projection.error}`);
  const after = 'document' in projection && head?.halted !== 'projection' ? projection.document : null;
  const stored = { stored: fresh.at(-1)!.sequence, hash: runningHash(hash, fresh) };
  await writeRows(manager, { caseId, events: fresh, projected: fresh, version: stored.stored, hash: stored.hash, exists: head !== null, before, after, clockOffsetMs: offset });
  if ('error' in projection && head?.halted === null) await halt(manager, caseId, 'projection', fresh[0]!.sequence, projection.error);
  return stored;
}

/** The head of the case's stream, locked. A first writer of a case has no row to lock: it waits its turn on the case's id. */
async function lockedHead(manager: EntityManager, caseId: string): Promise<Head | null> {
  const look = () => firstRow<Head>(manager, `
    select cases.version, cases.hash, cases.document, cases.clock_offset_ms, record_halts.kind as halted
    from cases left join record_halts on record_halts.case_id = cases.id where cases.id = $1 for no key update of cases`, [caseId]);
  const head = await look();
  if (head) return head;
  await rows(manager, `select pg_advisory_xact_lock(hashtextextended('case ' || $1, 0))`, [caseId]);
  return look();
}

async function compareKnown(manager: EntityManager, caseId: string, known: readonly CaseEvent[]): Promise<void> {
  if (known.length === 0) return;
  const stored = new Map((await eventsOf(manager, caseId, known[0]!.sequence - 1, known.length)).map((event) => [event.sequence, canonicalEvent(event)]));
  const other = known.find((event) => stored.get(event.sequence) !== canonicalEvent(event));
  if (!other) return;
  // On a connection of its own, since this transaction will be undone by the error.
  await halt(manager.dataSource.manager, caseId, 'diverged', other.sequence, 'stands in the record with other content').catch(() => undefined);
  throw new RecordDiverged(caseId, other.sequence);
}

function projected(before: CaseDocument | null, events: readonly CaseEvent[], caseId: string): { document: CaseDocument | null } | { error: string } {
  try {
    return { document: foldAll(before, events, caseId) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' };
  }
}

async function halt(manager: EntityManager, caseId: string, kind: 'diverged' | 'projection', sequence: number, detail: string): Promise<void> {
  await inTransaction(manager, (within) => rows(within, `
    insert into record_halts (case_id, kind, sequence, detail) values ($1, $2, $3, $4)
    on conflict (case_id) do update set kind = excluded.kind, sequence = excluded.sequence, detail = excluded.detail, at = now() where record_halts.kind = 'projection'`, [caseId, kind, sequence, detail]));
}
