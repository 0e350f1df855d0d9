import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Page, RiskView } from '#libs/contracts/views.js';
import type { CaseDocument, TaskDocument } from '../projection/document.js';
import { text } from '../stored.js';
import { rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches, visibleCase } from './listing.js';
import { clockOf, shownPatient } from './shown-case.js';
import { ShownPeople } from './shown-people.js';
import type { Reading } from './viewer.js';
import { withholding } from './withheld.js';

/** `person`: risks of people; `system`: risks across agencies. */
export interface RiskSearch { kind: 'person' | 'system'; organisation?: string; rehearsal?: boolean; cursor?: string; limit?: number }
interface RiskRow { id: string; opened_at: Date; clock_offset_ms: string; document: CaseDocument }
const columns = 'id, opened_at, clock_offset_ms, document';

/** Risks that are open, the newest first, each as its last assessment, review or reading left it. @throws CursorUnknown */
export async function listRisks(manager: EntityManager, reading: Reading, { kind, organisation, rehearsal = false, cursor, limit }: RiskSearch): Promise<Page<RiskView>> {
  const parameters = new Parameters();
  const size = pageSize(limit);
  const conditions = [`rehearsal = ${rehearsal}`, `status <> 'closed'`, `pathway = '${kind === 'person' ? 'case-risk' : 'system-risk'}'`, ...(organisation === undefined ? [] : [`organisation_id = ${parameters.add(text(organisation))}`])];
  const found = await readPage<RiskRow>(manager, { table: 'cases', columns, branches: visibleBranches(reading.viewer, parameters, 'id'), conditions, sortedBy: 'opened_at', descending: true, after: readCursor(cursor), limit: size }, parameters);
  const { shown, next } = cut(found, size, (row) => row.opened_at);
  return { items: await shownRisks(manager, reading, shown), next };
}

/** Open risks of these people that the viewer may see, by person, the oldest first ([2], example 1). */
export async function risksOf(manager: EntityManager, reading: Reading, patientIds: readonly string[], rehearsal: boolean): Promise<Map<string, RiskView[]>> {
  const parameters = new Parameters();
  const found = await rows<RiskRow & { patient_id: string }>(manager, `
    select ${columns}, patient_id from cases where patient_id = any(${parameters.add(patientIds)}) and pathway = 'case-risk' and status <> 'closed' and rehearsal = ${rehearsal} and ${visibleCase(reading.viewer, parameters, 'cases.id')}
    order by opened_at, id`, parameters.values);
  const shown = await shownRisks(manager, reading, found);
  return new Map(patientIds.map((patientId) => [patientId, shown.filter((_, index) => found[index]!.patient_id === patientId)]));
}

async function shownRisks(manager: EntityManager, { viewer, now }: Reading, found: readonly RiskRow[]): Promise<RiskView[]> {
  const people = await ShownPeople.of(manager, found.map(({ document }) => document.owners?.clinicalLead ?? null));
  return found.map(({ clock_offset_ms, document }): RiskView => {
    const { id, pathway, patient, details, stage, owners, openedAt, tasks, identities } = document;
    const clock = clockOf(now, clock_offset_ms).toISOString();
    const free = <Value>(given: Value): Value => (viewer.withoutIdentity && patient ? withholding(identities).value(given) : given);
    const open = tasks.filter(({ status }) => status === 'open');
    const actions = open.filter(({ step }) => step === 'action' || step === 'partner-contribution');
    const review = open.find(({ step }) => step === 'risk-review' || step === 'monthly-governance-review');
    return {
      caseId: id, kind: pathway === 'case-risk' ? 'person' : 'system', patient: shownPatient(patient, viewer), stage, openedAt, owner: people.personOrNull(owners?.clinicalLead ?? null), ...free(said(details, tasks)),
      reviewAt: review?.dueAt ?? null, openActions: actions.length, overdueActions: actions.filter(({ dueAt }) => dueAt < clock).length, overdue: open.some(({ dueAt }) => dueAt < clock),
      warnings: open.filter(({ step }) => ['risk-stands-still', 'threshold-crossed', 'ownership-settled', 'tolerance-decision'].includes(step)).map(({ title, because }) => ({ title, ...(because === null ? {} : { because }) })),
      ...(pathway === 'system-risk' ? { indicator: indicatorOf(details, tasks) } : {}),
    };
  });
}

/** What a risk is called, how bad it would be and what is done, as somebody last said it. */
function said(details: JsonObject, tasks: readonly TaskDocument[]): Pick<RiskView, 'title' | 'category' | 'severity' | 'status' | 'doing' | 'leadAgency' | 'governance'> {
  const last = (name: string): string | undefined => textOf(doneIn(tasks).findLast(({ evidence }) => textOf(evidence?.[name]) !== undefined)?.evidence?.[name]) ?? textOf(details[name]);
  const mitigation = details['mitigation'] as JsonObject | undefined;
  const given = { category: last('category'), leadAgency: last('leadAgency'), governance: last('governance') };
  return {
    title: last('title') ?? '', severity: last('severity') ?? last('rating') ?? '', status: last('status') ?? textOf(details['description']) ?? '', doing: last('immediateAction') ?? textOf(mitigation?.['plan']) ?? '',
    ...Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined)),
  };
}

function indicatorOf(details: JsonObject, tasks: readonly TaskDocument[]): NonNullable<RiskView['indicator']> {
  const { name, computed, range, tolerance } = details['indicator'] as unknown as Omit<NonNullable<RiskView['indicator']>, 'last'>;
  const last = doneIn(tasks.filter(({ step }) => step === 'indicator-reading')).at(-1)?.evidence;
  return { name, ...(computed === undefined ? {} : { computed }), range, tolerance, last: last ? { value: Number(last['value']), readAt: textOf(last['readAt']) ?? '' } : null };
}

const doneIn = (tasks: readonly TaskDocument[]): TaskDocument[] => tasks.filter(({ status, completedAt }) => status === 'completed' && completedAt !== null).toSorted((a, b) => (a.completedAt! < b.completedAt! ? -1 : 1));
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
