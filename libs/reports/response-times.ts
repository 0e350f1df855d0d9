import type { EntityManager } from 'typeorm';
import { durationText } from '#libs/domain/duration.js';
import { ZONE } from '#libs/domain/local-time.js';
import { waits } from '#libs/domain/waiting.js';
import { Parameters } from '#libs/records/queries/listing.js';
import type { Reading } from '#libs/records/queries/viewer.js';
import { text } from '#libs/records/stored.js';
import { rows } from '#libs/records/transaction.js';
import { isAct } from './acts.js';
import { msBetween, presentOf, rowsAsked, type ReportAsked } from './asked.js';

export const MEASURES = ['mtta', 'mttr', 'trigger-to-response', 'recorded-to-response'] as const;
export type Measure = (typeof MEASURES)[number];
export const GROUPS = ['pathway', 'step', 'team', 'month'] as const;
export type Group = (typeof GROUPS)[number];

/** `cases`: how many are named behind each figure, the longest first. */
export interface ResponseTimesAsked extends ReportAsked { by: readonly Group[]; measure?: Measure | undefined; pathway?: string | undefined; step?: string | undefined; cases: number }
export interface BehindFigure { caseId: string; taskId: string; took: string | null; open: boolean }
/** Durations are ISO 8601. `n` ended, `open` go on, `without` ended with nothing to measure. Which groups there are is what was asked for; a team is null where a case has none. */
export interface ResponseTime {
  measure: Measure; pathway?: string; step?: string; team?: { id: string; name: string } | null; month?: string;
  n: number; p50: string | null; p90: string | null; worst: string | null; worstOpen: boolean; open: number; openLongest: string | null; without: number; cases: BehindFigure[]; casesInAll: number;
}

type Behind = { caseId: string; taskId: string; ms: number | null; state: 'over' | 'open' | 'without' };
type Row = { measure: Measure; pathway: string | null; step: string | null; team: string | null; team_name: string | null; month: string | null; over: number[] | null; open: number[] | null; without: number; in_all: number; behind: Behind[] | null };

/** How long it took until somebody acted, until it was over, and from a trigger to what it asked for. What each figure means: docs/decisions/0015. */
export async function responseTimes(manager: EntityManager, reading: Reading, asked: ResponseTimesAsked): Promise<ResponseTime[]> {
  const parameters = new Parameters();
  const found = await rows<Row>(manager, statement(reading, asked, parameters), parameters.values);
  return found.map((row) => figure(row, asked.by));
}

function figure({ measure, pathway, step, team, team_name: teamName, month, over, open, without, in_all: casesInAll, behind }: Row, by: readonly Group[]): ResponseTime {
  const { p50, p90, worst, openLongest, ...counted } = waits(over ?? [], open ?? []);
  const shown = (ms: number | null): string | null => (ms === null ? null : durationText(ms));
  const groups = { pathway: pathway ?? '', step: step ?? '', team: team === null ? null : { id: team, name: teamName ?? team }, month: month ?? '' };
  return {
    measure, ...Object.fromEntries(by.map((group) => [group, groups[group]])), ...counted, p50: shown(p50), p90: shown(p90), worst: shown(worst), openLongest: shown(openLongest), without, casesInAll,
    cases: (behind ?? []).map(({ caseId, taskId, ms, state }) => ({ caseId, taskId, took: state === 'without' ? null : shown(ms), open: state === 'open' })),
  };
}

function statement(reading: Reading, asked: ResponseTimesAsked, parameters: Parameters): string {
  const { by, measure } = asked;
  const present = presentOf(parameters.add(reading.now));
  const parts = [
    ...(measure === undefined || measure === 'mtta' || measure === 'mttr' ? [{ name: 'climbs', rows: climbs(reading, asked, parameters, present), measured: CLIMBS_MEASURED }] : []),
    ...(measure === undefined || measure.endsWith('-response') ? [{ name: 'responses', rows: responses(reading, asked, parameters, present), measured: RESPONSES_MEASURED }] : []),
  ];
  const groups = ['measure', ...by];
  const only = measure === undefined ? '' : `where measure = ${parameters.add(measure)}`;
  return `
    with ${parts.map(({ name, rows: found }) => `${name} as materialized (${found})`).join(', ')}, measured as (${parts.map(({ measured }) => measured).join(' union all ')}), placed as (
      select *, row_number() over (partition by ${groups.join(', ')} order by state = 'without', ms desc, case_id, task_id) as place from measured ${only}
    )
    select measure, ${GROUPS.map((group) => (by.includes(group) ? group : `null as ${group}`)).join(', ')}, ${by.includes('team') ? '(select name from teams where id = team)' : 'null'} as team_name,
      array_agg(ms) filter (where state = 'over') as over, array_agg(ms) filter (where state = 'open') as open, count(*) filter (where state = 'without')::int as without, count(distinct case_id)::int as in_all,
      jsonb_agg(jsonb_build_object('caseId', case_id, 'taskId', task_id, 'ms', ms, 'state', state) order by place) filter (where place <= ${parameters.add(asked.cases)}) as behind
    from placed group by ${groups.join(', ')}`;
}

/** The team of the case's coordinator at that instant. */
export const teamAt = (instant: string): string => `(select min(team_id) from team_members join teams on teams.id = team_id and teams.active where person_id = cases.coordinator
  and (active_from is null or active_from <= ${instant}) and (active_until is null or active_until > ${instant}))`;
const columnsOf = (from: string, instant: string, by: readonly Group[]): string =>
  `${from}.case_id, ${from}.pathway, ${from}.step, ${by.includes('team') ? teamAt(instant) : 'null::text'} as team, to_char(${instant} at time zone '${ZONE}', 'YYYY-MM') as month`;
const narrowed = ({ pathway, step }: ResponseTimesAsked, parameters: Parameters): string[] => [
  ...(pathway === undefined ? [] : [`pathway = ${parameters.add(text(pathway))}`]), ...(step === undefined ? [] : [`step = ${parameters.add(text(step))}`]),
];
const GROUPED = 'measure, pathway, step, team, month, case_id, task_id, ms, state';

/** Each climb, by when it was raised: its first call of a person, and the first act on its task after that. */
function climbs(reading: Reading, asked: ResponseTimesAsked, parameters: Parameters, present: string): string {
  const found = rowsAsked(reading, asked, parameters, { table: 'escalations', columns: 'id, case_id, task_id, pathway, step, raised_at, ended_at, ended_because', instant: 'raised_at', more: narrowed(asked, parameters) });
  return `
    select ${columnsOf('climb', 'climb.raised_at', asked.by)}, climb.task_id, raised_at, ended_at, ended_because, ${present} as present, called.at as called_at, act.at as acted_at
    from (${found}) as climb join cases on cases.id = climb.case_id
    left join lateral (select sequence, at from calls where escalation_id = climb.id and person is not null and unreached is null order by sequence limit 1) as called on true
    left join lateral (select at from events where case_id = climb.case_id and sequence > called.sequence and at <= coalesce(climb.ended_at, 'infinity') and ${isAct('climb.task_id')} order by sequence limit 1) as act on true`;
}
const CLIMBS_MEASURED = `
  select ${GROUPED} from climbs cross join lateral (values
    ('mtta', ${msBetween('called_at', 'coalesce(acted_at, present)')}, case when acted_at is not null then 'over' when called_at is not null and ended_at is null then 'open' else 'without' end),
    ('mttr', ${msBetween('raised_at', 'coalesce(ended_at, present)')}, case when ended_at is null then 'open' when ended_because in ('ladder-changed', 'owner-changed') then 'without' else 'over' end)
  ) as twice (measure, ms, state)`;

/** Each task that a trigger opened, by when it opened. What started the case was seen when its details say so. */
function responses(reading: Reading, asked: ResponseTimesAsked, parameters: Parameters, present: string): string {
  const found = rowsAsked(reading, asked, parameters, {
    table: 'tasks', columns: `id, case_id, pathway, step, status, opened_at, completed_at, (document #>> '{about,sequence}')::int as told`, instant: 'opened_at', more: [`document -> 'about' ? 'trigger'`, ...narrowed(asked, parameters)],
  });
  const started = `(cases.summary #>> '{details,trigger,occurredAt}')::timestamptz`;
  return `
    select ${columnsOf('response', 'response.opened_at', asked.by)}, response.id as task_id, response.status, completed_at, ${present} as present,
      coalesce((events.data ->> 'occurredAt')::timestamptz, events.at, ${started}, cases.opened_at) as occurred_at, coalesce(events.at, cases.opened_at) as told_at
    from (${found}) as response join cases on cases.id = response.case_id left join events on events.case_id = response.case_id and events.sequence = response.told`;
}
const RESPONSES_MEASURED = `
  select ${GROUPED} from responses cross join lateral (values ('trigger-to-response', occurred_at), ('recorded-to-response', told_at)) as begun (measure, at)
  cross join lateral (select ${msBetween('begun.at', 'coalesce(completed_at, present)')} as ms, case status when 'completed' then 'over' when 'open' then 'open' else 'without' end as state) as taken`;
