import { notThere } from '#apps/api/http/problem.js';
import type { CaseSummary, Page as ListPage } from '#libs/contracts/views.js';
import { policyOf } from '#libs/policies/released.js';
import { factsOf, type Fact } from '../case/facts.js';
import { stageWords } from '../case/stages.js';
import { pathwayWords } from '../pathway-words.js';
import { auditFacts } from './audits.js';
import { riskRegister } from './risks.js';
import { may, type Action } from '#libs/security/permissions.js';
import { command, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

/** What stands open of one kind, as those who govern it walk through it. `facts`: what of a case's details a row shows. */
interface Register { name: string; pathway: string; title: string; intro: string; facts: readonly string[]; risks?: 'person' | 'system'; more?: (visit: Visit, item: CaseSummary) => Promise<Fact[]>; outOfTurn?: OutOfTurn }
/** One of it may be asked for beside those that begin by themselves. */
interface OutOfTurn { action: Action; path: string; told: string; says: string; button: string }

/** Every register: a new one adds its line. */
export const registers: readonly Register[] = [
  { name: 'disputes', pathway: 'dispute', title: 'Disputes between agencies', intro: 'What agencies do not agree about, who decides it and by when. Nobody’s care waits for it.', facts: ['impact', 'initiatingAgency', 'otherAgencies', 'route'] },
  { name: 'restrictions', pathway: 'restriction', title: 'Restrictions in force', intro: 'What restricts somebody, since when, until when, and what would end it.', facts: ['what', 'until', 'reviewAt', 'stepDownPlan'] },
  { name: 'audits', pathway: 'monthly-audit', title: 'Monthly audits', intro: 'What each month’s sample is looked at for, who sums it up, and whether what was to change has changed.', facts: ['month', 'candidates', 'seed'], more: auditFacts,
    outOfTurn: { action: 'begin-audit', path: '/v1/audits', told: 'audit-begun', says: 'Each month’s begins by itself on the first working day after it.', button: 'Audit the month so far' } },
  { name: 'supervision', pathway: 'weekly-supervision', title: 'Supervision', intro: 'Each week’s edge cases, a few live cases that are contested or change quickly, and whose each case is where that is not clear.', facts: ['edgeCandidates', 'liveCandidates', 'unclearCandidates', 'seed'],
    outOfTurn: { action: 'begin-supervision', path: '/v1/weekly-supervisions', told: 'supervision-begun', says: 'Each week’s begins by itself on the first working day after it.', button: 'Supervise the week so far' } },
  { name: 'risks', pathway: 'case-risk', title: 'Risks of people', intro: 'Each risk of a person: whose it is, how bad it would be, what is done and when it is looked at. Nobody’s likelihood is predicted.', facts: [], risks: 'person' },
  { name: 'system-risks', pathway: 'system-risk', title: 'System risks', intro: 'Risks across agencies: whose each is, what is done, and whether its indicator is where it should be.', facts: [], risks: 'system' },
  { name: 'step-ups', pathway: 'step-up', title: 'Step-ups', intro: 'Who gets worse, as somebody has raised it: what was decided, and what is being done about it.', facts: ['whatChanged', 'currentRisks'] },
];
/** Those that are no list of one pathway's cases have a page of their own. */
const others: readonly { href: string; title: string; intro: string }[] = [
  { href: '/themes', title: 'Quarterly themes', intro: 'What escalated most in a quarter, by reason, step, team and locality, and what was decided about it.' },
  { href: '/decision-rights', title: 'What may I decide?', intro: 'Which decisions are yours, whose the others are, and which were refused to whom.' },
  { href: '/triage', title: 'Triage at the front door', intro: 'Who was referred and waits, until when, and what the shared thresholds propose.' },
  { href: '/registers/repeat-crisis', title: 'Repeat-crisis cohort', intro: 'Who was escalated again and again within thirty days, with the review of each escalation.' },
  { href: '/scenarios', title: 'Supervision by scenario', intro: 'What people said they would do on a rehearsal, beside what the policy did, and the results by team.' },
  { href: '/traces', title: 'Decision traces', intro: 'Cases and decisions told without people, for inspection, each text reviewed before it was released.' },
  { href: '/reports/commissioner', title: 'Commissioner’s dashboard', intro: 'Follow-up standards, returns, failed discharges, missed visits, response times, triage and redirects, as they may be told outside.' },
];

/** It has a page of its own, for everybody. */
const systemPressure = { href: '/pressure', title: 'System pressure', intro: 'Under which pressure the system is, what is being done about it and by whom, and a meeting that anybody may call.' };

function index(): Answered {
  return show('registers/index.njk', { title: 'Registers', registers: [systemPressure, ...registers.map(({ name, title, intro }) => ({ href: `/registers/${name}`, title, intro })), ...others] });
}

async function one(visit: Visit): Promise<Answered> {
  const register = registers.find(({ name }) => name === visit.params['register']);
  if (!register) throw notThere();
  if (register.risks) return riskRegister(visit, { ...register, kind: register.risks });
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<ListPage<CaseSummary>>(visit, `/v1/cases?pathway=${register.pathway}&status=open&limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  const now = visit.reading.now.getTime();
  const leadTitle = policyOf(register.pathway)?.leadTitle ?? 'Clinical lead';
  return show('registers/one.njk', {
    title: register.title, intro: register.intro, outOfTurn: register.outOfTurn && may(visit.caller.person, register.outOfTurn.action, { organisation: visit.caller.person.organisation.id, owners: null }) ? register.outOfTurn : null, leadTitle, pathway: pathwayWords(register.pathway), next: next === null ? null : `/registers/${register.name}?cursor=${encodeURIComponent(next)}`,
    items: await Promise.all(items.map(async (item) => ({ ...shownItem(item, register, now), facts: [...factsOf(Object.fromEntries(register.facts.flatMap((fact) => (item.details[fact] === undefined ? [] : [[fact, item.details[fact]]]))), { names: new Map(), now }), ...await register.more?.(visit, item) ?? []] }))),
  });
}

function shownItem({ id, patient, details, stage, owners, openedAt, overdue, nextDueAt }: CaseSummary, register: Register, now: number) {
  return {
    id, name: patient ? patient.name ?? 'Name withheld' : typeof details['title'] === 'string' ? details['title'] : register.title, stage: stage === null ? '' : stageWords(stage), lead: owners?.clinicalLead.name, openedAt,
    days: Math.floor((now - Date.parse(openedAt)) / 86_400_000), overdue, nextDueAt,
  };
}

/** One out of turn. */
async function send(visit: Visit): Promise<Answered> {
  const asked = registers.find(({ name }) => name === visit.params['register'])?.outOfTurn;
  if (!asked) throw notThere();
  const said = await command(visit, asked.path, {});
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  return goTo(`/cases/${encodeURIComponent((said.body as { id: string }).id)}?told=${asked.told}`);
}

/** Registers: what stands open of one kind across a whole organisation. */
export const registerPages: readonly Page[] = [{ path: '/registers', show: index }, { path: '/registers/:register', show: one, send }];
