import type { DataSource, EntityManager } from 'typeorm';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { CaseDocument } from './projection/document.js';
import { foldAll } from './projection/fold.js';
import { runningHash } from './running-hash.js';
import { eventsOf } from './stored.js';
import { writeRows } from './tail-statement.js';
import { firstRow, rows } from './transaction.js';

/** `failed`: cases whose events no projection can be made of; their rows are as they were. `hashes`: cases whose running hash does not fit their events. */
export interface Rebuilt { cases: number; events: number; failed: { caseId: string; because: string }[]; hashes: string[] }

/**
 * Makes every projection of every case, or of one, anew from its events: each case in a transaction of its own under its lock, so that it runs beside everything else.
 * Heads, events, notices, claims, what was written about alarms, clocks of rehearsals and what is no projection stay as they are. What a projection had halted goes on.
 */
export async function rebuild(record: DataSource, { caseId }: { caseId?: string } = {}): Promise<Rebuilt> {
  const done: Rebuilt = { cases: 0, events: 0, failed: [], hashes: [] };
  for await (const id of caseId === undefined ? everyCase(record) : [caseId]) {
    try {
      const { events, hashFits } = await record.transaction((manager) => rebuildCase(manager, id));
      done.cases += 1;
      done.events += events;
      if (!hashFits) done.hashes.push(id);
    } catch (error) {
      done.failed.push({ caseId: id, because: error instanceof Error ? error.message : 'unknown' });
    }
  }
  return done;
}

async function rebuildCase(manager: EntityManager, caseId: string): Promise<{ events: number; hashFits: boolean }> {
  const head = await firstRow<{ version: number; hash: string; clock_offset_ms: string }>(manager, 'select version, hash, clock_offset_ms from cases where id = $1 for no key update', [caseId]);
  if (!head) throw new Error('the record has no such case');
  const events: CaseEvent[] = await eventsOf(manager, caseId);
  const document: CaseDocument | null = foldAll(null, events, caseId);
  if (!document) throw new Error('the record has no events of the case');
  const hash = runningHash('', events);
  await rows(manager, 'delete from tasks where case_id = $1', [caseId]);
  await rows(manager, 'delete from system_alarms where case_id = $1', [caseId]);
  await rows(manager, 'delete from case_organisations where case_id = $1', [caseId]);
  await writeRows(manager, { caseId, events: [], projected: events, version: document.version, hash, exists: true, before: null, after: document, clockOffsetMs: Number(head.clock_offset_ms) });
  await rows(manager, `delete from record_halts where case_id = $1 and kind = 'projection'`, [caseId]);
  return { events: events.length, hashFits: hash === head.hash && document.version === head.version };
}

async function* everyCase(record: DataSource): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const page = await record.query<{ id: string }[]>('select id from cases where id > $1 order by id limit 500', [after]);
    for (const { id } of page) yield id;
    if (page.length === 0) return;
    after = page.at(-1)!.id;
  }
}
