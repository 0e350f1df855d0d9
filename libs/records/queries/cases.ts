import type { EntityManager } from 'typeorm';
import type { CaseStatus, CaseSummary, CaseView, Page } from '#libs/contracts/views.js';
import type { CaseDocument } from '../projection/document.js';
import { searchable } from '../projection/rows.js';
import { text } from '../stored.js';
import { firstRow } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches, visibleCase } from './listing.js';
import { restrictionsOf } from './restrictions.js';
import { risksOf } from './risks.js';
import { caseColumns, clockOf, shownCase, type CaseRow } from './shown-case.js';
import { callsOf, peopleCalled, shownEscalation } from './shown-escalation.js';
import { noticesOfReminders } from './shown-notices.js';
import { peopleOfCase, peopleOfEscalation, peopleOfTask, ShownPeople } from './shown-people.js';
import { shownTask } from './shown-task.js';
import { alarmsOfCase } from './system-alarms.js';
import type { Reading } from './viewer.js';
import { withholding } from './withheld.js';

/** A case with its tasks and escalations; null when it is not there or not the viewer's to see. */
export async function caseView(manager: EntityManager, { viewer, now }: Reading, caseId: string): Promise<CaseView | null> {
  const parameters = new Parameters();
  const row = await firstRow<CaseRow & { document: CaseDocument }>(manager, `
    select ${caseColumns}, cases.document from cases where cases.id = ${parameters.add(text(caseId))} and ${visibleCase(viewer, parameters, 'cases.id')}`, parameters.values);
  if (!row) return null;
  const { tasks, escalations, pathway, organisation, rehearsal, identities, owners } = row.document;
  const calls = await callsOf(manager, escalations.map(({ id }) => id));
  const people = await ShownPeople.of(manager, [...peopleOfCase(row.summary), ...tasks.flatMap(peopleOfTask), ...escalations.flatMap(peopleOfEscalation), ...peopleCalled(calls)], [organisation]);
  const withheld = viewer.withoutIdentity ? withholding(identities) : null;
  const told = await noticesOfReminders(manager, tasks.map((task) => ({ caseId, task })));
  const clock = clockOf(now, row.clock_offset_ms);
  const patients = row.summary.patient === null ? [] : [row.summary.patient.id];
  return {
    ...shownCase(row, now, people, viewer, withheld),
    tasks: tasks.map((task) => shownTask({ caseId, pathway, organisation, rehearsal, task }, clock, people, { viewer, owners }, withheld, told)),
    escalations: escalations.map((escalation) => shownEscalation(caseId, pathway, escalation, calls.get(escalation.id) ?? [], people, { viewer, owners }, withheld)),
    alarms: await alarmsOfCase(manager, { viewer, now }, caseId),
    restrictions: [...(await restrictionsOf(manager, viewer, patients, rehearsal, () => withheld)).values()].flat(),
    risks: [...(await risksOf(manager, { viewer, now }, patients, rehearsal)).values()].flat(),
  };
}

/** `status`: `open` is whatever is not closed, what watches too. `owner`: a person who is one of the three. `q`: part of a name or ward, or a case id; without identity, no name. */
export interface CaseSearch {
  status?: CaseStatus; pathway?: string; owner?: string; overdue?: boolean; organisation?: string; q?: string; rehearsal?: boolean; cursor?: string; limit?: number;
}

/** Cases, the newest first. @throws CursorUnknown */
export async function listCases(manager: EntityManager, { viewer, now }: Reading, search: CaseSearch): Promise<Page<CaseSummary>> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const conditions = [`rehearsal = ${search.rehearsal === true}`];
  const equal = (column: string, value: string | undefined) => { if (value !== undefined) conditions.push(`${column} = ${parameters.add(text(value))}`); };
  if (search.status !== undefined) conditions.push(search.status === 'open' ? `status <> 'closed'` : `status = ${parameters.add(search.status)}`);
  equal('pathway', search.pathway);
  equal('organisation_id', search.organisation);
  if (search.owner !== undefined) conditions.push(`${parameters.add(text(search.owner))} in (clinical_lead, coordinator, escalation_owner)`);
  if (search.overdue !== undefined) {
    const past = `coalesce(next_due_at < ${parameters.add(now)}::timestamptz + make_interval(secs => clock_offset_ms / 1000.0), false)`;
    conditions.push(search.overdue ? past : `not ${past}`);
  }
  if (search.q !== undefined) conditions.push(containing(search.q, viewer.withoutIdentity ? ['ward'] : ['search', 'ward'], parameters));
  const found = await readPage<CaseRow & { id: string; opened_at: Date }>(manager, {
    table: 'cases', columns: `id, opened_at, ${caseColumns}`, branches: visibleBranches(viewer, parameters, 'id'), conditions, sortedBy: 'opened_at', descending: true, after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.opened_at);
  return { items: await shownCases(manager, { viewer, now }, shown), next };
}

/** Rows of cases as lists show them. */
export async function shownCases(manager: EntityManager, { viewer, now }: Reading, found: readonly CaseRow[]): Promise<CaseSummary[]> {
  const people = await ShownPeople.of(manager, found.flatMap(({ summary }) => peopleOfCase(summary)), found.map(({ summary }) => summary.organisation));
  return found.map((row) => shownCase(row, now, people, viewer, viewer.withoutIdentity ? withholding(row.summary.identities) : null));
}

/** Words in any of the columns, or the beginning of an id. */
export function containing(q: string, columns: readonly string[], parameters: Parameters): string {
  const words = parameters.add(`%${searchable(text(q)).replace(/[\\%_]/g, '\\$&')}%`);
  return `(${[...columns.map((column) => `${column} like ${words}`), `starts_with(id, ${parameters.add(text(q).trim() || '\u0001')})`].join(' or ')})`;
}
