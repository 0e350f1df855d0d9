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

interface BoardRow { id: string; case_id: string; pathway: string; raised_at: Date; document: EscalationDocument; task_id: string; silent_since: Date }

/** What a person says: an outcome, an acknowledgement, an attempt. A call is not an answer. */
const running = `(
  select escalations.*, greatest(raised_at, (escalations.document #>> '{outcomes,-1,at}')::timestamptz, (tasks.document #>> '{acknowledgement,at}')::timestamptz, (tasks.document #>> '{attempts,-1,at}')::timestamptz) as silent_since
  from escalations join tasks on tasks.id = escalations.task_id where escalations.status <> 'ended') as escalations`;

/** What has timed out and still climbs, longest silent first. @throws CursorUnknown */
export async function escalationBoard(manager: EntityManager, reading: Reading, search: BoardSearch): Promise<{ items: BoardItem[]; next: string | null }> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const found = await readPage<BoardRow>(manager, {
    table: running, columns: 'id, case_id, task_id, pathway, raised_at, silent_since, document', branches: visibleBranches(reading.viewer, parameters, 'case_id'), conditions: conditionsOf(search, reading, parameters), sortedBy: 'silent_since', descending: false,
    after: readCursor(search.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.silent_since);
  return { items: await boardItems(manager, reading, shown), next };
}

/** How many climbs go on, how many of them an acknowledgement holds back, and since when the longest is silent. */
export async function countBoard(manager: EntityManager, reading: Reading): Promise<{ all: number; held: number; since: Date | null }> {
  const parameters = new Parameters();
  const parts = visibleBranches(reading.viewer, parameters, 'case_id').map((branch) => `select status, silent_since from ${running} where ${branch} and not rehearsal`);
  const found = await firstRow<{ all: number; held: number; since: Date | null }>(manager, `select count(*)::int as "all", count(*) filter (where status = 'acknowledged')::int as held, min(silent_since) as since from (${parts.join(' union all ')}) as running`, parameters.values);
  return found!;
}

function conditionsOf({ mine, pathway, level, escalation, rehearsal = false }: BoardSearch, { viewer }: Reading, parameters: Parameters): string[] {
  return [
    ...(escalation === undefined ? [`rehearsal = ${rehearsal}`] : [`id = ${parameters.add(text(escalation))}`]),
    ...(pathway === undefined ? [] : [`pathway = ${parameters.add(text(pathway))}`]), ...(level === undefined ? [] : [`level >= ${parameters.add(level)}::int`]),
    ...(mine === true ? [`exists (select 1 from calls where calls.escalation_id = escalations.id and calls.person = ${parameters.add(viewer.person)})`] : []),
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
      escalation: escalations[index]!, task: tasks.get(row.task_id)!, patient: shownPatient(ofCase?.patient ?? null, reading.viewer), place: placeOf(ofCase?.details ?? {}), silentSince: row.silent_since.toISOString(),
      now: clockOf(reading.now, ofCase?.clock_offset_ms ?? 0),
    };
  });
}
