import { Problem } from '#apps/api/http/problem.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { DOOR_GROUPS, frontDoor, frontDoorCsv } from '#libs/reports/front-door.js';
import { byKey } from '#libs/reports/page.js';
import { responseTimesCsv } from '#libs/reports/response-times-csv.js';
import { GROUPS, responseTimes as reckoned } from '#libs/reports/response-times.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { show, type Answered, type Page, type Visit } from '../visit.js';
import { barsAsSvg, type Bars } from './chart.js';
import { commissionerPages } from './commissioner.js';
import { callBars, callsByPerson, MEASURES, pathwayName, periodOf, responseBars, stepName, tookWords, type Figure } from './figures.js';
import { figuresOf } from './kept-figures.js';

const CHARTS = ['mtta', 'mttr'] as const;

async function index(visit: Visit): Promise<Answered> {
  const { from, to } = periodOf(visit);
  const { byPathway, bySteps, load, door, at } = await figuresOf(visit, { anew: visit.url.searchParams.get('anew') === '1' });
  const own = new URLSearchParams({ from, to }).toString();
  const rowOf = (figure: Figure) => ({ ...figure, pathwayName: pathwayName(figure.pathway), stepName: stepName(figure.pathway, figure.step), p50Words: tookWords(figure.p50), p90Words: tookWords(figure.p90), worstWords: figure.worst === null ? null : tookWords(figure.worst) });
  const sections = Object.entries(MEASURES).map(([measure, { name, says }]) => ({ measure, name, says, drawn: (CHARTS as readonly string[]).includes(measure) && byPathway.items.some((each) => each.measure === measure && each.p50 !== null), rows: byPathway.items.filter((each) => each.measure === measure).map(rowOf) })).filter(({ rows }) => rows.length > 0);
  const worst = bySteps.items.filter(({ measure, worst: most }) => measure === 'mttr' && most !== null).map(rowOf).toSorted((a, b) => lasted(b.worst) - lasted(a.worst)).slice(0, 10);
  const people = callsByPerson(load);
  return show('reports/page.njk', {
    title: 'Reports', from, to, own, at, sections, worst: worst.map((row) => ({ ...row, cases: row.cases.slice(0, 3).map((each) => ({ ...each, words: each.took === null ? '' : tookWords(each.took) })) })), people: people.slice(0, 20), load,
    rungs: load.rungs.toSorted((a, b) => Number(b.flagged) - Number(a.flagged) || b.missed - a.missed).slice(0, 20).map((rung) => ({ ...rung, stepName: stepName(rung.pathway, rung.step), percent: rung.share === null ? null : Math.round(rung.share * 100) })),
    door: door.items.map((row) => ({ ...row, p50Words: tookWords(row.p50), p90Words: tookWords(row.p90), worstWords: row.worst === null ? null : tookWords(row.worst), percent: row.redirectRate === null ? null : Math.round(row.redirectRate * 100), cases: row.cases.map((each) => ({ ...each, words: each.took === null ? 'not triaged' : tookWords(each.took) })) })),
    totalCalls: people.reduce((sum, { calls }) => sum + calls, 0),
  });
}

const lasted = (duration: string | null): number => (duration === null ? 0 : elapsedTime(duration));

async function barsOf(visit: Visit, chart: string): Promise<Bars> {
  const measure = CHARTS.find((each) => `${each}.svg` === chart);
  if (measure) return responseBars((await figuresOf(visit)).byPathway.items.filter((each) => each.measure === measure));
  if (chart === 'calls.svg') return callBars((await figuresOf(visit)).load);
  throw new Problem(404, 'not-found', '');
}

/** A chart as an image of its own: what it is drawn with has styles in it, which a page of ours may not have. */
const chart = async (visit: Visit): Promise<Answered> => ({ file: barsAsSvg(await barsOf(visit, visit.params['chart'] ?? '')), type: 'image/svg+xml' });

/** Every figure in one file, as the API gives it to programs. */
async function csv(visit: Visit): Promise<Answered> {
  const { from, to, query } = periodOf(visit);
  const figures = await reckoned(visit.manager, visit.reading, { organisations: organisationsOf(visit.caller.person), from: new Date(query.get('from')!), to: new Date(query.get('to')!), rehearsal: false, by: GROUPS, measure: undefined, pathway: undefined, step: undefined, cases: 20 });
  return { file: responseTimesCsv(byKey(figures, ({ measure, pathway, step, team, month }) => JSON.stringify([measure, pathway, step, team?.id, month])), GROUPS), type: 'text/csv', name: `response-times-${from}-${to}.csv` };
}

/** What the front door came to, as the API gives it to programs. */
async function doorCsv(visit: Visit): Promise<Answered> {
  const { from, to, query } = periodOf(visit);
  const figures = await frontDoor(visit.manager, visit.reading, { organisations: organisationsOf(visit.caller.person), from: new Date(query.get('from')!), to: new Date(query.get('to')!), rehearsal: false, by: DOOR_GROUPS, cases: 1000 });
  return { file: frontDoorCsv(figures, DOOR_GROUPS), type: 'text/csv', name: `front-door-${from}-${to}.csv` };
}

/** Reports: how long it took until somebody acted, what the front door came to, and how often people are called. */
export const reportPages: readonly Page[] = [{ path: '/reports', show: index }, { path: '/reports/response-times.csv', show: csv }, { path: '/reports/front-door.csv', show: doorCsv }, ...commissionerPages, { path: '/reports/:chart', show: chart }];
