import type { z } from 'zod';
import { notThere, Problem, type FieldError } from '#apps/api/http/problem.js';
import type { traceList, traceView } from '#libs/contracts/http/traces.js';
import type { EventView, Page as ListPage } from '#libs/contracts/views.js';
import { may, organisationsOf } from '#libs/security/permissions.js';
import { partWords, traceAsPdf } from '#libs/traces/pdf.js';
import { TRACE_PARTS } from '#libs/traces/story.js';
import { act, trace } from '#libs/traces/traces.js';
import { apiPath } from '../case/case-page.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Form, type Page, type Visit } from '../visit.js';
import { optionWords } from '../words/labels.js';

type Trace = z.output<typeof traceView>;
const traceApi = (visit: Visit): string => `/v1/decision-traces/${encodeURIComponent(visit.params['id'] ?? '')}`;
const reviewing = ({ caller: { person } }: Visit, organisation: string): boolean => may(person, 'decision-traces', { organisation, owners: null });

async function list(visit: Visit): Promise<Answered> {
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<z.output<typeof traceList>>(visit, `/v1/decision-traces?limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  return show('traces/list.njk', { title: 'Decision traces', items, next });
}

/** From a case: the whole of it, or one of its decisions. */
async function begin(visit: Visit): Promise<Answered> {
  const id = visit.params['id'] ?? '';
  const { items } = await read<ListPage<EventView>>(visit, `${apiPath(id)}/events`);
  const opening = items[0]?.data as { organisation?: string } | undefined;
  if (!reviewing(visit, opening?.organisation ?? '')) throw notThere();
  const decisions = items.filter(({ kind }) => kind === 'decision-recorded').map(({ sequence, at, data }) => ({ sequence, at, words: optionWords(typeof data['step'] === 'string' ? data['step'] : '') }));
  return show('traces/begin.njk', { title: 'Make a decision trace', path: `/cases/${encodeURIComponent(id)}`, decisions });
}
async function make(visit: Visit): Promise<Answered> {
  const decision = Number(field(visit.form, 'decision'));
  const said = await command(visit, '/v1/decision-traces', { caseId: visit.params['id'] ?? '', ...(decision > 0 ? { decision } : {}) });
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  return goTo(`/traces/${encodeURIComponent((said.body as { id: string }).id)}`);
}

async function one(visit: Visit): Promise<Answered> { return page(visit, await read<Trace>(visit, traceApi(visit))); }

const supervising = ({ caller: { person } }: Visit, organisation: string): boolean => may(person, 'supervise', { organisation, owners: null });
/** Moments before which a rehearsal may be prepared from the story: each thing that happened but the first. */
function momentsOf({ story }: Trace): { at: string; title: string }[] {
  const items = (story?.items ?? []).map(({ at, title }) => ({ at, title })).toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return items.filter(({ at }, index) => at !== items[0]!.at && items.findIndex((each) => each.at === at) === index);
}
/** The case once more, up to a moment, as a rehearsal in which nobody is. */
async function rehearse(visit: Visit, told: Trace): Promise<Answered> {
  const said = await command(visit, `${traceApi(visit)}/rehearsals`, { until: field(visit.form, 'until') });
  const problem = problemOfAnswer(said);
  if (problem?.status === 422) return page(visit, told, { form: visit.form, errors: [{ pointer: 'until', code: 'required', message: 'Choose up to where it goes as the case did' }] });
  if (problem) throw problem;
  const { id } = said.body as { id?: string };
  return goTo(id === undefined ? '/rehearsal' : `/rehearsal/${encodeURIComponent(id)}?told=trace-rehearsed`);
}

/** `sent`: what somebody typed and was refused, with why. */
function page(visit: Visit, told: Trace, sent: { form: Form; errors: readonly FieldError[] } | null = null): Answered {
  const reviews = told.status === 'draft' && reviewing(visit, told.organisation);
  const form = sent?.form ?? visit.kept;
  const items = (told.story?.items ?? []).map((item, index) => ({ ...item, index, read: form ? field(form, `read-${index}`) === 'yes' : false, texts: item.texts.map((each) => ({ ...each, name: `text.${each.id}`, id: idOf(each.id), text: form ? field(form, `text.${each.id}`) : each.text, error: sent?.errors.find(({ pointer }) => pointer === `text.${each.id}`)?.message })) }));
  const unread = items.filter((item) => sent && item.texts.length > 0 && !item.read).map(({ index, title }) => ({ text: `‘${title}’ must be ticked once you have read it`, href: `#read-${index}` }));
  return show('traces/one.njk', {
    title: `Decision trace: ${told.title}`, trace: told, reviews, mayReview: reviewing(visit, told.organisation), moments: told.status === 'released' && supervising(visit, told.organisation) ? momentsOf(told) : [], notNames: form ? field(form, 'notNames') : '', parts: TRACE_PARTS.map((part) => ({ words: partWords[part], items: items.filter((item) => item.part === part) })),
    errors: sent ? [...(told.status === 'draft' ? unread : []), ...sent.errors.filter(({ pointer }) => pointer === 'until').map(({ message }) => ({ text: message, href: '#until' })), ...sent.errors.filter(({ pointer }) => pointer.startsWith('text.')).map(({ pointer, message }) => ({ text: `This text ${message}`, href: `#${idOf(pointer.slice(5))}` }))] : [], acts: (told.acts ?? []).map((each) => ({ ...each, words: actWords[each.act] })),
  }, sent ? 422 : 200);
}
const idOf = (text: string): string => `text-${text.replace(/\W+/g, '-')}`;
const actWords = { made: 'drafted it', read: 'read it', released: 'reviewed every text and released it', withdrawn: 'took it back', 'taken-as-pdf': 'took it as a PDF', rehearsed: 'prepared a rehearsal from it' } as const;

async function send(visit: Visit): Promise<Answered> {
  const told = await read<Trace>(visit, traceApi(visit));
  if (field(visit.form, 'do') === 'withdraw') {
    const problem = problemOfAnswer(await command(visit, `${traceApi(visit)}/withdraw`, { reason: field(visit.form, 'reason') }));
    if (problem) throw problem.errors ? new Problem(409, 'withdrawn', 'Say why it is taken back.') : problem;
    return goTo('/traces?told=trace-withdrawn');
  }
  if (field(visit.form, 'do') === 'rehearse') return rehearse(visit, told);
  // Only what somebody has ticked as read is reviewed; an empty text is left out of the story.
  const texts = (told.story?.items ?? []).flatMap((item, index) => (field(visit.form, `read-${index}`) === 'yes' ? item.texts.map(({ id }) => ({ id, text: field(visit.form, `text.${id}`).trim() || null })) : []));
  const problem = problemOfAnswer(await command(visit, `${traceApi(visit)}/release`, { texts, notNames: field(visit.form, 'notNames').split(/[\s,]+/u).filter((word) => word !== '') }));
  if (!problem) return goTo(`/traces/${encodeURIComponent(told.id)}?told=trace-released`);
  if (problem.status !== 422) throw problem;
  const errors = (problem.errors ?? []).map((each) => { const [, index] = /^\/texts\/(\d+)\/text$/.exec(each.pointer) ?? []; return index === undefined ? each : { ...each, pointer: `text.${texts[Number(index)]?.id ?? ''}` }; });
  return page(visit, told, { form: visit.form, errors });
}

async function pdf(visit: Visit): Promise<Answered> {
  const found = await trace(visit.manager, visit.params['id'] ?? '', { organisations: organisationsOf(visit.caller.person), reviewing: (organisation) => reviewing(visit, organisation) });
  if (found?.status !== 'released' || !found.story) throw notThere();
  await act(visit.manager, found.id, visit.caller.person.id, 'taken-as-pdf');
  return { file: await traceAsPdf(found.story, new Date(found.releasedAt!)), type: 'application/pdf', name: 'decision-trace.pdf' };
}

/** Decision traces: a case or a decision told without people, reviewed text by text before anybody else reads it. */
export const tracePages: readonly Page[] = [{ path: '/traces', show: list }, { path: '/traces/:id/pdf', show: pdf }, { path: '/traces/:id', show: one, send }, { path: '/cases/:id/trace', show: begin, send: make }];
