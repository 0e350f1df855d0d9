import { notThere } from '#apps/api/http/problem.js';
import type { CaseView, Page as ListPage, TaskView } from '#libs/contracts/views.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import { linesOf } from '../forms/in-words.js';
import { lookAt, type Look } from '../task/look.js';
import { shownTask } from '../task/shown.js';
import { dueGroup } from '../time/in-words.js';
import { goTo, read, show, type Answered, type Page, type Visit } from '../visit.js';
import { choicesOf, evidenceOf, schemaOf, type Choice } from './choices.js';
import { factWords, knownReferral, type KnownReferral } from './referral.js';

const DECIDED_HERE = ['triage-huddle', 'senior-oversight'];

/** Everything of the front door that is open, what is due first on top, with what the thresholds propose now. */
async function list(visit: Visit): Promise<Answered> {
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<ListPage<TaskView>>(visit, `/v1/tasks?pathway=front-door&status=open&sort=dueAt&limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  const cases = new Map(await Promise.all([...new Set(items.map(({ caseId }) => caseId))].map(async (id) => [id, await read<CaseView>(visit, `/v1/cases/${encodeURIComponent(id)}`)] as const)));
  const shown = items.filter(({ step }) => step !== 'weekly-review').map((task) => {
    const of = cases.get(task.caseId)!;
    const known = knownReferral(of);
    const referred = of.details as { receivedAt: string; urgency: string; referredBy: { name: string; organisation: string } };
    return { task, of, known, referred, group: task.overdue ? 'overdue' : dueGroup(Date.parse(task.dueAt), visit.reading.now.getTime()), decided: DECIDED_HERE.includes(task.step), href: DECIDED_HERE.includes(task.step) ? `/triage/${encodeURIComponent(task.id)}` : `/tasks/${encodeURIComponent(task.id)}` };
  });
  const [triage, rest] = [shown.filter(({ decided }) => decided), shown.filter(({ decided }) => !decided)];
  return show('triage/page.njk', { title: 'Triage at the front door', triage, rest, next: next === null ? null : `/triage?cursor=${encodeURIComponent(next)}` });
}

interface Opened { look: Look; known: KnownReferral; choices: Choice[]; choice: Choice | undefined; form: Form | null }

async function opened(visit: Visit): Promise<Opened> {
  const look = await lookAt(visit, visit.params['id']!);
  if (look.task.pathway !== 'front-door' || !DECIDED_HERE.includes(look.task.step)) throw notThere();
  const known = knownReferral(look.of);
  const choices = choicesOf(known, look.task.step === 'senior-oversight');
  const choice = choices.find(({ value }) => value === visit.url.searchParams.get('to'));
  return { look, known, choices, choice, form: choice && look.task.status === 'open' ? await formOf(visit, { schema: schemaOf(choice, look.needs), step: look.task.step, pointer: '/evidence', now: look.now }) : null };
}

function page(visit: Visit, { look, known, choices, choice, form }: Opened, shown: Shown | null): Answered {
  const { dataset, facts: _, ...referral } = look.of.details as { dataset?: unknown; facts?: unknown };
  return show('triage/one.njk', {
    ...shownTask(visit, look), title: look.task.title, rehearsal: look.task.rehearsal, known, facts: factWords(known), referral: linesOf({ ...referral, ...(dataset as object) }, 'start', undefined), choices, choice, at: `/triage/${encodeURIComponent(look.task.id)}`,
    calls: look.of.tasks.filter(({ step, status }) => step === 'clarification-call' && status === 'completed').map(({ evidence, completedAt }) => ({ at: completedAt, lines: linesOf(evidence, 'clarification-call', undefined) })),
    fields: form && shown ? drawn(form, shown) : [], ...(shown ? aboutForm(shown, form !== null, look.task.caseId) : {}),
  }, shown?.status ?? 200);
}

async function showOne(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  return page(visit, all, all.form && unsent(visit, all.form));
}

async function decide(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  const { look, known, choice, form } = all;
  if (!choice || !form) return page(visit, all, null);
  const outcome = await sent(visit, form, `/v1/tasks/${encodeURIComponent(look.task.id)}/complete`, ({ evidence }) => ({ evidence: evidenceOf(choice, known, (evidence ?? {}) as Record<string, unknown>) }));
  return 'done' in outcome ? goTo(`/triage?told=${outcome.pending ? 'pending' : 'triaged'}`) : page(visit, await opened(visit), outcome);
}

/** The triage of the front door: what waits, what the thresholds propose, and the decision. */
export const triagePages: readonly Page[] = [{ path: '/triage', show: list }, { path: '/triage/:id', show: showOne, send: decide }];
