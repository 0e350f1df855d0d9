import type { EntityManager } from 'typeorm';
import type { EscalationStatus, EscalationView, Page } from '#libs/contracts/views.js';
import type { EscalationDocument } from '../projection/document.js';
import { text } from '../stored.js';
import { rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches, visibleCase } from './listing.js';
import { isSafeguarding } from './safeguarding.js';
import { callsOf, peopleCalled, shownEscalation } from './shown-escalation.js';
import { peopleOfEscalation, ShownPeople } from './shown-people.js';
import { casesOf, type OfCase } from './tasks.js';
import type { Reading } from './viewer.js';
import { withholding } from './withheld.js';

export interface EscalationRow { id: string; case_id: string; pathway: string; raised_at: Date; document: EscalationDocument }
const columns = 'id, case_id, pathway, raised_at, document';

/** One escalation; null when it is not there or not the viewer's to see. */
export async function escalationView(manager: EntityManager, reading: Reading, escalationId: string): Promise<EscalationView | null> {
  const parameters = new Parameters();
  const found = await rows<EscalationRow>(manager, `
    select ${columns} from escalations where id = ${parameters.add(text(escalationId))} and ${visibleCase(reading.viewer, parameters, 'escalations.case_id')}`, parameters.values);
  return (await shownEscalations(manager, reading, found))[0] ?? null;
}

/** `mine`: I was called. `level`: the highest level called so far. */
export interface EscalationSearch { mine?: boolean; status?: EscalationStatus; level?: number; pathway?: string; rehearsal?: boolean; cursor?: string; limit?: number }

/** What has timed out, the latest first. @throws CursorUnknown */
export async function listEscalations(manager: EntityManager, reading: Reading, search: EscalationSearch): Promise<Page<EscalationView>> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const conditions = [`rehearsal = ${search.rehearsal === true}`];
  if (search.status !== undefined) conditions.push(`status = ${parameters.add(search.status)}`, ...(search.status === 'ended' ? [] : [`status <> 'ended'`]));
  if (search.level !== undefined) conditions.push(`level = ${parameters.add(search.level)}::int`);
  if (search.pathway !== undefined) conditions.push(`pathway = ${parameters.add(text(search.pathway))}`);
  if (search.mine === true) conditions.push(`exists (select 1 from calls where calls.escalation_id = escalations.id and calls.person = ${parameters.add(reading.viewer.person)})`);
  if (search.mine === false) conditions.push(`not exists (select 1 from calls where calls.escalation_id = escalations.id and calls.person = ${parameters.add(reading.viewer.person)})`);
  const found = await readPage<EscalationRow>(manager, {
    table: 'escalations', columns, branches: visibleBranches(reading.viewer, parameters, 'case_id'), conditions, sortedBy: 'raised_at', descending: true, after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.raised_at);
  return { items: await shownEscalations(manager, reading, shown), next };
}

export async function shownEscalations(manager: EntityManager, { viewer }: Reading, found: readonly EscalationRow[]): Promise<EscalationView[]> {
  const calls = await callsOf(manager, found.map(({ id }) => id));
  const people = await ShownPeople.of(manager, [...found.flatMap(({ document }) => peopleOfEscalation(document)), ...peopleCalled(calls)]);
  const cases = viewer.withoutIdentity || found.some(({ document }) => isSafeguarding(document.step)) ? await casesOf(manager, found.map(({ case_id }) => case_id)) : new Map<string, OfCase>();
  return found.map((row) => shownEscalation(row.case_id, row.pathway, row.document, calls.get(row.id) ?? [], people, { viewer, owners: cases.get(row.case_id)?.owners ?? null }, viewer.withoutIdentity ? withholding(cases.get(row.case_id)?.identities ?? []) : null));
}
