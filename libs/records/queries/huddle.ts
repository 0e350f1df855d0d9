import type { EntityManager } from 'typeorm';
import type { PatientIdentity } from '#libs/contracts/events.js';
import type { HuddleView } from '#libs/contracts/views.js';
import { atLocal, endOfLocalDay, localTime } from '#libs/domain/local-time.js';
import { walksOf } from '../huddle-walks.js';
import { rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches } from './listing.js';
import { shownPatient } from './shown-case.js';
import { shownTasks, taskColumns, type TaskRow } from './tasks.js';
import type { Reading } from './viewer.js';

/** The pathway whose actions are walked through at each huddle ([1], example 2). */
const PATHWAY = 'rapid-falls-review';

/** The local day at an instant, YYYY-MM-DD. */
export const localDay = (now: Date): string => localTime(now.getTime()).date;

/** `teams`: organisations of the viewer. `date`: a local day; without one, today. */
export interface HuddleSearch { teams: readonly string[]; date?: string; rehearsal?: boolean; cursor?: string; limit?: number }

/** Each rehearsal has a clock of its own: its instants are reckoned back to ours, so that what is overdue there comes first here too. */
const rehearsed = `(
  select tasks.*, tasks.due_at - make_interval(secs => cases.clock_offset_ms / 1000.0) as due_here, tasks.opened_at - make_interval(secs => cases.clock_offset_ms / 1000.0) as opened_here
  from tasks join cases on cases.id = tasks.case_id where tasks.rehearsal) as tasks`;

/**
 * What a team's huddle walks through: every open action and step of the falls cases that it sees, what is due first first, hence what is overdue before all. Of a day to come, what is
 * due by the end of it; of one that is past, what stood open at its end and still does. @throws CursorUnknown
 */
export async function huddleOf(manager: EntityManager, { viewer, now }: Reading, search: HuddleSearch): Promise<HuddleView> {
  const { teams, rehearsal = false } = search;
  const reading: Reading = { now, viewer: { ...viewer, organisations: [...teams] } };
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const [due, opened] = rehearsal ? ['due_here', 'opened_here'] as const : ['due_at', 'opened_at'] as const;
  const today = localDay(now);
  const date = search.date ?? today;
  const conditions = [`rehearsal = ${rehearsal}`, `status = 'open'`, `pathway = '${PATHWAY}'`];
  if (date !== today) conditions.push(`${date > today ? due : opened} < ${parameters.add(new Date(endOfLocalDay(atLocal(date, '12:00').at)))}::timestamptz`);
  const found = await readPage<TaskRow & { due_here?: Date }>(manager, {
    table: rehearsal ? rehearsed : 'tasks', columns: `${taskColumns}${rehearsal ? ', due_here' : ''}`, branches: visibleBranches(reading.viewer, parameters, 'case_id'), conditions, sortedBy: due, descending: false,
    after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.due_here ?? row.due_at);
  const patients = await patientsOf(manager, shown.map(({ case_id }) => case_id));
  const items = (await shownTasks(manager, reading, shown)).map((task) => ({ ...task, patient: shownPatient(patients.get(task.caseId) ?? null, viewer) }));
  return { items, next, date, walked: await walksOf(manager, teams, date) };
}

async function patientsOf(manager: EntityManager, cases: readonly string[]): Promise<Map<string, PatientIdentity | null>> {
  const found = await rows<{ id: string; patient: PatientIdentity | null }>(manager, `select id, summary -> 'patient' as patient from cases where id = any($1)`, [[...new Set(cases)]]);
  return new Map(found.map(({ id, patient }) => [id, patient]));
}
