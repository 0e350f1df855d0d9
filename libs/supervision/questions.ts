import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Page } from '#libs/contracts/views.js';
import { namesOf, type Named } from '#libs/directory/people-views.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { eventsOf, text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { compared, type PolicyDid, type ScenarioAnswer } from './comparison.js';

export type Judgement = 'as-the-policy' | 'other-and-safe' | 'not-safe';
export interface ScenarioView {
  id: string; organisation: string; caseId: string; traceId: string | null; question: string; askedBy: Named; askedOf: Named; askedAt: string; team: Named | null; answeredAt: string | null; answer: ScenarioAnswer | null;
  comparison: { at: string; policy: PolicyDid[]; sameRole: boolean; inTime: boolean | null; judgement: Judgement; learning: string } | null;
}
/** Of one team (null: of nobody's): how many were asked, answered and compared; of those compared, how many turned to a role that the policy turns to, were soon enough (of those where the policy has a time), and were not safe. */
export interface SupervisionFigure { team: Named | null; asked: number; answered: number; compared: number; sameRole: number; inTime: number; timed: number; notSafe: number }

interface Row {
  id: string; organisation_id: string; case_id: string; trace_id: string | null; since: number; question: string; asked_by: string; asked_of: string; asked_at: Date; team_id: string | null; team_name: string | null; answered_at: Date | null; answer: ScenarioAnswer | null; compared_at: Date | null;
  policy: PolicyDid[] | null; same_role: boolean | null; in_time: boolean | null; judgement: Judgement | null; learning: string | null;
}
const columns = `id, organisation_id, case_id, trace_id, since, question, asked_by, asked_of, asked_at, team_id, (select name from teams where teams.id = team_id) as team_name, answered_at, answer, compared_at, policy, same_role, in_time, judgement, learning`;

/** Asks somebody on a rehearsal, as it stands now. @returns its id */
export async function askScenario(manager: EntityManager, { organisation, caseId, traceId, since, question, askedBy, askedOf, at }: { organisation: string; caseId: string; traceId: string | null; since: number; question: string; askedBy: string; askedOf: string; at: Date }): Promise<string> {
  const id = randomUUID();
  await rows(manager, `
    insert into scenario_questions (id, organisation_id, case_id, trace_id, since, question, asked_by, asked_of, asked_at, team_id) values ($1, $2, $3, coalesce($4, (select trace_id from scenario_rehearsals where case_id = $3)), $5, $6, $7, $8, $9, (
      select min(team_id) from team_members join teams on teams.id = team_id and teams.active where person_id = $8 and (active_from is null or active_from <= $9) and (active_until is null or active_until > $9)))`,
  [id, organisation, caseId, traceId, since, question, askedBy, askedOf, at]);
  return id;
}

/** The decision trace that a rehearsal was prepared from; null: it was begun otherwise. */
export const traceOfRehearsal = async (manager: EntityManager, caseId: string): Promise<string | null> => (await firstRow<{ trace_id: string }>(manager, 'select trace_id from scenario_rehearsals where case_id = $1', [text(caseId)]))?.trace_id ?? null;

/** Who answered for a call is told a moment after it: it shows nothing that the call did not. */
const ECHOES = ['called', 'reminded', 'system-alarm-told'];

/**
 * What somebody would have done stays as they said it, before anybody saw what the policy does. 'answered' before, or the rehearsal has 'moved-on' since it was asked, so that what the policy does can be read there: refused; null: done.
 */
export async function answerScenario(manager: EntityManager, id: string, answer: ScenarioAnswer, at: Date): Promise<'answered' | 'moved-on' | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from scenario_questions where id = $1 for update`, [text(id)]);
  if (!row || row.answer) return 'answered';
  if (await firstRow(manager, 'select 1 from events where case_id = $1 and sequence > $2 and kind <> all($3) limit 1', [row.case_id, row.since, ECHOES])) return 'moved-on';
  await rows(manager, 'update scenario_questions set answer = $2, answered_at = $3 where id = $1', [row.id, JSON.stringify(answer), at]);
  return null;
}

/** Puts the answer beside what the policy did since it was asked, with the supervisor's judgement. 'not-answered', 'compared' before, 'nothing-happened' since: refused; null: done. */
export async function compareScenario(manager: EntityManager, id: string, { judgement, learning, at }: { judgement: Judgement; learning: string; at: Date }): Promise<'not-answered' | 'compared' | 'nothing-happened' | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from scenario_questions where id = $1 for update`, [text(id)]);
  if (!row?.answer) return 'not-answered';
  if (row.compared_at) return 'compared';
  const found = compared(row.answer, await eventsOf(manager, row.case_id), row.since);
  if (!found) return 'nothing-happened';
  await rows(manager, 'update scenario_questions set compared_at = $2, policy = $3, same_role = $4, in_time = $5, judgement = $6, learning = $7 where id = $1', [row.id, at, JSON.stringify(found.policy), found.sameRole, found.inTime, judgement, learning]);
  return null;
}

/** One, as the two whom it is between read it; null: it is not there, of none of these organisations, or between others. */
export async function scenario(manager: EntityManager, id: string, { organisations, person }: { organisations: readonly string[]; person: string }): Promise<ScenarioView | null> {
  const row = await firstRow<Row>(manager, `select ${columns} from scenario_questions where id = $1 and organisation_id = any($2) and $3 in (asked_by, asked_of)`, [text(id), organisations, person]);
  return row && shown(row, await namesOf(manager, [row.asked_by, row.asked_of]));
}

/** What was asked of or by a person, the latest first; `mine`: of them alone. @throws CursorUnknown */
export async function listScenarios(manager: EntityManager, { organisations, person, mine }: { organisations: readonly string[]; person: string; mine: boolean }, { cursor, limit }: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<ScenarioView>> {
  const size = pageSize(limit);
  const after = readCursor(cursor);
  const found = await rows<Row>(manager, `
    select ${columns} from scenario_questions where organisation_id = any($1) and (asked_of = $2 or (asked_by = $2 and not $6)) and ($3::timestamptz is null or (asked_at, id) < ($3, $4)) order by asked_at desc, id desc limit $5`,
  [organisations, person, after?.at ?? null, after?.id ?? '', size + 1, mine]);
  const named = await namesOf(manager, found.flatMap((row) => [row.asked_by, row.asked_of]));
  return pageOf(found, size, ({ asked_at: at, id }) => ({ at: at.toISOString(), id }), (page) => page.map((row) => shown(row, named)));
}

/** Results of a stretch of time, by the team of whoever was asked. */
export async function supervisionFigures(manager: EntityManager, organisations: readonly string[], { from, to }: { from: Date; to: Date }): Promise<SupervisionFigure[]> {
  const found = await rows<Omit<SupervisionFigure, 'team'> & { id: string | null; name: string | null }>(manager, `
    select team_id as id, teams.name, count(*)::int as asked, count(answer)::int as answered, count(compared_at)::int as compared, count(*) filter (where same_role)::int as "sameRole", count(*) filter (where in_time)::int as "inTime", count(in_time)::int as timed,
      count(*) filter (where judgement = 'not-safe')::int as "notSafe"
    from scenario_questions left join teams on teams.id = team_id where scenario_questions.organisation_id = any($1) and asked_at >= $2 and asked_at < $3 group by team_id, teams.name order by teams.name nulls last, team_id`, [organisations, from, to]);
  return found.map(({ id, name, ...counted }) => ({ team: id === null ? null : { id, name: name ?? id }, ...counted }));
}

function shown(row: Row, named: (id: string) => Named): ScenarioView {
  return {
    id: row.id, organisation: row.organisation_id, caseId: row.case_id, traceId: row.trace_id, question: row.question, askedBy: named(row.asked_by), askedOf: named(row.asked_of), askedAt: row.asked_at.toISOString(), team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? row.team_id },
    answeredAt: row.answered_at?.toISOString() ?? null, answer: row.answer,
    comparison: row.compared_at === null ? null : { at: row.compared_at.toISOString(), policy: row.policy!, sameRole: row.same_role!, inTime: row.in_time, judgement: row.judgement!, learning: row.learning! },
  };
}
