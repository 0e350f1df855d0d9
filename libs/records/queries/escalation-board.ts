import type { EntityManager } from 'typeorm';
import type { JsonObject, PatientIdentity } from '#libs/contracts/events.js';
import type { EscalationView, PatientView, TaskView } from '#libs/contracts/views.js';
import type { EscalationDocument } from '../projection/document.js';
import { text } from '../stored.js';
import { firstRow, rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { shownEscalations } from './escalations.js';
import { cut, Parameters, readPage, visibleBranches } from './listing.js';
import { placeOf } from './my-work.js';
import { clockOf, shownPatient } from './shown-case.js';
import { shownTasks, taskColumns, type TaskRow } from './tasks.js';
import type { Reading } from './viewer.js';

/** A climb that goes on, as a lead sees it. `silentSince`: when a person last said anything about it, or when it began. `now`: the case's clock. */
export interface BoardItem { escalation: EscalationView; task: TaskView; patient: PatientView | null; place: string | null; silentSince: string; now: Date }
/** `mine`: I was called. `level`: the highest level called so far. */
export interface BoardSearch { mine?: boolean; pathway?: string; level?: number; escalation?: string; rehearsal?: boolean; cursor?: string; limit?: number }

interface BoardRow { id: string; case_id: string; pathway: string; raised_at: Date; document: EscalationDocument; task_id: string; silent: Date }

/** Climbs that go on, with since when they are silent: the index that is sorted by has these very words. */
const running = `(select escalations.*, coalesce(silent_since, raised_at) as silent from escalations where status <> 'ended') as escalations`;

/** What has timed out and still climbs, longest silent first. @throws CursorUnknown */
export async function escalationBoard(manager: EntityManager, reading: Reading, search: BoardSearch): Promise<{ items: BoardItem[]; next: string | null }> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const found = await readPage<BoardRow>(manager, {
    table: running, columns: 'id, case_id, task_id, pathway, raised_at, silent, document', branches: visibleBranches(reading.viewer, parameters, 'case_id'), conditions: conditionsOf(search, reading, parameters), sortedBy: 'silent', descending: false,
    after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.silent);
  return { items: await boardItems(manager, reading, shown), next };
}

/** So many climbs are counted, the longest silent first; a longer board is said to be longer. */
export const COUNTED = 1_000;
/** How many climbs go on (`COUNTED` at most), how many of them an acknowledgement holds back, and since when the longest is silent. */
export async function countBoard(manager: EntityManager, reading: Reading): Promise<{ all: number; more: boolean; held: number; since: Date | null }> {
  const parameters = new Parameters();
  const most = parameters.add(COUNTED + 1);
  const parts = visibleBranches(reading.viewer, parameters, 'case_id').map((branch) => `(select status, silent from ${running} where ${branch} and rehearsal = false order by silent, id limit ${most})`);
  if (parts.length === 0) return { all: 0, more: false, held: 0, since: null };
  const found = await firstRow<{ all: number; held: number; since: Date | null }>(manager, `
    select count(*)::int as "all", count(*) filter (where status = 'acknowledged')::int as held, min(silent) as since from (select * from (${parts.join(' union all ')}) as every order by silent limit ${most}) as running`, parameters.values);
  const { all, held, since } = found!;
  return { all: Math.min(all, COUNTED), more: all > COUNTED, held, since };
}

function conditionsOf({ mine, pathway, level, escalation, rehearsal = false }: BoardSearch, { viewer }: Reading, parameters: Parameters): string[] {
  return [
    ...(escalation === undefined ? [`rehearsal = ${rehearsal}`] : [`id = ${parameters.add(text(escalation))}`]),
    ...(pathway === undefined ? [] : [`pathway = ${parameters.add(text(pathway))}`]), ...(level === undefined ? [] : [`level >= ${parameters.add(level)}::int`]),
    ...(mine === true ? [`id in (select escalation_id from calls where calls.person = ${parameters.add(viewer.person)} and calls.running)`] : []),
  ];
}

async function boardItems(manager: EntityManager, reading: Reading, shown: readonly BoardRow[]): Promise<BoardItem[]> {
  interface OfCase { id: string; patient: PatientIdentity | null; details: JsonObject; clock_offset_ms: string }
  const [escalations, taskRows, cases] = await Promise.all([
    shownEscalations(manager, reading, shown),
    rows<TaskRow>(manager, `select ${taskColumns} from tasks where id = any($1)`, [shown.map(({ task_id }) => task_id)]),
    rows<OfCase>(manager, `select id, summary -> 'patient' as patient, summary -> 'details' as details, clock_offset_ms from cases where id = any($1)`, [[...new Set(shown.map(({ case_id }) => case_id))]]),
  ]);
  const tasks = new Map((await shownTasks(manager, reading, taskRows)).map((task) => [task.id, task]));
  const byCase = new Map(cases.map((each) => [each.id, each]));
  return shown.map((row, index): BoardItem => {
    const ofCase = byCase.get(row.case_id);
    return {
      escalation: escalations[index]!, task: tasks.get(row.task_id)!, patient: shownPatient(ofCase?.patient ?? null, reading.viewer), place: placeOf(ofCase?.details ?? {}), silentSince: row.silent.toISOString(),
      now: clockOf(reading.now, ofCase?.clock_offset_ms ?? 0),
    };
  });
}
