import type { z } from 'zod';
import { notThere } from '#apps/api/http/problem.js';
import { role as roles } from '#libs/contracts/http/fields.js';
import type { scenarioList, scenarioView, supervisionView } from '#libs/contracts/http/supervision.js';
import type { CaseView } from '#libs/contracts/views.js';
import type { traceList } from '#libs/contracts/http/traces.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { may } from '#libs/security/permissions.js';
import { traceOfRehearsal } from '#libs/supervision/questions.js';
import { peopleToChoose } from '../escalations/people-to-choose.js';
import { fieldsInWords } from '../forms/errors.js';
import { durationTyped } from '../policy-rehearsals/plain-duration.js';
import { lengthWords } from '../time/in-words.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

type Scenario = z.output<typeof scenarioView>;
const supervises = ({ caller: { person } }: Visit, organisation = person.organisation.id): boolean => may(person, 'supervise', { organisation, owners: null });
const api = (visit: Visit): string => `/v1/scenario-questions/${encodeURIComponent(visit.params['id'] ?? '')}`;
const judgementWords = { 'as-the-policy': 'As the policy would', 'other-and-safe': 'Otherwise, and safe', 'not-safe': 'Not safe' } as const;
/** An auditor is asked nothing and turned to for nothing. */
const turnedTo = roles.options.filter((each) => each !== 'auditor');

async function list(visit: Visit): Promise<Answered> {
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<z.output<typeof scenarioList>>(visit, `/v1/scenario-questions?limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  const { items: teams } = await read<z.output<typeof supervisionView>>(visit, '/v1/reports/supervision');
  return show('supervision/list.njk', { title: 'Supervision by scenario', items, next, teams, supervises: supervises(visit) });
}

/** A question on a rehearsal: of whom, and what. */
async function begin(visit: Visit, errors: { text: string; href: string }[] = []): Promise<Answered> {
  const of = await read<CaseView>(visit, `/v1/cases/${encodeURIComponent(visit.params['id'] ?? '')}`);
  if (!of.clock.rehearsal || !supervises(visit, of.organisation.id)) throw notThere();
  const { items: traces } = await read<z.output<typeof traceList>>(visit, '/v1/decision-traces?limit=50');
  const form = errors.length > 0 ? visit.form : visit.kept ?? {};
  return show('supervision/begin.njk', { title: 'Ask what somebody would do', rehearsal: true, of, people: await peopleToChoose(visit), traces: traces.filter(({ status }) => status === 'released'), errors, question: field(form, 'question'), askedOf: field(form, 'askedOf'), traceId: 'traceId' in form ? field(form, 'traceId') : await traceOfRehearsal(visit.manager, of.id) ?? '' }, errors.length > 0 ? 422 : 200);
}
async function ask(visit: Visit): Promise<Answered> {
  const traceId = field(visit.form, 'traceId');
  const said = await command(visit, '/v1/scenario-questions', { caseId: visit.params['id'] ?? '', question: field(visit.form, 'question'), askedOf: field(visit.form, 'askedOf'), ...(traceId === '' ? {} : { traceId }) });
  const problem = problemOfAnswer(said);
  if (problem?.status === 422) return begin(visit, fieldsInWords(problem.errors ?? [], { '/question': { label: 'What you ask', id: 'question' }, '/askedOf': { label: 'Whom you ask', id: 'askedOf', kind: 'person' } }));
  if (problem) throw problem;
  return goTo(`/scenarios/${encodeURIComponent((said.body as { id: string }).id)}?told=scenario-asked`);
}

async function one(visit: Visit, errors: { text: string; href: string }[] = []): Promise<Answered> {
  const told = await read<Scenario>(visit, api(visit));
  const form = errors.length > 0 ? visit.form : visit.kept ?? {};
  const { comparison } = told;
  return show('supervision/one.njk', {
    title: 'What would you do?', rehearsal: true, scenario: told, answers: told.answer === null && told.askedOf.id === visit.caller.person.id, compares: told.answer !== null && comparison === null && told.askedBy.id === visit.caller.person.id && supervises(visit, told.organisation), roles: turnedTo, errors,
    typed: Object.fromEntries(['act', 'whom', 'within', 'evidence', 'judgement', 'learning'].map((name) => [name, field(form, name)])), judgements: Object.entries(judgementWords).map(([value, text]) => ({ value, text })),
    within: told.answer && lengthWords(elapsedTime(told.answer.within)), judged: comparison && judgementWords[comparison.judgement], did: (comparison?.policy ?? []).map((each) => ({ ...each, words: lengthWords(each.ms) })),
  }, errors.length > 0 ? 422 : 200);
}
async function send(visit: Visit): Promise<Answered> {
  const comparing = field(visit.form, 'judgement') !== '' || field(visit.form, 'do') === 'compare';
  const body = comparing ? { judgement: field(visit.form, 'judgement'), learning: field(visit.form, 'learning') }
    : { act: field(visit.form, 'act'), whom: field(visit.form, 'whom'), within: durationTyped(field(visit.form, 'within')) ?? field(visit.form, 'within'), evidence: field(visit.form, 'evidence') };
  const problem = problemOfAnswer(await command(visit, `${api(visit)}/${comparing ? 'compare' : 'answer'}`, body));
  if (!problem) return goTo(`/scenarios/${encodeURIComponent(visit.params['id'] ?? '')}?told=${comparing ? 'scenario-compared' : 'scenario-answered'}`);
  if (problem.code === 'nothing-happened') return one(visit, [{ text: problem.message, href: '#learning' }]);
  if (problem.code === 'moved-on') return one(visit, [{ text: problem.message, href: '#act' }]);
  if (problem.status !== 422) throw problem;
  return one(visit, fieldsInWords(problem.errors ?? [], { '/act': { label: 'What you would do', id: 'act' }, '/whom': { label: 'Whom you would turn to', id: 'whom', kind: 'choice' }, '/within': { label: 'How soon', id: 'within' }, '/evidence': { label: 'What you would write down', id: 'evidence' }, '/judgement': { label: 'How it compares', id: 'judgement', kind: 'choice' }, '/learning': { label: 'What is learned', id: 'learning' } }));
}

/** Supervision by scenario: asked on a rehearsal, answered before its clock moves, held beside what the policy did. */
export const supervisionPages: readonly Page[] = [{ path: '/scenarios', show: list }, { path: '/scenarios/:id', show: (visit) => one(visit), send }, { path: '/rehearsal/:id/ask', show: (visit) => begin(visit), send: ask }];
