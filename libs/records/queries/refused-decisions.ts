import type { EntityManager } from 'typeorm';
import type { RefusedDecision } from '#libs/contracts/http/decision-rights.js';
import type { Page } from '#libs/contracts/views.js';
import { namesOf } from '#libs/directory/people-views.js';
import { rows } from '../transaction.js';
import { pageOf, pageSize, readCursor } from './cursor.js';
import { Parameters, visibleCase } from './listing.js';
import type { Reading } from './viewer.js';

/** Decisions that were refused to somebody whose they were not, on cases that the viewer may see and at starts by people of their organisations, the latest first. What is told is words of ours alone. @throws CursorUnknown */
export async function refusedDecisions(manager: EntityManager, { viewer }: Reading, { cursor, limit }: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<RefusedDecision>> {
  const size = pageSize(limit);
  const after = readCursor(cursor);
  const parameters = new Parameters();
  const before = parameters.add(after === null ? null : /^\d{1,18}$/.test(after.id) ? after.id : '0');
  interface Row { id: string; at: Date; person: string; decision: string; command: string; case_id: string | null; detail: string }
  const found = await rows<Row>(manager, `
    select id, at, actor ->> 'person' as person, decision, command, case_id, detail from refusals
    where decision is not null and (${before}::bigint is null or id < ${before})
      and (${visibleCase(viewer, parameters, 'refusals.case_id')} or (case_id is null and exists (select 1 from people where people.id = actor ->> 'person' and organisation_id = any(${parameters.add(viewer.organisations)}))))
    order by id desc limit ${parameters.add(size + 1)}`, parameters.values);
  const names = await namesOf(manager, found.map(({ person }) => person));
  return pageOf(found, size, (row) => ({ at: row.at.toISOString(), id: row.id }), (page) => page.map(({ at, person, decision, command, case_id: caseId, detail }) => ({ at: at.toISOString(), person: names(person), decision, command, caseId, detail })));
}
