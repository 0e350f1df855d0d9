import type { EntityManager } from 'typeorm';
import { durationText } from '#libs/domain/duration.js';
import { published, publishedShare, publishedWhole } from '#libs/domain/small-numbers.js';
import { waits } from '#libs/domain/waiting.js';
import { commissionedMeasures, type Commissioned } from '#libs/policies/commissioner.js';
import { rows } from '#libs/records/transaction.js';
import { commissionedRows, type CountedRow } from './commissioned-rows.js';
import { csv } from './csv.js';

/** One organisation's months. `present`: now. */
export interface CommissionedAsked { organisation: string; from: Date; to: Date; rehearsal: boolean; present: Date }
/** `team` undefined: all teams together; null: nobody's team. */
interface Place { measure: Commissioned; month: string; team?: { id: string; name: string } | null }
/** What is counted, as it is: for whoever may see the cases. `counted`: is it of the numerator? */
export interface ExactFigure extends Place { numerator: number; denominator: number; percent: number | null; p50: string | null; p90: string | null; cases: { caseId: string; counted: boolean }[] }
/** What may leave the house: small numbers are null, others to the nearest five, and a middle only of those that can be told. */
export interface PublishedFigure extends Place { numerator: number | null; denominator: number | null; percent: number | null; p50: string | null; p90: string | null }

/**
 * What commissioners are told, month by month, all teams together and then each: no sum over months and none over organisations, since the difference of two sums is a third. What each figure counts: libs/policies/commissioner.ts and docs/decisions/0032.
 * In the order of the measures and of the months.
 */
export async function exactFigures(manager: EntityManager, asked: CommissionedAsked): Promise<ExactFigure[]> {
  const found = await rows<CountedRow>(manager, commissionedRows, [asked.organisation, asked.rehearsal, asked.from, asked.to, asked.present]);
  const places = new Map<string, { place: Place; of: CountedRow[] }>();
  const put = (place: Place, row: CountedRow): void => {
    const key = JSON.stringify([order(row.measure), row.month, place.team === undefined ? '' : `+${place.team?.id ?? ''}`]);
    const there = places.get(key);
    if (there) there.of.push(row); else places.set(key, { place, of: [row] });
  };
  for (const row of found) {
    const { measure, month, team, team_name: name } = row;
    put({ measure, month }, row);
    put({ measure, month, team: team === null ? null : { id: team, name: name ?? team } }, row);
  }
  return [...places].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, { place, of }]) => figure(place, of));
}

const names = Object.keys(commissionedMeasures) as Commissioned[];
const order = (measure: Commissioned): string => String(names.indexOf(measure)).padStart(2, '0');

function figure(place: Place, of: readonly CountedRow[]): ExactFigure {
  const numerator = of.filter(({ counted }) => counted).length;
  const took = (over: boolean): number[] => of.flatMap(({ ms, over: ended }) => (ms !== null && ended === over ? [ms] : []));
  const { p50, p90 } = waits(took(true), took(false));
  return {
    ...place, numerator, denominator: of.length, percent: Math.round((100 * numerator) / of.length), p50: p50 === null ? null : durationText(p50), p90: p90 === null ? null : durationText(p90),
    cases: of.map(({ case_id: caseId, counted }) => ({ caseId, counted })).toSorted((one, other) => Number(other.counted) - Number(one.counted) || (one.caseId < other.caseId ? -1 : 1)),
  };
}

/** All of them without their cases, as they may be told to whoever may not see those: of all teams what their parts do not give away, whether the teams are told or not. */
export function publishedFigures(exact: readonly ExactFigure[]): PublishedFigure[] {
  return exact.map(({ cases: _, numerator, denominator, percent: __, p50, p90, ...place }) => {
    const teams = exact.filter((each) => each.team !== undefined && each.measure === place.measure && each.month === place.month);
    const told = (count: number, of: (figure: ExactFigure) => number): number | null => (place.team === undefined ? publishedWhole(teams.map(of)) : published(count));
    const [part, whole] = [told(numerator, (each) => each.numerator), told(denominator, (each) => each.denominator)];
    return { ...place, numerator: part, denominator: whole, percent: publishedShare(part, whole), p50: whole === null ? null : p50, p90: whole === null ? null : p90 };
  });
}

/** The figures as a table for spreadsheets; a small number is a `*`. Exact ones have their cases in one cell. */
export function commissionedCsv(figures: readonly (PublishedFigure | ExactFigure)[], byTeam: boolean): string {
  const head = ['measure', 'title', 'month', ...(byTeam ? ['team', 'teamName'] : []), 'numerator', 'denominator', 'percent', 'p50', 'p90', 'numeratorSays', 'denominatorSays', 'source', ...(figures.some((each) => 'cases' in each) ? ['cases'] : [])];
  const small = (count: number | null): number | string => count ?? '*';
  return csv([head, ...figures.map((each) => {
    const { title, part, of, source } = commissionedMeasures[each.measure];
    const team = each.team === undefined ? ['', 'all'] : [each.team?.id ?? '', each.team?.name ?? ''];
    return [each.measure, title, each.month, ...(byTeam ? team : []), small(each.numerator), small(each.denominator), each.percent, each.p50, each.p90, part, of, source, ...('cases' in each ? [each.cases.map(({ caseId }) => caseId).join(' ')] : [])];
  })]);
}
