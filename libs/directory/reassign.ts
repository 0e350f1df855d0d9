import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { activeIn, refuse } from './change.js';
import { givenTasks, namedRoles } from './left-behind.js';
import { namesOf, type Named } from './people-views.js';

export interface ReassignmentItem { position: number; caseId: string; role: string | null; taskId: string | null; status: 'waiting' | 'done' | 'refused'; refusedBecause: string | null }
export interface ReassignmentView { id: string; person: Named; to: Named; by: Named; reason: string; at: string; done: boolean; items: Omit<ReassignmentItem, 'position'>[] }
export interface NewReassignment { id: string; organisation: string; person: string; to: string; by: string; reason: string; cases?: readonly string[] | undefined }

/**
 * Writes down everything that goes: the named roles of open cases, and the open tasks that were given by name. Again with the same id changes nothing: it goes on where it stopped.
 * It stays in the organisation: a whole list of patients is not shown to another by one wrong name. Single roles may go there, case by case.
 */
export async function openReassignment(manager: EntityManager, { id, organisation, person, to, by, reason, cases }: NewReassignment): Promise<void> {
  const made = await firstRow(manager, 'insert into reassignments (id, person_id, to_id, by_id, reason) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1', [id, person, to, by, reason]);
  if (!made) return;
  await activeIn(manager, organisation, to, '/to');
  const items = await rows(manager, `
    insert into reassignment_items (reassignment_id, position, case_id, role, task_id)
    select $1, row_number() over (order by case_id, role nulls last, task_id), case_id, role, task_id from (
      select id as case_id, unnest(roles) as role, null as task_id from (${namedRoles('$2')}) as named_in union all select case_id, null, id from (${givenTasks('$2')}) as given
    ) as left_behind where $3::text[] is null or case_id = any($3) returning 1`, [id, person, cases ?? null]);
  if (items.length === 0) refuse('nothing-to-reassign', 'They have nothing of these cases.');
}

export function waitingItems(manager: EntityManager, id: string): Promise<ReassignmentItem[]> {
  return rows(manager, `select position, case_id as "caseId", role, task_id as "taskId", status, refused_because as "refusedBecause" from reassignment_items where reassignment_id = $1 and status = 'waiting' order by position`, [id]);
}

export async function settleItem(manager: EntityManager, id: string, position: number, refusedBecause: string | null): Promise<void> {
  await rows(manager, 'update reassignment_items set status = $3, refused_because = $4 where reassignment_id = $1 and position = $2', [id, position, refusedBecause === null ? 'done' : 'refused', refusedBecause]);
}

/** Nothing waits any more. */
export async function closeReassignment(manager: EntityManager, id: string): Promise<void> {
  await rows(manager, 'update reassignments set done_at = now() where id = $1 and done_at is null', [id]);
}

export interface UnfinishedReassignment { id: string; person: Named; to: Named; by: Named; at: string; settled: number; of: number }
/** What was begun and is not through: it stopped in the middle, or is under way just now. The oldest first. */
export async function unfinishedReassignments(manager: EntityManager, organisations: readonly string[]): Promise<UnfinishedReassignment[]> {
  interface Row { id: string; person: string; to: string; by: string; at: Date; settled: number; of: number }
  const found = await rows<Row>(manager, `
    select reassignments.id, person_id as person, to_id as to, by_id as by, at, (select count(*) filter (where status <> 'waiting') from reassignment_items where reassignment_id = reassignments.id)::int as settled,
      (select count(*) from reassignment_items where reassignment_id = reassignments.id)::int as of
    from reassignments join people on people.id = person_id where done_at is null and organisation_id = any($1) order by at, reassignments.id limit 50`, [organisations]);
  const named = await namesOf(manager, found.flatMap(({ person, to, by }) => [person, to, by]));
  return found.map(({ person, to, by, at, ...counted }) => ({ ...counted, person: named(person), to: named(to), by: named(by), at: at.toISOString() }));
}

/** null: there is none of that id. */
export async function findReassignment(manager: EntityManager, id: string): Promise<ReassignmentView | null> {
  return id.includes('\u0000') || !(await firstRow(manager, 'select 1 from reassignments where id = $1', [id])) ? null : reassignmentView(manager, id);
}

export async function reassignmentView(manager: EntityManager, id: string): Promise<ReassignmentView> {
  interface Row { id: string; person: string; to: string; by: string; reason: string; at: Date; done: boolean }
  const found = (await firstRow<Row>(manager, 'select id, person_id as person, to_id as to, by_id as by, reason, at, done_at is not null as done from reassignments where id = $1', [id]))!;
  const items = await rows<Omit<ReassignmentItem, 'position'>>(manager, 'select case_id as "caseId", role, task_id as "taskId", status, refused_because as "refusedBecause" from reassignment_items where reassignment_id = $1 order by position', [id]);
  const people = await namesOf(manager, [found.person, found.to, found.by]);
  return { id: found.id, person: people(found.person), to: people(found.to), by: people(found.by), reason: found.reason, at: found.at.toISOString(), done: found.done, items };
}
