import { fieldsInWords } from '../forms/errors.js';
import { sourceInWords } from '#apps/docs/in-words.js';
import type { CaseSummary, Page as ListPage } from '#libs/contracts/views.js';
import type { DraftView, DraftWhole } from '#libs/policy-releases/drafts.js';
import { may } from '#libs/security/permissions.js';
import { pathwayWords } from '../pathway-words.js';
import { whereInWords, words, type ToldPolicy } from '../policies/pages.js';
import { momentField, readMoment } from '../time/local-moment.js';
import { command, field, fields, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

const LABELS = { '/because': 'Why', '/reason': 'Why', '/from': 'From when' };
const api = (visit: Visit): string => `/v1/policy-drafts/${encodeURIComponent(visit.params['id'] ?? '')}`;
const here = (visit: Visit): string => `/policy-drafts/${encodeURIComponent(visit.params['id'] ?? '')}`;

async function list(visit: Visit): Promise<Answered> {
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<ListPage<DraftView>>(visit, `/v1/policy-drafts?limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  return show('policy-drafts/list.njk', { title: 'Drafts of policies', items: items.map((item) => ({ ...item, pathwayTitle: pathwayWords(item.pathway) })), next: next === null ? null : `/policy-drafts?cursor=${encodeURIComponent(next)}` });
}

async function one(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const found = await read<DraftWhole>(visit, api(visit));
  const policy = await read<ToldPolicy>(visit, `/v1/policies/${encodeURIComponent(found.pathway)}/${encodeURIComponent(found.version)}`);
  const { person } = visit.caller;
  const allowed = (action: 'approve-policy' | 'release-policy' | 'rehearse-policy' | 'draft-policy'): boolean => may(person, action, { organisation: found.organisation, owners: null });
  const rehearsed = found.rehearsals.some(({ status: is }) => is === 'done');
  const lived = found.rehearsals.some(({ cases }) => cases !== null && cases > 0);
  const drafted = found.status === 'drafted';
  return show('policy-drafts/one.njk', {
    title: `Draft: ${policy.title}`, found, policy, rehearsed, lived, drafted, stepWords: (step: string): string => policy.steps[step]?.title ?? step,
    differs: found.differs.map((each) => ({ where: whereInWords(policy, each.path), before: words(each.default), here: words(each.here), source: sourceInWords(each) })),
    mayRehearse: drafted && allowed('rehearse-policy'), mayWithdraw: drafted && allowed('draft-policy'),
    mayApprove: drafted && rehearsed && allowed('approve-policy') && found.author.id !== person.id && !found.approvals.some((each) => each.person.id === person.id),
    mayRelease: drafted && found.approvals.length >= 2 && allowed('release-policy'), suggested: momentField(visit.reading.now.getTime()), typed: visit.kept ?? {},
    running: found.release ? await running(visit, found) : [], ...more,
  }, status);
}

/** Open cases of the organisation that run by another version. */
async function running(visit: Visit, { pathway, organisation, release }: DraftWhole) {
  const { items } = await read<ListPage<CaseSummary>>(visit, `/v1/cases?status=open&limit=200&pathway=${encodeURIComponent(pathway)}&organisation=${encodeURIComponent(organisation)}`);
  return items.filter(({ policy }) => policy.version !== release!.version).map(({ id, patient, details, policy, openedAt }) => ({ id, name: patient ? patient.name ?? 'Name withheld' : typeof details['title'] === 'string' ? details['title'] : 'A case', version: policy.version, openedAt }));
}

async function send(visit: Visit): Promise<Answered> {
  const { form } = visit;
  const act = field(form, 'act');
  if (act === 'move') return move(visit);
  const from = field(form, 'from');
  const at = readMoment(from);
  // The minute that the page proposed is over by now: that means at once.
  const since = at !== null && at <= visit.reading.now.getTime() && at > visit.reading.now.getTime() - 3_600_000 ? undefined : at === null ? from : new Date(at).toISOString();
  const bodies: Readonly<Record<string, object>> = {
    rehearse: {}, approve: { because: field(form, 'because'), ...(field(form, 'withoutCases') === 'yes' ? { withoutCases: true } : {}) }, withdraw: { reason: field(form, 'reason') }, release: { reason: field(form, 'reason'), ...(since === undefined ? {} : { from: since }) },
  };
  const body = Object.hasOwn(bodies, act) ? bodies[act] : undefined;
  if (!body) return one(visit);
  const problem = problemOfAnswer(await command(visit, `${api(visit)}/${act}`, body));
  if (!problem) return goTo(`${here(visit)}?told=policy-${act}`);
  if (![409, 422].includes(problem.status)) throw problem;
  const errors = problem.errors ? fieldsInWords(problem.errors, LABELS).map((error) => ({ ...error, href: `#${act}-${error.pointer.slice(1)}` })) : [{ text: problem.message, href: '#maincontent' }];
  return one(visit, { errors, wrong: act, typed: form }, problem.status);
}

/** Each case that was chosen is moved by a command of its own; those that could not be are named. */
async function move(visit: Visit): Promise<Answered> {
  const { form } = visit;
  const found = await read<DraftWhole>(visit, api(visit));
  const [chosen, reason] = [fields(form, 'case'), field(form, 'reason')];
  const missing = [...(chosen.length === 0 ? [{ text: 'Choose at least one case', href: '#running' }] : []), ...(reason.trim() === '' ? [{ text: 'Why they are moved must be filled in', href: '#move-reason' }] : [])];
  if (missing.length > 0) return one(visit, { errors: missing, wrong: 'move', typed: form, chosen }, 422);
  const refused: { text: string; href: string }[] = [];
  for (const id of chosen) {
    const problem = problemOfAnswer(await command(visit, `/v1/cases/${encodeURIComponent(id)}/policy`, { version: found.release?.version ?? '', reason }));
    if (problem) refused.push({ text: `Case ${id} was not moved: ${problem.message}`, href: '#running' });
  }
  return refused.length === 0 ? goTo(`${here(visit)}?told=policy-move`) : one(visit, { errors: refused, wrong: 'move' }, 409);
}

/** Changes of policies on their way: what each changes, who answers for it, and which cases are moved to it. */
export const policyDraftPages: readonly Page[] = [{ path: '/policy-drafts', show: list }, { path: '/policy-drafts/:id', show: (visit) => one(visit), send }];
