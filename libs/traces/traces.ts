import { randomInt, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { CaseEvent, PatientIdentity } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import type { Page } from '#libs/contracts/views.js';
import { namesOf, type Named } from '#libs/directory/people-views.js';
import { DAY } from '#libs/domain/duration.js';
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';
import { policyOfCase } from '#libs/policies/released.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { caseEvents } from '#libs/records/queries/history.js';
import { safeguardedEvents } from '#libs/records/queries/safeguarding.js';
import type { Reading } from '#libs/records/queries/viewer.js';
import type { CaseDocument } from '#libs/records/projection/document.js';
import { eventsOf, text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { identityLeft, withoutIdentity, type Known, type Left } from './identity.js';
import type { TracedCase } from './prepared.js';
import { storyOf, type TraceStory } from './story.js';

export type TraceStatus = 'draft' | 'released' | 'withdrawn';
export type TraceAct = 'made' | 'read' | 'released' | 'withdrawn' | 'taken-as-pdf' | 'rehearsed';
/** `story`: what was released, or, for whoever may review it, the draft. Whose case it is, and who did what with it, is for those alone: in what others read there is nobody. */
export interface TraceView { id: string; organisation: string; title: string; status: TraceStatus; ofDecision: boolean; madeAt: string; releasedAt: string | null; caseId?: string; decision?: number | null; withdrawnBecause?: string | null; story: TraceStory | null; acts?: { at: string; by: Named; act: TraceAct }[] }
/** What a reviewer says of a text: what stands in its place; null: nothing does. */
export interface ReviewedText { id: string; text: string | null }
/** `unreviewed`, `unknown`: ids of texts; `left`: what may still identify somebody, by the place among the reviewed texts. */
export interface NotReleased { unreviewed: string[]; unknown: string[]; left: { index: number; found: Left[] }[] }

interface Row { id: string; organisation_id: string; case_id: string; decision: number | null; made_at: Date; status: TraceStatus; draft: TraceStory; released: TraceStory | null; released_at: Date | null; withdrawn_because: string | null }
const columns = 'id, organisation_id, case_id, decision, made_at, status, draft, released, released_at, withdrawn_because';

/**
 * Drafts a trace of a case, or of one decision of it, without what is said about safeguarding: it stays with those it is for. Of one case every instant is moved as far as in its other traces.
 * @returns its id; null: the case has no such decision
 */
export async function makeTrace(manager: EntityManager, { viewer, now }: Reading, { caseId, decision }: { caseId: string; decision: number | null }): Promise<string | null> {
  const found = await firstRow<{ document: CaseDocument }>(manager, 'select document from cases where id = $1', [text(caseId)]);
  // Of a case about no person nothing is known that could name one: all of it would be withheld.
  const ofNobody = contractOf(found?.document.pathway ?? '')?.subject === 'system';
  // A draft is read by everybody who may release it: what is said about safeguarding is for none of them as such, whoever makes it.
  const events = await caseEvents(manager, { now, viewer: { person: '', organisations: viewer.organisations, roles: [], withoutIdentity: !ofNobody } }, caseId);
  if (!events || !found || (decision !== null && events.items.find(({ sequence }) => sequence === decision)?.kind !== 'decision-recorded')) return null;
  const { organisation, policy } = found.document;
  const shiftMs = await shiftOf(manager, caseId);
  const known = await knownOf(manager, caseId);
  const story = storyOf(events.items as unknown as CaseEvent[], policyOfCase(policy), { shiftMs, decision, scrub: (given) => withoutIdentity(given, known) });
  const id = randomUUID();
  await rows(manager, `insert into decision_traces (id, organisation_id, case_id, decision, shift_ms, made_by, made_at, status, draft) values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8)`, [id, organisation, text(caseId), decision, shiftMs, viewer.person, now, JSON.stringify(story)]);
  await act(manager, id, viewer.person, 'made');
  return id;
}

/** Whole weeks into the past, a year at least and three at most: days of the week stay, and so does how long everything took. */
async function shiftOf(manager: EntityManager, caseId: string): Promise<number> {
  const before = await firstRow<{ shift_ms: string }>(manager, 'select shift_ms from decision_traces where case_id = $1 order by made_at limit 1', [text(caseId)]);
  return before ? Number(before.shift_ms) : -7 * DAY * randomInt(52, 157);
}

/** Every name that a text of the case could hold: of the person and their people, by every identity that was ever told, of whoever did something on it or was called, and of their organisations. */
async function knownOf(manager: EntityManager, caseId: string): Promise<Known> {
  const found = await firstRow<{ identities: PatientIdentity[]; staff: string[]; places: string[] }>(manager, `
    select document -> 'identities' as identities, array(
      select name from people where id in (select actor ->> 'person' from events where case_id = cases.id union select person from calls where case_id = cases.id union select unnest(array[clinical_lead, coordinator, escalation_owner]))
      or organisation_id in (select organisation_id from case_organisations where case_id = cases.id)) as staff,
      array(select name from organisations where id in (select organisation_id from case_organisations where case_id = cases.id)) as places
    from cases where id = $1`, [text(caseId)]);
  const told = found?.identities ?? [];
  const contacts = told.flatMap((identity) => identity.contacts ?? []);
  const said = (key: string): string[] => contacts.flatMap((contact) => (typeof contact[key] === 'string' ? [contact[key]] : []));
  return {
    // 'Her sister Hildegard' is called Hildegard.
    people: [...told.flatMap(({ name }) => (name === NAME_NOT_KNOWN ? [] : [name])), ...said('name').map((name) => name.replace(/^(?:the|my|our|your|his|her|their)\s+/i, '')), ...found?.staff ?? []],
    others: [...told.flatMap(({ nhsNumber, identifiers = [] }) => [...(nhsNumber === undefined ? [] : [nhsNumber]), ...identifiers.map(({ value }) => value)]), ...said('contact'), ...found?.places ?? []],
  };
}

/**
 * Releases a draft with the texts as somebody has reviewed them: all of them, each by its id, and none in which something may still say who somebody is.
 * @returns what stands against it, and then nothing has happened; null: it is released. 'over': it is no draft any more
 */
export async function releaseTrace(manager: EntityManager, id: string, { by, at, texts, notNames }: { by: string; at: Date; texts: readonly ReviewedText[]; notNames: readonly string[] }): Promise<NotReleased | 'over' | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from decision_traces where id = $1 for update`, [text(id)]);
  if (!row || row.status !== 'draft') return 'over';
  const known = await knownOf(manager, row.case_id);
  const wanted = row.draft.items.flatMap((item) => item.texts.map((each) => each.id));
  const said = new Map(texts.map((each) => [each.id, each.text]));
  const against: NotReleased = {
    unreviewed: wanted.filter((each) => !said.has(each)), unknown: [...said.keys()].filter((each) => !wanted.includes(each)),
    left: texts.flatMap((each, index) => { const found = each.text === null ? [] : identityLeft(each.text.replaceAll('[withheld]', ' '), { known, notNames }); return found.length > 0 ? [{ index, found }] : []; }),
  };
  if (against.unreviewed.length + against.unknown.length + against.left.length > 0) return against;
  const story: TraceStory = { title: row.draft.title, items: row.draft.items.map((item) => ({ ...item, texts: item.texts.flatMap((each) => { const kept = said.get(each.id) ?? null; return kept === null ? [] : [{ ...each, text: kept }]; }) })) };
  await rows(manager, `update decision_traces set status = 'released', released = $2, not_names = $3, released_by = $4, released_at = $5 where id = $1`, [row.id, JSON.stringify(story), JSON.stringify(notNames), by, at]);
  await act(manager, id, by, 'released');
  return null;
}

/** Takes a draft or a released trace back. @returns false when it was taken back before */
export async function withdrawTrace(manager: EntityManager, id: string, by: string, because: string): Promise<boolean> {
  if (!await firstRow(manager, `update decision_traces set status = 'withdrawn', withdrawn_because = $2 where id = $1 and status <> 'withdrawn' returning id`, [text(id), because])) return false;
  await act(manager, id, by, 'withdrawn');
  return true;
}

/** Writes down who did what with it. */
export async function act(manager: EntityManager, id: string, person: string, what: TraceAct): Promise<void> {
  await rows(manager, 'insert into decision_trace_acts (trace_id, person, act) values ($1, $2, $3)', [id, person, what]);
}

/** One; null: it is not there, or of none of these organisations. `reviewing`: for whoever may review it, with the draft, its case, and what was done with it. */
export async function trace(manager: EntityManager, id: string, { organisations, reviewing }: { organisations: readonly string[]; reviewing: (organisation: string) => boolean }): Promise<TraceView | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from decision_traces where id = $1 and organisation_id = any($2)`, [text(id), organisations]);
  if (!row || (row.status !== 'released' && !reviewing(row.organisation_id))) return null;
  const acts = reviewing(row.organisation_id) ? await rows<{ at: Date; person: string; act: TraceAct }>(manager, 'select at, person, act from decision_trace_acts where trace_id = $1 order by id', [row.id]) : null;
  const named = await namesOf(manager, (acts ?? []).map(({ person }) => person));
  return {
    ...shown(row), story: row.status === 'draft' ? row.draft : row.released,
    ...(acts ? { caseId: row.case_id, decision: row.decision, withdrawnBecause: row.withdrawn_because, acts: acts.map(({ at, person, act: what }) => ({ at: at.toISOString(), by: named(person), act: what })) } : {}),
  };
}

/** The case behind a released trace, without what is said about safeguarding, for a rehearsal that is prepared from it; null: it is not there, not released, or of none of these organisations. */
export async function tracedCase(manager: EntityManager, id: string, organisations: readonly string[]): Promise<TracedCase | null> {
  const row = await firstRow<{ organisation: string; case_id: string; draft: TraceStory; released: TraceStory; shift_ms: string; not_names: string[] | null; document: CaseDocument }>(manager, `
    select decision_traces.organisation_id as organisation, case_id, draft, released, shift_ms, not_names, document from decision_traces join cases on cases.id = case_id
    where decision_traces.id = $1 and decision_traces.status = 'released' and decision_traces.organisation_id = any($2)`, [text(id), organisations]);
  if (!row) return null;
  const seen = safeguardedEvents({ person: '', organisations: [], roles: [], withoutIdentity: false }, row.document);
  return {
    organisation: row.organisation, events: (await eventsOf(manager, row.case_id)).map((event) => ({ ...event, data: seen(event) }) as unknown as CaseEvent), draft: row.draft, released: row.released, shiftMs: Number(row.shift_ms),
    identities: row.document.identities, known: await knownOf(manager, row.case_id), notNames: row.not_names ?? [],
  };
}

/** The latest first: what was released, and of organisations whose traces one may review everything. @throws CursorUnknown */
export async function listTraces(manager: EntityManager, { organisations, reviewed }: { organisations: readonly string[]; reviewed: readonly string[] }, { cursor, limit }: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<Omit<TraceView, 'story'>>> {
  const size = pageSize(limit);
  const after = readCursor(cursor);
  const found = await rows<Row>(manager, `
    select ${columns} from decision_traces where organisation_id = any($1) and (status = 'released' or organisation_id = any($2)) and ($3::timestamptz is null or (made_at, id) < ($3, $4)) order by made_at desc, id desc limit $5`,
  [organisations, reviewed, after?.at ?? null, after?.id ?? '', size + 1]);
  return pageOf(found, size, ({ made_at: at, id }) => ({ at: at.toISOString(), id }), (page) => page.map(shown));
}

function shown({ id, organisation_id: organisation, draft, status, decision, made_at: madeAt, released_at: releasedAt }: Row): Omit<TraceView, 'story'> {
  return { id, organisation, title: draft.title, status, ofDecision: decision !== null, madeAt: madeAt.toISOString(), releasedAt: releasedAt?.toISOString() ?? null };
}
