import type { z } from 'zod';
import { Problem } from '#apps/api/http/problem.js';
import type { commissionerView } from '#libs/contracts/http/commissioner.js';
import { inWords } from '#libs/audit/month.js';
import { commissionedCsv } from '#libs/reports/commissioned.js';
import { withoutIdentity } from '#libs/security/permissions.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';
import { tookWords } from './figures.js';

type Report = z.output<typeof commissionerView>;
type Item = Report['items'][number];
const asked = ['from', 'to', 'teams', 'exact'] as const;

/** As the address asks; months that are none are the usual ones. */
async function reportOf(visit: Visit): Promise<Report> {
  const query = new URLSearchParams(asked.flatMap((name) => { const given = visit.url.searchParams.get(name); return given === null || given === '' ? [] : [[name, given] as [string, string]]; }));
  try {
    return await read<Report>(visit, `/v1/reports/commissioner?${query.toString()}`);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422 || !(query.has('from') || query.has('to'))) throw error;
    for (const month of ['from', 'to']) query.delete(month);
    return read<Report>(visit, `/v1/reports/commissioner?${query.toString()}`);
  }
}

async function page(visit: Visit): Promise<Answered> {
  const report = await reportOf(visit);
  const { from, to, exact } = report;
  const teams = report.items.some(({ team }) => team !== undefined) || visit.url.searchParams.get('teams') === 'true';
  const link = (more: Record<string, string>): string => new URLSearchParams({ from, to, ...(teams ? { teams: 'true' } : {}), ...more }).toString();
  return show('reports/commissioner.njk', {
    title: 'Commissioner’s dashboard', from, to, fromWords: inWords(from), toWords: inWords(to), teams, exact, suppressed: report.suppressed, mayBeExact: !withoutIdentity(visit.caller.person), file: link(exact ? { exact: 'true' } : {}), other: link(exact ? {} : { exact: 'true' }),
    measures: report.measures.map((measure) => ({ ...measure, rows: report.items.filter((each) => each.measure === measure.measure).map(shownRow) })),
  });
}

function shownRow({ month, team, numerator, denominator, percent, p50, p90, cases = [] }: Item) {
  const counted = cases.filter((each) => each.counted);
  return {
    month: inWords(month), team: team === undefined ? null : team?.name ?? 'No team', numerator, denominator, percent, p50: p50 === null ? null : tookWords(p50), p90: p90 === null ? null : tookWords(p90),
    // What is wrong stands in the smaller part: whichever that is, it is what somebody wants to look at.
    cases: counted.length * 2 <= cases.length ? counted : cases.filter((each) => !each.counted), casesAre: counted.length * 2 <= cases.length,
  };
}

async function file(visit: Visit): Promise<Answered> {
  const { items, from, to, organisation, exact } = await reportOf(visit);
  return { file: commissionedCsv(items.map(({ cases, ...each }) => (cases ? { ...each, cases } : each)) as never, visit.url.searchParams.get('teams') === 'true'), type: 'text/csv', name: `commissioner-${organisation}-${from}-${to}${exact ? '-exact' : ''}.csv` };
}

/** What commissioners are told, and the file that may be given to them. */
export const commissionerPages: readonly Page[] = [{ path: '/reports/commissioner', show: page }, { path: '/reports/commissioner.csv', show: file }];
