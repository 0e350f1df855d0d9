import { fieldErrors } from '#apps/api/http/issues.js';
import { notThere, type FieldError } from '#apps/api/http/problem.js';
import { startRequest } from '#libs/contracts/http/cases.js';
import type { AdmissionView } from '#libs/contracts/views.js';
import { policyOf } from '#libs/policies/released.js';
import { pageSetting, setPage } from '#libs/records/page-settings.js';
import { admissionView } from '#libs/records/queries/admissions.js';
import { may } from '#libs/security/permissions.js';
import { fieldsInWords, type ShownError } from '../forms/errors.js';
import { linesOf } from '../forms/in-words.js';
import { fieldsOf, indexOf, type Field } from '../forms/model.js';
import { typedFrom } from '../forms/typed-from.js';
import { typedIn, type Typed } from '../forms/typed.js';
import { valueOf } from '../forms/value.js';
import { peopleToChoose } from '../forms/people.js';
import { command, field, goTo, problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';
import { draftOf, keepDraft, withPage, type Draft } from './draft.js';
import { knownPerson, type Known } from './known.js';
import { aboutNobody, questionsOf, startBody, started, stepOf, stepsOf, type Step } from './questions.js';

/** A start as far as it has been told. */
interface Start { draft: Draft; pathway: string; admission: AdmissionView | null; long: boolean; rehearsal: boolean; typed: Typed; value: Record<string, unknown>; unread: FieldError[]; known: Known | null; steps: Step[] }

const HOLDERS = { clinicalLead: 'clinical lead', coordinator: 'coordinator', escalationOwner: 'escalation owner' } as const;
const TITLES: Readonly<Record<Step, string>> = {
  pathway: 'Which pathway', person: 'Who it is about', known: 'We know this person already', details: 'About this case', handover: 'What the crisis team hands over', owners: 'Who is responsible', check: 'Check your answers before you start the case',
};

async function startOf(visit: Visit, draft: Draft, { looking = true } = {}): Promise<Start> {
  const pathway = field(draft, '/pathway');
  const admissionId = field(draft, '/admissionId');
  const admission = admissionId === '' ? null : await admissionView(visit.manager, visit.reading, admissionId);
  if (admissionId !== '' && !admission) throw notThere();
  const questions = questionsOf(pathway, { admission: admission !== null });
  const typed = admission && !('/details/ward' in draft) && pathway === 'minimum-safe-discharge' ? fromAdmission(visit, pathway, admission, draft) : typedIn(questions, draft, '');
  const { value, errors } = valueOf(questions, typed, '');
  const body = startBody(value as Record<string, unknown>);
  const patient = body['patient'] as { nhsNumber?: string; dateOfBirth?: string } | undefined;
  const nhsNumber = admission?.patient.nhsNumber ?? patient?.nhsNumber ?? '';
  // Rehearsals are about nobody: whom we know is none of theirs.
  const rehearsal = field(draft, '/rehearsal') === 'true';
  const known = looking && !rehearsal ? await knownPerson(visit, { nhsNumber, dateOfBirth: patient?.dateOfBirth, pathway }) : null;
  const long = field(draft, '/long') === 'true';
  return { draft, pathway, admission, long, rehearsal, typed, value: body, unread: errors.map(({ pointer, message }) => ({ pointer, code: 'typed', message })), known, steps: stepsOf({ pathway, admission: admission !== null, known: known !== null, long }) };
}

/** What the stay in hospital says already. */
function fromAdmission(visit: Visit, pathway: string, { ward, plannedDischargeAt }: AdmissionView, draft: Draft): Typed {
  const questions = questionsOf(pathway, { admission: true });
  const typed = typedIn(questions, draft, '');
  const told = typedFrom(questions.properties!['details']!, { ward, plannedDischargeAt }, visit.reading.now.getTime());
  return typed.kind === 'group' ? { ...typed, parts: { ...typed.parts, details: told } } : typed;
}

/** Fields of one page; of the long one all of them. */
async function fieldsFor(visit: Visit, { pathway, admission, typed, long }: Pick<Start, 'pathway' | 'admission' | 'typed' | 'long'>, step: Step, errors: readonly ShownError[]): Promise<Field[]> {
  const people = await peopleToChoose(visit.manager, [visit.caller.person.organisation.id]);
  const lead = policyOf(pathway)?.leadTitle;
  const all = fieldsOf(questionsOf(pathway, { admission: admission !== null }), typed, { step: 'start', people, errors, now: visit.reading.now.getTime() }, '').flatMap((group): Field[] => group.fields ?? []);
  return all.filter(({ pointer }) => (long && step === 'person') || stepOf(pointer) === step).map((each) => {
    const role = Object.entries(HOLDERS).find(([name]) => each.pointer === `/owners/${name}`)?.[1];
    return role ? { ...each, ...(role === 'clinical lead' && lead !== undefined ? { label: lead } : {}), options: (each.options ?? []).filter(({ text }) => text.toLowerCase().includes(role)) } : each;
  });
}

/** What is told beside the questions, and stays whatever page is sent. */
const beside = new Set(['/admissionId', '/long', '/rehearsal']);
const ofStep = (long: boolean, step: Step) => (name: string): boolean => !beside.has(name) && (long && step === 'person' ? stepOf(name) !== 'pathway' : stepOf(name) === step);

/** What is wrong with the fields of a page, by the schema that the API checks the start with. */
function wrongOn({ value, pathway, admission, unread, long }: Start, step: Step, organisation: string): FieldError[] {
  if (step === 'pathway') return started.some((each) => each.pathway === pathway) ? [] : [{ pointer: '/pathway', code: 'required', message: 'must be chosen' }];
  const body = { ...value, pathway, organisation, ...(admission ? { admissionId: admission.id } : {}) };
  const found = fieldErrors(startRequest.safeParse(body, { reportInput: true }).error?.issues ?? []);
  return [...unread, ...found.filter(({ pointer }) => !unread.some((each) => each.pointer === pointer))].filter(({ pointer }) => (long && step === 'person') || stepOf(pointer) === step);
}

async function page(visit: Visit, start: Start, step: Step, { wrong = [], refused, status = 200, key }: { wrong?: readonly FieldError[]; refused?: unknown; status?: number; key?: string } = {}): Promise<Answered> {
  const { person } = visit.caller;
  const plain = await fieldsFor(visit, start, step, []);
  const errors = step === 'pathway' && wrong.length > 0 ? [{ pointer: '/pathway', href: '#pathway', text: 'Choose the pathway' }] : fieldsInWords(wrong, indexOf(plain));
  const id = visit.url.searchParams.get('draft') ?? '';
  const query = (to: Step): string => `/cases/new?step=${to}${id ? `&draft=${encodeURIComponent(id)}` : ''}`;
  const index = start.steps.indexOf(step);
  return show('start-case/page.njk', {
    title: TITLES[step], rehearsal: start.rehearsal, step, back: index > 0 ? query(start.steps[index - 1]!) : start.rehearsal ? '/rehearsal' : '/admissions', action: query(step), number: index + 1, of: start.steps.length, fields: step === 'pathway' || step === 'check' || step === 'known' ? [] : errors.length > 0 ? await fieldsFor(visit, start, step, errors) : plain,
    errors, refused, keyOfForm: key, pathways: started.map(({ pathway }) => ({ pathway, ...titleOf(pathway), chosen: pathway === start.pathway })), pathway: titleOf(start.pathway), admission: start.admission, known: start.known, long: start.long,
    mayStart: may(person, 'start', { organisation: person.organisation.id, owners: null }), organisation: person.organisation.name, answers: step === 'check' ? await answersOf(visit, start, query) : [],
  }, status);
}
const titleOf = (pathway: string) => ({ title: policyOf(pathway)?.title ?? '', purpose: policyOf(pathway)?.purpose ?? '' });

/** Everything that was answered, page by page, each with a way back to it. */
async function answersOf(visit: Visit, { value, pathway, admission, long, steps }: Start, query: (to: Step) => string) {
  const questions = questionsOf(pathway, { admission: admission !== null });
  const names = new Map((await peopleToChoose(visit.manager, [visit.caller.person.organisation.id])).map(({ value: id, text }) => [id, text]));
  const linesUnder = (name: string, of: Record<string, unknown>) => linesOf(of, 'start', questions.properties![name], (id) => names.get(id));
  const { handover, incompleteBecause, ...details } = (value['details'] ?? {}) as Record<string, unknown>;
  const owners = Object.fromEntries(Object.entries((value['owners'] ?? {}) as Record<string, string>).map(([role, id]) => [role, names.get(id) ?? id]));
  const all = [
    { step: 'pathway' as const, lines: [{ label: 'Pathway', text: titleOf(pathway).title }] },
    { step: 'person' as const, lines: admission ? [{ label: 'Name', text: admission.patient.name ?? 'not known' }, { label: 'Ward', text: admission.ward ?? 'not known' }] : linesUnder('patient', (value['patient'] ?? {}) as Record<string, unknown>) },
    { step: 'details' as const, lines: linesUnder('details', details) },
    { step: 'handover' as const, lines: handover === undefined ? [] : linesUnder('details', { handover, ...(incompleteBecause === undefined ? {} : { incompleteBecause }) }) },
    { step: 'owners' as const, lines: linesOf(owners, 'start', undefined) },
  ];
  return all.filter(({ lines }) => lines.length > 0).map(({ step, lines }) => ({ step, title: TITLES[step], lines, change: query(long && steps.includes('person') && step !== 'pathway' ? 'person' : step) }));
}

const asked = (visit: Visit): Step => { const step = visit.url.searchParams.get('step') ?? 'pathway'; return (Object.hasOwn(TITLES, step) ? step : 'pathway') as Step; };

async function showStart(visit: Visit): Promise<Answered> {
  const { searchParams } = visit.url;
  const draft = await draftOf(visit);
  const given: Draft = { ...(searchParams.get('admission') ? { '/admissionId': searchParams.get('admission')! } : {}), ...(searchParams.get('pathway') ? { '/pathway': searchParams.get('pathway')! } : {}), ...(searchParams.get('long') ? { '/long': 'true' } : {}), ...(searchParams.get('rehearsal') ? { '/rehearsal': 'true' } : {}) };
  if (Object.keys(given).length > 0) return goTo(`/cases/new?step=pathway&draft=${await keepDraft(visit, { ...draft, ...given })}`);
  const told: Draft = '/long' in draft || !await pageSetting(visit.manager, visit.caller.person.id, 'one-page-start') ? draft : { ...draft, '/long': 'true' };
  return page(visit, await startOf(visit, told, { looking: ['known', 'check', 'person'].includes(asked(visit)) }), asked(visit));
}

async function sendStart(visit: Visit): Promise<Answered> {
  const step = asked(visit);
  const before = await draftOf(visit);
  const draft = { ...withPage(before, visit.form, ofStep(field(before, '/long') === 'true', step)), ...(step === 'pathway' ? { '/long': field(visit.form, '/long') === 'true' ? 'true' : 'false' } : {}) };
  const start = await startOf(visit, draft);
  if (field(visit.form, '_more') !== '') return page(visit, start, step);
  const organisation = visit.caller.person.organisation.id;
  if (step !== 'known' && step !== 'check') {
    const wrong = wrongOn(start, step, organisation);
    if (wrong.length > 0) return page(visit, start, step, { wrong, status: 422 });
  }
  if (step === 'check') return begin(visit, start, organisation);
  // Whoever is practised says so once, and in every browser.
  if (step === 'pathway') await setPage(visit.manager, visit.caller.person.id, 'one-page-start', start.long);
  const next = start.steps[start.steps.indexOf(step) + 1] ?? 'check';
  return goTo(`/cases/new?step=${next}&draft=${await keepDraft(visit, draft)}`);
}

/** Starts the case: under the key of the page that was checked, so that a second click starts no second one. */
async function begin(visit: Visit, start: Start, organisation: string): Promise<Answered> {
  const { patient, ...value } = start.value;
  const said = await command(visit, '/v1/cases', { ...value, pathway: start.pathway, organisation, ...(start.rehearsal ? { rehearsal: true } : {}), ...(start.admission ? { admissionId: start.admission.id } : aboutNobody(start.pathway) ? {} : { patient: patient ?? {} }) });
  const problem = problemOfAnswer(said);
  if (!problem) {
    const { id } = (said.body ?? {}) as { id?: string };
    if (id && start.rehearsal) return goTo(`/rehearsal/${encodeURIComponent(id)}?told=${said.status === 202 ? 'pending' : 'case-started'}`);
    return goTo(id ? `/cases/${encodeURIComponent(id)}?told=${said.status === 202 ? 'pending' : 'case-started'}` : '/?told=pending');
  }
  if (problem.status === 422 && problem.errors?.[0]) {
    const at = start.long ? 'person' : stepOf(problem.errors[0].pointer);
    return page(visit, start, at, { wrong: problem.errors, status: 422 });
  }
  const caseId = problem.more['caseId'];
  return page(visit, start, 'check', { status: problem.status, ...(problem.status === 503 ? { key: field(visit.form, '_key') } : {}), refused: { title: problem.status === 503 ? 'Nobody answered' : 'The case was not started', detail: problem.status === 503 ? 'It may have been started, or not. Send it once more: it will not be started twice.' : problem.message, ...(typeof caseId === 'string' ? { href: `/cases/${encodeURIComponent(caseId)}` } : {}) } });
}

/** Starting a case, page by page or on one long page. */
export const startCasePages: readonly Page[] = [{ path: '/cases/new', show: showStart, send: sendStart }];
