import type { CasePolicy } from '#libs/policies/amend.js';
import type { EntityManager } from 'typeorm';
import type { Actor, CaseEvent, EventKind, JsonObject, OwnerRole, Owners, PatientIdentity, TaskStatus } from '#libs/contracts/events.js';
import type { CaseStatus, EscalationStatus } from '#libs/contracts/views.js';
import type { CaseHead } from './projection/document.js';
import { firstRow, rows } from './transaction.js';

/** What the record knows that decides about commands. No visibility is applied here: `visibleTo` says it. */
export interface CaseFacts {
  caseId: string; pathway: string; policy: CasePolicy; organisation: string; locality: string | null; rehearsal: boolean; status: CaseStatus; version: number; clockOffsetMs: number; closedAt: Date | null;
  owners: Owners | null; offers: { role: OwnerRole; person: string }[]; patient: PatientIdentity | null; details: JsonObject;
  /** The organisations that see the case. */
  visibleTo: string[];
}
export interface TaskFacts {
  taskId: string; step: string; status: TaskStatus; title: string; ownerRole: string; ownerPerson: string | null; dueAt: Date;
  /** Whom a call for it has reached. */
  called: string[]; case: CaseFacts;
}
export interface EscalationFacts { escalationId: string; status: EscalationStatus; called: string[]; task: TaskFacts }

export async function caseFacts(manager: EntityManager, caseId: string): Promise<CaseFacts | null> {
  interface Row { summary: CaseHead; status: CaseStatus; version: number; clock_offset_ms: string; closed_at: Date | null; locality: string | null; visible_to: string[] }
  const found = await firstRow<Row>(manager, `
    select summary, status, version, clock_offset_ms, closed_at, (select locality from organisations where organisations.id = cases.organisation_id) as locality,
      array(select organisation_id from case_organisations where case_id = cases.id order by 1) as visible_to
    from cases where id = $1`, [text(caseId)]);
  if (!found) return null;
  const { id, pathway, policy, organisation, rehearsal, owners, offers, patient, details } = found.summary;
  return {
    caseId: id, pathway, policy, organisation, locality: found.locality, rehearsal, status: found.status, version: found.version, clockOffsetMs: Number(found.clock_offset_ms), closedAt: found.closed_at, owners, offers, patient, details,
    visibleTo: found.visible_to,
  };
}

export async function taskFacts(manager: EntityManager, taskId: string): Promise<TaskFacts | null> {
  interface Row { case_id: string; step: string; status: TaskStatus; title: string; owner_role: string; owner_person: string | null; due_at: Date; called: string[] }
  const found = await firstRow<Row>(manager, `
    select case_id, step, status, title, owner_role, owner_person, due_at, array(select distinct person from calls where task_id = tasks.id and person is not null order by 1) as called
    from tasks where id = $1`, [text(taskId)]);
  const facts = found && await caseFacts(manager, found.case_id);
  if (!found || !facts) return null;
  const { step, status, title, owner_role: ownerRole, owner_person: ownerPerson, due_at: dueAt, called } = found;
  return { taskId, step, status, title, ownerRole, ownerPerson, dueAt, called, case: facts };
}

/** The open tasks of a step of a case; with `taskId`, that one. */
export async function openTasksOf(manager: EntityManager, caseId: string, step: string, taskId?: string): Promise<TaskFacts[]> {
  const found = await rows<{ id: string }>(manager, `select id from tasks where case_id = $1 and step = $2 and status = 'open' and ($3::text is null or id = $3) order by id`, [text(caseId), text(step), taskId === undefined ? null : text(taskId)]);
  return (await Promise.all(found.map(({ id }) => taskFacts(manager, id)))).filter((task) => task !== null);
}

export async function escalationFacts(manager: EntityManager, escalationId: string): Promise<EscalationFacts | null> {
  const found = await firstRow<{ task_id: string; status: EscalationStatus; called: string[] }>(manager, `
    select task_id, status, array(select distinct person from calls where escalation_id = escalations.id and person is not null order by 1) as called from escalations where id = $1`, [text(escalationId)]);
  const task = found && await taskFacts(manager, found.task_id);
  return found && task ? { escalationId, status: found.status, called: found.called, task } : null;
}

export interface StoredVersion { version: number; hash: string; rehearsal: boolean; status: CaseStatus; clockOffsetMs: number }

/** How far the record has come with a case; null when it has nothing of it. */
export async function storedVersion(manager: EntityManager, caseId: string): Promise<StoredVersion | null> {
  const found = await firstRow<{ version: number; hash: string; rehearsal: boolean; status: CaseStatus; clock_offset_ms: string }>(
    manager, 'select version, hash, rehearsal, status, clock_offset_ms from cases where id = $1', [text(caseId)]);
  return found && { version: found.version, hash: found.hash, rehearsal: found.rehearsal, status: found.status, clockOffsetMs: Number(found.clock_offset_ms) };
}

interface EventRow { sequence: number; at: Date; kind: EventKind; actor: Actor; command: string | null; data: JsonObject }
// The row holds what the writer was given, and the writer takes events only.
const eventOf = ({ sequence, at, kind, actor, command, data }: EventRow): CaseEvent => ({ sequence, at: at.toISOString(), kind, actor, ...(command === null ? {} : { command }), data }) as unknown as CaseEvent;

/** Events of a case in order, those after `after`, at most `limit`. */
export async function eventsOf(manager: EntityManager, caseId: string, after = 0, limit = 1_000_000): Promise<CaseEvent[]> {
  return (await rows<EventRow>(manager, 'select sequence, at, kind, actor, command, data from events where case_id = $1 and sequence > $2 order by sequence limit $3', [text(caseId), after, limit])).map(eventOf);
}

/** The events of several cases, by case. A case of more than `most` events is left out. */
export async function eventsOfCases(manager: EntityManager, caseIds: readonly string[], most: number): Promise<Map<string, CaseEvent[]>> {
  const found = await rows<EventRow & { case_id: string }>(manager, `
    select case_id, sequence, at, kind, actor, command, data from events where case_id = any($1) and case_id in (select id from cases where id = any($1) and version <= $2) order by case_id, sequence`, [[...new Set(caseIds)], most]);
  const byCase = new Map<string, CaseEvent[]>();
  for (const row of found) {
    const events = byCase.get(row.case_id);
    if (events) events.push(eventOf(row)); else byCase.set(row.case_id, [eventOf(row)]);
  }
  return byCase;
}

/** Cases that are not closed, by id, those after `after`: what a reconciler walks through. */
export function openCases(manager: EntityManager, { rehearsal, after = '', limit }: { rehearsal: boolean; after?: string; limit: number }): Promise<{ id: string; version: number; pathway: string }[]> {
  return rows(manager, `select id, version, pathway from cases where status <> 'closed' and rehearsal = $1 and id > $2 order by id limit $3`, [rehearsal, after, limit]);
}

export interface HaltedCase { caseId: string; at: Date; kind: 'diverged' | 'projection'; sequence: number; detail: string }

/** Cases whose record has stopped: an alarm when there is any. */
export function haltedCases(manager: EntityManager): Promise<HaltedCase[]> {
  return rows(manager, `select case_id as "caseId", at, kind, sequence, detail from record_halts order by at, case_id`);
}

/** A text as it came from outside, made one that PostgreSQL can look for: nothing stored has a NUL in it. */
export function text(given: string): string {
  return given.replaceAll('\u0000', '\uFFFD');
}
