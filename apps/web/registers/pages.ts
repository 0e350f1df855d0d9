import { notThere } from '#apps/api/http/problem.js';
import type { CaseSummary, Page as ListPage } from '#libs/contracts/views.js';
import { policyOf } from '#libs/policies/released.js';
import { factsOf } from '../case/facts.js';
import { stageWords } from '../case/stages.js';
import { pathwayWords } from '../pathway-words.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

/** What stands open of one kind, as those who govern it walk through it. `facts`: what of a case's details a row shows. */
interface Register { name: string; pathway: string; title: string; intro: string; facts: readonly string[] }

/** Every register: a new one adds its line. */
export const registers: readonly Register[] = [
  { name: 'disputes', pathway: 'dispute', title: 'Disputes between agencies', intro: 'What agencies do not agree about, who decides it and by when. Nobody’s care waits for it.', facts: ['impact', 'initiatingAgency', 'otherAgencies', 'route'] },
  { name: 'restrictions', pathway: 'restriction', title: 'Restrictions in force', intro: 'What restricts somebody, since when, until when, and what would end it.', facts: ['what', 'until', 'reviewAt', 'stepDownPlan'] },
];

function index(): Answered {
  return show('registers/index.njk', { title: 'Registers', registers: registers.map(({ name, title, intro }) => ({ href: `/registers/${name}`, title, intro })) });
}

async function one(visit: Visit): Promise<Answered> {
  const register = registers.find(({ name }) => name === visit.params['register']);
  if (!register) throw notThere();
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<ListPage<CaseSummary>>(visit, `/v1/cases?pathway=${register.pathway}&status=open&limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  const now = visit.reading.now.getTime();
  const leadTitle = policyOf(register.pathway)?.leadTitle ?? 'Clinical lead';
  return show('registers/one.njk', {
    title: register.title, intro: register.intro, leadTitle, pathway: pathwayWords(register.pathway), next: next === null ? null : `/registers/${register.name}?cursor=${encodeURIComponent(next)}`,
    items: items.map(({ id, patient, details, stage, owners, openedAt, overdue, nextDueAt }) => ({
      id, name: patient ? patient.name ?? 'Name withheld' : typeof details['title'] === 'string' ? details['title'] : register.title, stage: stage === null ? '' : stageWords(stage), lead: owners?.clinicalLead.name, openedAt,
      days: Math.floor((now - Date.parse(openedAt)) / 86_400_000), overdue, nextDueAt,
      facts: factsOf(Object.fromEntries(register.facts.flatMap((fact) => (details[fact] === undefined ? [] : [[fact, details[fact]]]))), { names: new Map(), now }),
    })),
  });
}

/** Registers: what stands open of one kind across a whole organisation. */
export const registerPages: readonly Page[] = [{ path: '/registers', show: index }, { path: '/registers/:register', show: one }];
