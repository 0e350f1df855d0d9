import type { EntityManager } from 'typeorm';
import { durationText } from '#libs/domain/duration.js';
import { firstRow } from '#libs/records/transaction.js';
import type { Month } from './month.js';

/** A share, with what it is a share of. `percent` is null where there was nothing to count. */
export interface Share { done: number; of: number; percent: number | null }
/** What the month's audit counts, of live cases of one organisation. `triggerToResponse`: the middle and the longest, ISO 8601. */
export interface Figures {
  responsesInTime: Share & { middle: string | null; longest: string | null }; actionsInTime: Share; handoversComplete: Share; callsAnswered: Share;
  /** Every decision is refused unless it is whole: how many were taken. */
  decisions: number; restrictionsOverdue: number; casesOpenedOrClosed: number;
  /** Of the answers to scenarios that supervision has compared: those that were safe. */
  scenariosSafe: Share;
}

const share = (done: number, of: number): Share => ({ done, of, percent: of === 0 ? null : Math.round((100 * done) / of) });
type Count = Record<string, number | null>;

/** Counts a month of one organisation. What was open at its end and late is not in time. */
export async function figuresOf(manager: EntityManager, organisation: string, { from, to }: Month): Promise<Figures> {
  const within = [organisation, new Date(from), new Date(to)];
  const inMonth = (column: string) => `${column} >= $2 and ${column} < $3`;
  const count = async (sql: string): Promise<Count> => (await firstRow<Count>(manager, sql, within))!;
  const tasks = `from tasks join cases on cases.id = tasks.case_id where cases.organisation_id = $1 and not cases.rehearsal and ${inMonth('tasks.due_at')}`;
  const inTime = `count(*) filter (where tasks.status = 'completed' and not coalesce((tasks.document ->> 'late')::boolean, false))::int`;
  const responses = await count(`
    select ${inTime} as done, count(*)::int as of, percentile_cont(0.5) within group (order by extract(epoch from coalesce(completed_at, $3) - tasks.opened_at)) as middle,
      max(extract(epoch from coalesce(completed_at, $3) - tasks.opened_at)) as longest ${tasks} and tasks.document -> 'about' ? 'trigger' and tasks.status in ('open', 'completed')`);
  const actions = await count(`select ${inTime} as done, count(*)::int as of ${tasks} and tasks.step = 'action' and tasks.status in ('open', 'completed')`);
  const handovers = await count(`select count(*) filter (where not (summary -> 'details') ? 'incompleteBecause')::int as done, count(*)::int as of from cases where organisation_id = $1 and not rehearsal and pathway = 'step-down-tapering' and ${inMonth('opened_at')}`);
  const calls = await count(`select count(calls.person)::int as done, count(*)::int as of from calls join cases on cases.id = calls.case_id where cases.organisation_id = $1 and not cases.rehearsal and ${inMonth('calls.at')}`);
  const decided = await count(`select count(*)::int as n from events join cases on cases.id = events.case_id where cases.organisation_id = $1 and not cases.rehearsal and events.kind = 'decision-recorded' and ${inMonth('events.at')}`);
  const overdue = await count(`select count(*)::int as n ${tasks.replace(inMonth('tasks.due_at'), 'tasks.due_at < $3 and tasks.opened_at < $3 and $2::timestamptz is not null')} and tasks.step = 'restriction-review' and (tasks.status = 'open' or completed_at >= $3)`);
  const cases = await count(`select count(*)::int as n from cases where organisation_id = $1 and not rehearsal and patient_id is not null and (${inMonth('opened_at')} or ${inMonth('closed_at')})`);
  const scenarios = await count(`select count(*) filter (where judgement <> 'not-safe')::int as done, count(*)::int as of from scenario_questions where organisation_id = $1 and ${inMonth('compared_at')}`);
  const text = (seconds: number | null | undefined): string | null => (seconds === null || seconds === undefined ? null : durationText(Math.round(seconds) * 1000));
  return {
    responsesInTime: { ...share(responses['done'] ?? 0, responses['of'] ?? 0), middle: text(responses['middle']), longest: text(responses['longest']) }, actionsInTime: share(actions['done'] ?? 0, actions['of'] ?? 0),
    handoversComplete: share(handovers['done'] ?? 0, handovers['of'] ?? 0), callsAnswered: share(calls['done'] ?? 0, calls['of'] ?? 0), decisions: decided['n'] ?? 0, restrictionsOverdue: overdue['n'] ?? 0, casesOpenedOrClosed: cases['n'] ?? 0, scenariosSafe: share(scenarios['done'] ?? 0, scenarios['of'] ?? 0),
  };
}
