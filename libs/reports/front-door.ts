import type { EntityManager } from 'typeorm';
import { durationText } from '#libs/domain/duration.js';
import { localTime } from '#libs/domain/local-time.js';
import { waits } from '#libs/domain/waiting.js';
import { Parameters, visibleBranches } from '#libs/records/queries/listing.js';
import type { Reading } from '#libs/records/queries/viewer.js';
import { rows } from '#libs/records/transaction.js';
import { presentOf, type ReportAsked } from './asked.js';
import { csv } from './csv.js';

export const DOOR_GROUPS = ['urgency', 'month'] as const;
export type DoorGroup = (typeof DOOR_GROUPS)[number];
export interface FrontDoorAsked extends ReportAsked { by: readonly DoorGroup[]; cases: number }

/** One referral: how long until it was first assigned or redirected, what was decided last, and how many crises came before that. `waits`: nobody has decided yet; neither: it ended otherwise. */
export interface Referral { caseId: string; urgency: string; month: string; ms: number | null; state: 'triaged' | 'waits' | 'without'; decided: 'assign' | 'redirect' | null; late: boolean; departed: boolean; crises: number }

/**
 * `n` triaged, `open` still wait, `without` ended undecided (withdrawn, died, given to somebody else). Durations are ISO 8601, from when the referral was received. `redirectRate`: of those that were decided, the share redirected by the last
 * decision; null where there is none. `crises`: presentations before the decision; `withCrisis`: referrals that had one.
 */
export interface FrontDoorFigure {
  urgency?: string; month?: string; referrals: number; n: number; p50: string | null; p90: string | null; worst: string | null; worstOpen: boolean; open: number; openLongest: string | null; without: number; late: number;
  assigned: number; redirected: number; redirectRate: number | null; departures: number; crises: number; withCrisis: number; cases: { caseId: string; took: string | null; open: boolean; decided: string | null; crises: number }[];
}

/** The referrals that came in a stretch of time, by when each was received, and what became of them. */
export async function referralsIn(manager: EntityManager, { now, viewer }: Reading, { organisations, from, to, rehearsal }: ReportAsked): Promise<Referral[]> {
  const parameters = new Parameters();
  const visible = visibleBranches({ ...viewer, organisations: [...organisations] }, parameters, 'cases.id').map((branch) => `(${branch})`).join(' or ') || 'false';
  const [start, end] = [parameters.add(from), parameters.add(to)];
  interface Row { caseId: string; urgency: string; received: Date; decidedAt: Date | null; decided: 'assign' | 'redirect' | null; late: boolean | null; departed: boolean | null; crises: number; over: boolean; present: Date }
  const found = await rows<Row>(manager, `
    select cases.id as "caseId", cases.summary #>> '{details,urgency}' as urgency, received, first.at as "decidedAt", last.outcome as decided, first.late, last.departed, closed_at is not null as over, ${presentOf(parameters.add(now))} as present,
      (select count(*)::int from events where case_id = cases.id and kind = 'trigger-recorded' and data ->> 'kind' = 'crisis' and (first.at is null or at <= first.at)) as crises
    from cases cross join lateral (select (cases.summary #>> '{details,receivedAt}')::timestamptz as received) as told
    left join lateral (select completed_at as at, late from tasks where case_id = cases.id and ${DECIDED} order by completed_at, id limit 1) as first on true
    left join lateral (select document -> 'evidence' ->> 'outcome' as outcome, document -> 'evidence' ? 'departure' as departed from tasks where case_id = cases.id and ${DECIDED} order by completed_at desc, id desc limit 1) as last on true
    where pathway = 'front-door' and rehearsal = ${rehearsal} and received >= ${start}::timestamptz and received < ${end}::timestamptz and (${visible}) order by cases.id`, parameters.values);
  return found.map(({ caseId, urgency, received, decidedAt, decided, late, departed, crises, over, present }) => ({
    caseId, urgency, month: localTime(received.getTime()).date.slice(0, 7), decided, late: late ?? false, departed: departed ?? false, crises,
    ...(decidedAt ? { state: 'triaged', ms: Math.max(0, decidedAt.getTime() - received.getTime()) } : over ? { state: 'without', ms: null } : { state: 'waits', ms: Math.max(0, present.getTime() - received.getTime()) }),
  }));
}
export const DECIDED = `step in ('triage-huddle', 'senior-oversight') and status = 'completed' and document -> 'evidence' ->> 'outcome' in ('assign', 'redirect')`;

/** Time to triage, redirect rate and crises while waiting ([5], example 1), by what is kept apart. */
export async function frontDoor(manager: EntityManager, reading: Reading, asked: FrontDoorAsked): Promise<FrontDoorFigure[]> {
  const groups = new Map<string, Referral[]>();
  for (const referral of await referralsIn(manager, reading, asked)) {
    const key = JSON.stringify(asked.by.map((group) => referral[group]));
    groups.set(key, [...groups.get(key) ?? [], referral]);
  }
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, of]) => figureOf(of, asked));
}

function figureOf(of: readonly Referral[], { by, cases }: FrontDoorAsked): FrontDoorFigure {
  const ms = (state: Referral['state']): number[] => of.flatMap((each) => (each.state === state && each.ms !== null ? [each.ms] : []));
  const { p50, p90, worst, openLongest, ...counted } = waits(ms('triaged'), ms('waits'));
  const shown = (length: number | null): string | null => (length === null ? null : durationText(length));
  const count = (is: (referral: Referral) => boolean): number => of.filter(is).length;
  const [assigned, redirected] = [count(({ decided }) => decided === 'assign'), count(({ decided }) => decided === 'redirect')];
  return {
    ...Object.fromEntries(by.map((group) => [group, of[0]![group]])), referrals: of.length, ...counted, p50: shown(p50), p90: shown(p90), worst: shown(worst), openLongest: shown(openLongest), without: count(({ state }) => state === 'without'), late: count(({ late }) => late),
    assigned, redirected, redirectRate: assigned + redirected === 0 ? null : Math.round(redirected / (assigned + redirected) * 1000) / 1000, departures: count(({ departed }) => departed),
    crises: of.reduce((sum, each) => sum + each.crises, 0), withCrisis: count((each) => each.crises > 0),
    cases: of.toSorted((one, other) => other.crises - one.crises || (other.ms ?? -1) - (one.ms ?? -1) || (one.caseId < other.caseId ? -1 : 1)).slice(0, cases)
      .map((each) => ({ caseId: each.caseId, took: shown(each.ms), open: each.state === 'waits', decided: each.decided, crises: each.crises })),
  };
}

const columns = ['referrals', 'n', 'p50', 'p90', 'worst', 'worstOpen', 'open', 'openLongest', 'without', 'late', 'assigned', 'redirected', 'redirectRate', 'departures', 'crises', 'withCrisis'] as const;
/** The figures as a table for spreadsheets, the cases behind each in one cell. */
export const frontDoorCsv = (figures: readonly FrontDoorFigure[], by: readonly DoorGroup[]): string =>
  csv([[...by, ...columns, 'cases'], ...figures.map((figure) => [...by.map((group) => figure[group] ?? null), ...columns.map((name) => figure[name]), figure.cases.map(({ caseId }) => caseId).join(' ')])]);
