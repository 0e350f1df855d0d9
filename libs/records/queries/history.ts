import type { EntityManager } from 'typeorm';
import type { Actor } from '#libs/contracts/events.js';
import type { EventView, Page, RefusalView } from '#libs/contracts/views.js';
import type { CaseDocument } from '../projection/document.js';
import { eventsOf, text } from '../stored.js';
import { firstRow, rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, visibleCase } from './listing.js';
import { safeguardedEvents } from './safeguarding.js';
import type { Reading } from './viewer.js';
import { withholding, type Withholding } from './withheld.js';

/** All events of a case in order, not paged; null when it is not there or not the viewer's to see. */
export async function caseEvents(manager: EntityManager, reading: Reading, caseId: string): Promise<Page<EventView> | null> {
  const seen = await look(manager, reading, caseId);
  if (!seen) return null;
  const events = await eventsOf(manager, caseId);
  const dataOf = safeguardedEvents(reading.viewer, seen.document);
  const items = events.map((event) => {
    const { sequence, at, kind, actor } = event;
    const data = dataOf(event);
    return { sequence, at, kind, actor, data: seen.withheld ? seen.withheld.event(data) : data };
  });
  return { items, next: null };
}

/** What rules refused on a case, and to whom, the latest first. @throws CursorUnknown */
export async function caseRefusals(manager: EntityManager, reading: Reading, caseId: string, { cursor, limit: wanted }: { cursor?: string; limit?: number } = {}): Promise<Page<RefusalView> | null> {
  const after = readCursor(cursor);
  const limit = pageSize(wanted);
  const seen = await look(manager, reading, caseId);
  if (!seen) return null;
  interface Row { id: string; at: Date; actor: Actor; command: string; status: number; code: string; detail: string; task_id: string | null }
  const before = after === null ? null : /^\d{1,18}$/.test(after.id) ? after.id : '0';
  const found = await rows<Row>(manager, `
    select id, at, actor, command, status, code, detail, task_id from refusals where case_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`, [caseId, before, limit + 1]);
  const { shown, next } = cut(found, limit, (row) => row.at);
  const items = shown.map(({ at, actor, command, status, code, detail, task_id: taskId }) => ({
    at: at.toISOString(), actor, command, status, code, detail: seen.withheld ? seen.withheld.text(detail) : detail, ...(taskId === null ? {} : { taskId }),
  }));
  return { items, next };
}

async function look(manager: EntityManager, { viewer }: Reading, caseId: string): Promise<{ document: CaseDocument; withheld: Withholding | null } | null> {
  const parameters = new Parameters();
  const found = await firstRow<{ document: CaseDocument }>(manager, `select document from cases where id = ${parameters.add(text(caseId))} and ${visibleCase(viewer, parameters, 'cases.id')}`, parameters.values);
  return found && { ...found, withheld: viewer.withoutIdentity ? withholding(found.document.identities) : null };
}
