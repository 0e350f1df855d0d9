import type { EntityManager } from 'typeorm';
import type { JsonObject, PatientIdentity } from '#libs/contracts/events.js';
import type { PatientView, Person, TaskView } from '#libs/contracts/views.js';
import type { AnswersFor } from '#libs/directory/answers-for.js';
import { searchable } from '../projection/rows.js';
import { text } from '../stored.js';
import { firstRow, rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleCase } from './listing.js';
import { clockOf, shownPatient } from './shown-case.js';
import { ShownPeople } from './shown-people.js';
import { claimableBranches, mineBranches, shownTasks, taskColumns, type TaskRow } from './tasks.js';
import type { Reading, Viewer } from './viewer.js';

/** Whose: `mine`, what I own or answer for; `called`, what is somebody else's and I was called for; `claimable`, what my team may take. */
export type Share = 'mine' | 'called' | 'claimable';
/** Of the share only what is due in that stretch, of that pathway, and where the name or ward holds `q`. `from` and `until` are instants. */
export interface WorkSearch { share: Share; from?: Date; until?: Date; pathway?: string; q?: string; newestFirst?: boolean; rehearsal?: boolean; cursor?: string; limit?: number }

/** Who was called for a task, the latest of each rung. */
export interface WorkCall { level: number; role: string; person: Person | null; at: string; mine: boolean }
/** A task as My work shows it: for whom, where, who has been called since, by the clock of its case. */
export interface WorkItem { task: TaskView; patient: PatientView | null; place: string | null; calls: WorkCall[]; acknowledgedUntil: string | null; now: Date }

/** One page of somebody's work, what is due first first. `answered`: all that they answer for now. @throws CursorUnknown */
export async function workOf(manager: EntityManager, reading: Reading, answered: AnswersFor, search: WorkSearch): Promise<{ items: WorkItem[]; next: string | null }> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const found = await readPage<TaskRow>(manager, {
    table: 'tasks', columns: taskColumns, branches: branchesOf(reading, answered, search.share, parameters), conditions: conditionsOf(search, reading.viewer, parameters), sortedBy: 'due_at', descending: search.newestFirst === true,
    after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.due_at);
  return { items: await workItems(manager, reading, shown), next };
}

export const SHARES = ['mine', 'called', 'claimable'] as const satisfies readonly Share[];

/** How much there is of each share, each counted up to `most` only: all of them by one statement. */
export async function countWork(manager: EntityManager, reading: Reading, answered: AnswersFor, rehearsal: boolean, most: number): Promise<Record<Share, number>> {
  const parameters = new Parameters();
  const limit = parameters.add(most);
  const counts = SHARES.map((share) => {
    const parts = branchesOf(reading, answered, share, parameters).map((branch) => `(select 1 from tasks where ${branch} and rehearsal = ${rehearsal} and status = 'open' limit ${limit})`);
    return `${parts.length === 0 ? '0' : `(select count(*)::int from (select 1 from (${parts.join(' union all ')}) as every limit ${limit}) as counted)`} as ${share}`;
  });
  return (await firstRow<Record<Share, number>>(manager, `select ${counts.join(', ')}`, parameters.values))!;
}

/** The calls to somebody in climbs that go on, at most a hundred: by what a page tells a new one from those that it knows. */
export async function callsTo(manager: EntityManager, { viewer }: Reading, rehearsal: boolean): Promise<string[]> {
  const found = await rows<{ call: string }>(manager, `
    select calls.case_id || '.' || calls.sequence as call from calls join escalations on escalations.id = calls.escalation_id
    where calls.person = $1 and calls.running and escalations.rehearsal = $2 order by calls.at desc limit 100`, [viewer.person, rehearsal]);
  return found.map(({ call }) => call);
}

function branchesOf({ viewer }: Reading, answered: AnswersFor, share: Share, parameters: Parameters): string[] {
  if (share === 'called') return [calledBranch(viewer, parameters)];
  return share === 'mine' ? mineBranches(answered, viewer, parameters) : claimableBranches(answered, viewer, parameters);
}

/** Somebody else's open task whose climb has reached me and goes on. */
function calledBranch(viewer: Viewer, parameters: Parameters): string {
  const me = parameters.add(viewer.person);
  return `id in (select task_id from calls where person = ${me} and running) and owner_person is distinct from ${me} and ${visibleCase(viewer, parameters, 'tasks.case_id')}`;
}

function conditionsOf({ from, until, pathway, q, rehearsal = false }: WorkSearch, viewer: Viewer, parameters: Parameters): string[] {
  const conditions = [`rehearsal = ${rehearsal}`, `status = 'open'`];
  if (from !== undefined) conditions.push(`due_at >= ${parameters.add(from)}::timestamptz`);
  if (until !== undefined) conditions.push(`due_at < ${parameters.add(until)}::timestamptz`);
  if (pathway !== undefined) conditions.push(`pathway = ${parameters.add(text(pathway))}`);
  if (q !== undefined) {
    const words = parameters.add(`%${searchable(text(q)).replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`exists (select 1 from cases where cases.id = tasks.case_id and (cases.ward like ${words}${viewer.withoutIdentity ? '' : ` or cases.search like ${words}`}))`);
  }
  return conditions;
}

interface OfCase { id: string; patient: PatientIdentity | null; details: JsonObject; clock_offset_ms: string }
interface Called { task_id: string; level: number; role: string; person: string | null; at: Date; acknowledged_until: string | null }

async function workItems(manager: EntityManager, reading: Reading, shown: readonly TaskRow[]): Promise<WorkItem[]> {
  if (shown.length === 0) return [];
  const [tasks, found, calls] = await Promise.all([shownTasks(manager, reading, shown), rows<OfCase>(manager, `
    select id, summary -> 'patient' as patient, summary -> 'details' as details, clock_offset_ms from cases where id = any($1)`, [[...new Set(shown.map(({ case_id }) => case_id))]]), rows<Called>(manager, `
    select distinct on (calls.task_id, calls.level) calls.task_id, calls.level, calls.role, calls.person, calls.at, escalations.document -> 'acknowledgement' ->> 'until' as acknowledged_until
    from escalations join calls on calls.escalation_id = escalations.id where escalations.task_id = any($1) and escalations.ended_at is null order by calls.task_id, calls.level, calls.at desc`, [shown.map(({ id }) => id)])]);
  const cases = new Map(found.map((each) => [each.id, each]));
  const people = await ShownPeople.of(manager, calls.map(({ person }) => person));
  return tasks.map((task): WorkItem => {
    const ofCase = cases.get(task.caseId);
    const called = calls.filter(({ task_id }) => task_id === task.id);
    return {
      task, patient: shownPatient(ofCase?.patient ?? null, reading.viewer), place: placeOf(ofCase?.details ?? {}), now: clockOf(reading.now, ofCase?.clock_offset_ms ?? 0), acknowledgedUntil: task.acknowledgement?.until ?? called[0]?.acknowledged_until ?? null,
      calls: called.map(({ level, role, person, at }) => ({ level, role, person: people.personOrNull(person), at: at.toISOString(), mine: person === reading.viewer.person })),
    };
  });
}

/** Where the person is to be found, as the case's details say it: the ward, where they fell, the team that had them. */
export function placeOf(details: JsonObject): string | null {
  const { ward, crisisTeam, trigger } = details as { ward?: unknown; crisisTeam?: unknown; trigger?: { where?: unknown } | null };
  const place = ward ?? trigger?.where ?? crisisTeam;
  return typeof place === 'string' ? place : null;
}
