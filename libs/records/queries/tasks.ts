import type { EntityManager } from 'typeorm';
import type { Owners, PatientIdentity, TaskStatus } from '#libs/contracts/events.js';
import type { Page, TaskView } from '#libs/contracts/views.js';
import { everythingAnsweredFor, TEAM_OF_CASE, type AnswersFor } from '#libs/directory/answers-for.js';
import type { TaskDocument } from '../projection/document.js';
import { text } from '../stored.js';
import { rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches, visibleCase } from './listing.js';
import { mayBeWithheld } from './safeguarding.js';
import { clockOf } from './shown-case.js';
import { noticesOfReminders } from './shown-notices.js';
import { peopleOfTask, ShownPeople } from './shown-people.js';
import { shownTask } from './shown-task.js';
import type { Reading, Viewer } from './viewer.js';
import { withholding } from './withheld.js';

export interface TaskRow { id: string; case_id: string; organisation_id: string; pathway: string; rehearsal: boolean; due_at: Date; document: TaskDocument }
export const taskColumns = 'id, case_id, organisation_id, pathway, rehearsal, due_at, document';

/** One task; null when it is not there or not the viewer's to see. */
export async function taskView(manager: EntityManager, reading: Reading, taskId: string): Promise<TaskView | null> {
  const parameters = new Parameters();
  const found = await rows<TaskRow>(manager, `
    select ${taskColumns} from tasks where id = ${parameters.add(text(taskId))} and ${visibleCase(reading.viewer, parameters, 'tasks.case_id')}`, parameters.values);
  return (await shownTasks(manager, reading, found))[0] ?? null;
}

/** `mine`: I own it, I answer for its owner (as cover, or on a rota), or it belongs to a role that I answer for and nobody has claimed it. `owner`: a person. */
export interface TaskSearch {
  mine?: boolean; status?: TaskStatus; overdue?: boolean; pathway?: string; step?: string; caseId?: string; owner?: string; unassigned?: boolean; dueBefore?: Date | string;
  sort?: 'dueAt' | '-dueAt'; rehearsal?: boolean; cursor?: string; limit?: number;
}

/** The worklist, what is due first first. @throws CursorUnknown */
export async function listTasks(manager: EntityManager, reading: Reading, search: TaskSearch): Promise<Page<TaskView>> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const found = await readPage<TaskRow>(manager, {
    table: 'tasks', columns: taskColumns, branches: await branchesOf(manager, reading, search, parameters), conditions: conditionsOf(search, reading.now, parameters), sortedBy: 'due_at', descending: search.sort === '-dueAt',
    after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.due_at);
  return { items: await shownTasks(manager, reading, shown), next };
}

async function branchesOf(manager: EntityManager, { viewer, now }: Reading, { mine, caseId }: TaskSearch, parameters: Parameters): Promise<string[]> {
  if (mine !== true) {
    if (caseId === undefined) return visibleBranches(viewer, parameters, 'case_id');
    return [`case_id = ${parameters.add(text(caseId))} and ${visibleCase(viewer, parameters, 'tasks.case_id')}`];
  }
  const answered = await everythingAnsweredFor(manager, viewer.person, now);
  const branches = [...mineBranches(answered, viewer, parameters), ...claimableBranches(answered, viewer, parameters)];
  return caseId === undefined ? branches : branches.map((branch) => `${branch} and case_id = ${parameters.add(text(caseId))}`);
}

/** What belongs to a role that a viewer answers for, and nobody has claimed. No row is in two branches, nor in one of `mineBranches`. */
export function claimableBranches({ roles }: Pick<AnswersFor, 'roles'>, viewer: Viewer, parameters: Parameters): string[] {
  return roles.filter(({ organisation }) => viewer.organisations.includes(organisation)).map(({ role, organisation, scoped, teams, cases, otherwise }) => {
    const plain = `organisation_id = ${parameters.add(organisation)} and owner_role = ${parameters.add(role)} and owner_person is null`;
    if (!scoped) return plain;
    // A case that has a holder of its own is not its team's or organisation's to see to.
    const ofTeams = `case_id <> all(${parameters.add(otherwise)}) and coalesce(${TEAM_OF_CASE}, '') = any(${parameters.add(teams.map((team) => team ?? ''))})`;
    return `${plain} and (case_id = any(${parameters.add(cases)}) or (${ofTeams}))`;
  });
}

/** What a viewer owns, or answers for in its owner's place. No row is in two branches. */
export function mineBranches({ covered, inPlaceOf }: Pick<AnswersFor, 'covered' | 'inPlaceOf'>, viewer: Viewer, parameters: Parameters): string[] {
  const visible = (branch: string): string => `${branch} and ${visibleCase(viewer, parameters, 'tasks.case_id')}`;
  const ofCovered = covered.length === 0 ? [] : [visible(`(owner_person, owner_role) in (select * from unnest(${parameters.add(covered.map(({ person }) => person))}::text[], ${parameters.add(covered.map(({ role }) => role))}::text[])) and owner_person <> ${parameters.add(viewer.person)}`)];
  const elsewhere = inPlaceOf.filter(({ owner, role }) => owner !== viewer.person && !covered.some((each) => each.person === owner && each.role === role));
  // One branch an owner, whatever the team: whoever is on duty at night stands in for many.
  const teamsOf = new Map<string, { organisation: string; role: string; owner: string; teams: string[] }>();
  for (const { organisation, role, owner, team } of elsewhere) {
    const key = JSON.stringify([organisation, role, owner]);
    teamsOf.set(key, { organisation, role, owner, teams: [...teamsOf.get(key)?.teams ?? [], team ?? ''] });
  }
  const onDuty = [...teamsOf.values()].map(({ organisation, role, owner, teams }) => visible(
    `organisation_id = ${parameters.add(organisation)} and owner_role = ${parameters.add(role)} and owner_person = ${parameters.add(owner)} and not (document ->> 'assigned')::boolean and coalesce(${TEAM_OF_CASE}, '') = any(${parameters.add(teams)})`));
  return [`owner_person = ${parameters.add(viewer.person)}`, ...ofCovered, ...onDuty];
}

function conditionsOf(search: TaskSearch, now: Date, parameters: Parameters): string[] {
  const rehearsal = search.rehearsal === true;
  const conditions = [`rehearsal = ${rehearsal}`];
  const equal = (column: string, value: string | undefined) => { if (value !== undefined) conditions.push(`${column} = ${parameters.add(text(value))}`); };
  // As a literal, so that the index of open tasks is seen to fit.
  if (search.status !== undefined) conditions.push(search.status === 'open' ? `status = 'open'` : `status = ${parameters.add(search.status)}`);
  equal('pathway', search.pathway);
  equal('step', search.step);
  equal('owner_person', search.owner);
  if (search.unassigned !== undefined) conditions.push(`owner_person is ${search.unassigned ? '' : 'not '}null`);
  if (search.dueBefore !== undefined) conditions.push(`due_at < ${parameters.add(new Date(search.dueBefore))}::timestamptz`);
  if (search.overdue !== undefined) {
    // A live case keeps our time; each rehearsal has a clock of its own.
    const ahead = rehearsal ? ` + (select make_interval(secs => clock_offset_ms / 1000.0) from cases where cases.id = tasks.case_id)` : '';
    const past = `due_at < ${parameters.add(now)}::timestamptz${ahead}`;
    conditions.push(...(search.overdue ? [`status = 'open'`, past] : [`not (status = 'open' and ${past})`]));
  }
  return conditions;
}

/** Rows of tasks as lists show them. */
export async function shownTasks(manager: EntityManager, { viewer, now }: Reading, found: readonly TaskRow[]): Promise<TaskView[]> {
  const people = await ShownPeople.of(manager, found.flatMap(({ document }) => peopleOfTask(document)));
  const cases = viewer.withoutIdentity || found.some(({ rehearsal, document }) => rehearsal || mayBeWithheld(document)) ? await casesOf(manager, found.map(({ case_id }) => case_id)) : new Map<string, OfCase>();
  const told = await noticesOfReminders(manager, found.map(({ case_id: caseId, document: task }) => ({ caseId, task })));
  return found.map(({ case_id: caseId, pathway, organisation_id: organisation, rehearsal, document: task }) => {
    const ofCase = cases.get(caseId);
    return shownTask({ caseId, pathway, organisation, rehearsal, task }, clockOf(now, ofCase?.clock_offset_ms ?? 0), people, { viewer, owners: ofCase?.owners ?? null }, viewer.withoutIdentity ? withholding(ofCase?.identities ?? []) : null, told);
  });
}

export interface OfCase { id: string; clock_offset_ms: string; identities: PatientIdentity[]; owners: Owners | null }

/** What pages of tasks and escalations need of their cases: the clocks of rehearsals, whose names are to be withheld, and to whom what is said about safeguarding is told. */
export async function casesOf(manager: EntityManager, ids: readonly string[]): Promise<Map<string, OfCase>> {
  const found = await rows<OfCase>(manager, `select id, clock_offset_ms, summary -> 'identities' as identities, nullif(summary -> 'owners', 'null') as owners from cases where id = any($1)`, [[...new Set(ids)]]);
  return new Map(found.map((each) => [each.id, each]));
}
