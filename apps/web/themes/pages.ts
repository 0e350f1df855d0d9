import type { z } from 'zod';
import { notThere } from '#apps/api/http/problem.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { themesView } from '#libs/contracts/http/reports.js';
import type { CaseView, TaskView } from '#libs/contracts/views.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { quarterBefore, quarterNow, quarterWords } from '#libs/themes/quarter.js';
import { barsAsSvg, type Bars } from '../reports/chart.js';
import { pathwayName, stepName } from '../reports/figures.js';
import { optionWords } from '../words/labels.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

type Themes = z.output<typeof themesView>;
const REASONS: Readonly<Record<string, string>> = { overdue: 'It was overdue', trigger: 'It had to be answered at once', attempt: 'It was tried in vain', 'handed-over': 'It was handed over' };
const reasonWords = (reason: string | null): string => REASONS[reason ?? ''] ?? optionWords(reason ?? 'not known');

/** What is counted, by what: a chart and a table each. */
const PARTS = [
  { chart: 'reason', title: 'By reason', rows: ({ byReason }: Themes) => byReason.map(({ name, count }) => ({ name: reasonWords(name), count })) },
  { chart: 'step', title: 'By step', rows: ({ byStep }: Themes) => byStep.map(({ pathway, step, count }) => ({ name: `${stepName(pathway, step)} (${pathwayName(pathway)})`, count })) },
  { chart: 'team', title: 'By team', rows: ({ byTeam }: Themes) => byTeam.map(({ name, count }) => ({ name: name ?? 'No team', count })) },
  { chart: 'locality', title: 'By locality', rows: ({ byLocality }: Themes) => byLocality.map(({ name, count }) => ({ name: name === null ? 'No locality of its own' : optionWords(name), count })) },
] as const;

const asked = (visit: Visit): string => {
  const given = visit.url.searchParams.get('quarter') ?? '';
  return /^20\d{2}-Q[1-4]$/.test(given) ? given : quarterBefore(visit.reading.now.getTime()).name;
};
const themesOf = (visit: Visit, quarter: string): Promise<Themes> => read<Themes>(visit, `/v1/reports/themes?quarter=${quarter}&organisation=${encodeURIComponent(visit.caller.person.organisation.id)}`);
/** The quarter that was asked for; else the last whole one, or, while nothing escalated or was learned in that, the one that goes on. */
async function themesAsked(visit: Visit): Promise<Themes> {
  const themes = await themesOf(visit, asked(visit));
  return themes.total > 0 || themes.lessons.length > 0 || visit.url.searchParams.has('quarter') ? themes : themesOf(visit, quarterNow(visit.reading.now.getTime()));
}

async function index(visit: Visit): Promise<Answered> {
  const themes = await themesAsked(visit);
  const decided = themes.caseId === null ? [] : (await read<CaseView>(visit, `/v1/cases/${encodeURIComponent(themes.caseId)}`)).tasks.filter(({ step }) => step === 'theme-decision');
  const now = visit.reading.now.getTime();
  return show('themes/page.njk', {
    title: 'Quarterly themes', quarter: themes.quarter, words: quarterWords(themes.quarter), total: themes.total, cases: themes.cases, caseId: themes.caseId,
    others: [quarterBefore(now).name, quarterNow(now)].map((name) => ({ name, words: quarterWords(name) })).filter(({ name }) => name !== themes.quarter),
    parts: PARTS.map(({ chart, title, rows }) => ({ chart, title, rows: rows(themes) })),
    lessons: themes.lessons.map((lesson) => ({ ...lesson, decision: decisionOf(decided, (about) => about['theme'] === lesson.theme) })),
    themes: await Promise.all(themes.themes.map(async (theme) => ({
      ...theme, stepWords: stepName(theme.pathway, theme.step), pathwayWords: pathwayName(theme.pathway), reasonWords: reasonWords(theme.reason), teamWords: theme.teams.map(({ name, count }) => `${name ?? 'no team'} (${count})`).join(', '),
      version: (await policyInForce(visit.manager, theme.pathway, visit.caller.person.organisation.id, visit.reading.now))?.policy.version, decision: decisionOf(decided, (about) => about['step'] === theme.step && about['reason'] === theme.reason),
    }))),
  });
}

/** How the task of a theme stands. */
function decisionOf(decided: readonly TaskView[], isAbout: (about: JsonObject) => boolean): { taskId: string; words: string; draft: string | null } | null {
  const task = decided.find(({ about }) => about !== undefined && isAbout(about));
  if (!task) return null;
  const { evidence = {} } = task;
  const changes = evidence['decision'] === 'change-policy';
  return { taskId: task.id, draft: changes && typeof evidence['draft'] === 'string' ? evidence['draft'] : null, words: task.status === 'open' ? 'To be decided' : `${changes ? 'The policy is changed' : 'The policy stays'}${typeof evidence['because'] === 'string' ? `: ${evidence['because']}` : ''}` };
}

/** A chart as an image of its own, of the very figures of the table beside it. */
async function chart(visit: Visit): Promise<Answered> {
  const part = PARTS.find(({ chart: name }) => `${name}.svg` === visit.params['chart']);
  if (!part) throw notThere();
  const rows = part.rows(await themesAsked(visit));
  const bars: Bars = { unit: 'escalations', rows: rows.map(({ name }) => name), series: [{ name: 'Escalations', values: rows.map(({ count }) => count) }] };
  return { file: barsAsSvg(bars), type: 'image/svg+xml' };
}

/** What escalated most in a quarter, and what was decided about it. */
export const themePages: readonly Page[] = [{ path: '/themes', show: index }, { path: '/themes/:chart', show: chart }];
