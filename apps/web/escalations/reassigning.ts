import { findReassignment, unfinishedReassignments, type ReassignmentView, type UnfinishedReassignment } from '#libs/directory/reassign.js';
import { namesOf, personStanding } from '#libs/directory/people-views.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Problem } from '#apps/api/http/problem.js';
import { fieldsInWords } from '../forms/errors.js';
import { field, fields, goTo, problemOfAnswer, show, SHOW_PROGRESS_MS, type Answered, type Page, type Visit } from '../visit.js';
import { peopleToChoose } from './people-to-choose.js';

/** What is to go: of each owner the ticked cases, or everything (`cases` null). */
interface Share { owner: string; cases: string[] | null }

/** Ticked rows say 'case~owner'; a whole person is named by `person`. */
function sharesOf(items: readonly string[], person: string): Share[] {
  if (person !== '') return [{ owner: person, cases: null }];
  const byOwner = new Map<string, string[]>();
  for (const item of items) {
    const [caseId = '', owner = ''] = item.split('~');
    if (caseId !== '' && owner !== '') byOwner.set(owner, [...new Set([...byOwner.get(owner) ?? [], caseId])]);
  }
  return [...byOwner].map(([owner, cases]) => ({ owner, cases }));
}

async function form(visit: Visit, { items, person, ...more }: { items: readonly string[]; person: string; [more: string]: unknown }, status = 200): Promise<Answered> {
  const shares = sharesOf(items, person);
  const [name, people] = await Promise.all([namesOf(visit.manager, shares.map(({ owner }) => owner)), peopleToChoose(visit)]);
  return show('escalations/reassign.njk', { title: 'Reassign', unfinished: await unfinished(visit), shares: shares.map(({ owner, cases }) => ({ owner: name(owner), cases: cases?.length ?? null })), items, person, people, typed: visit.kept ?? {}, ...more }, status);
}

const asked = (visit: Visit): Promise<Answered> => form(visit, { items: visit.kept ? fields(visit.kept, 'item') : visit.url.searchParams.getAll('item'), person: visit.url.searchParams.get('person') ?? '' });

const LABELS = { '/to': 'To whom it goes', '/reason': 'The reason', '/cases': 'The cases' };

/** One command an owner, all at once and each under a key of its own: all of them are begun, so that whatever stops them in the middle is seen, and what is sent again goes on where it stopped. */
async function reassign(visit: Visit): Promise<Answered> {
  const items = fields(visit.form, 'item');
  const person = field(visit.form, 'person');
  const [to, reason, key] = [field(visit.form, 'to'), field(visit.form, 'reason'), field(visit.form, '_key')];
  const shares = sharesOf(items, person);
  const again = { items, person, typed: visit.form };
  if (shares.length === 0) return form(visit, { ...again, errors: [{ text: 'Tick what is to go to somebody else, or choose whose work it is.', href: '#person' }] }, 422);
  const all = await Promise.all(shares.map(({ owner, cases }) => visit.ask({
    method: 'POST', path: `/v1/people/${encodeURIComponent(owner)}/reassign`, key: shares.length === 1 ? key : `${key}-${owner}`, body: { to, reason, ...(cases === null ? {} : { cases }) }, waitMs: SHOW_PROGRESS_MS,
  })));
  const found = await Promise.all(all.map(async (said, index) => (said.status < 400 ? said.body as ReassignmentView : said.status === 503 ? begunBy(visit, shares[index]!.owner) : null)));
  const views = found.filter((view) => view !== null);
  const problems = all.flatMap((said, index) => (found[index] ? [] : problemOfAnswer(said) ?? []));
  // What was begun is shown whatever became of the rest; where nothing was, the form says why.
  if (views.length > 0) return shown(views, problems.length);
  const problem = problems[0]!;
  if (problem.status === 403) return form(visit, { ...again, errors: [{ text: 'Reassigning is for whoever leads the team, the escalation lead and the director.', href: '#to' }] }, 403);
  if (problem.errors || problem.status === 409 || problem.status === 422) return form(visit, { ...again, errors: problem.errors ? fieldsInWords(problem.errors, LABELS) : [{ text: problem.message, href: '#to' }] }, problem.status);
  throw problem;
}

/** Where a case did not answer in time: what was begun stands in the record, and goes on from there. */
async function begunBy(visit: Visit, owner: string): Promise<ReassignmentView | null> {
  const last = (await unfinished(visit)).findLast(({ person, by }) => person.id === owner && by.id === visit.caller.person.id);
  return last ? findReassignment(visit.manager, last.id) : null;
}

const query = (ids: readonly string[]): string => new URLSearchParams(ids.map((id): [string, string] => ['id', id])).toString();

/** How far reassignments are, or what became of them. `failed`: of how many more nothing was begun. */
function shown(views: readonly ReassignmentView[], failed = 0): Answered {
  const ids = views.map(({ id }) => id);
  if (views.every(({ done }) => done)) return goTo(`/escalations/reassigned?${query(ids)}${failed > 0 ? `&failed=${failed}` : ''}`);
  const all = views.flatMap(({ items }) => items);
  return show('escalations/going.njk', { title: 'Reassigning', ids, failed, known: all.length, settled: all.filter(({ status }) => status !== 'waiting').length, people: views.length, address: `/escalations/reassigned?${query(ids)}` });
}

/** What still waits goes on, whoever began it. */
async function goOn(visit: Visit): Promise<Answered> {
  const views = await viewsOf(visit, fields(visit.form, 'id'));
  const all = await Promise.all(views.map(async (view) => {
    if (view.done) return view;
    const said = await visit.ask({
      method: 'POST', path: `/v1/people/${encodeURIComponent(view.person.id)}/reassignments/${encodeURIComponent(view.id)}/go-on`, key: `${field(visit.form, '_key')}-${view.id.slice(0, 40)}`, body: {}, waitMs: SHOW_PROGRESS_MS,
    });
    const problem = problemOfAnswer(said);
    if (problem?.status === 503) return await findReassignment(visit.manager, view.id) ?? view;
    if (problem) throw problem;
    return said.body as ReassignmentView;
  }));
  return shown(all, Number(field(visit.form, 'failed')) || 0);
}

async function viewsOf(visit: Visit, ids: readonly string[]): Promise<ReassignmentView[]> {
  return Promise.all(ids.slice(0, 50).map(async (id) => {
    const view = await findReassignment(visit.manager, id);
    const standing = view && await personStanding(visit.manager, view.person.id);
    if (!view || !standing || !organisationsOf(visit.caller.person).includes(standing.organisation)) throw new Problem(404, 'not-found', '');
    return view;
  }));
}

async function result(visit: Visit): Promise<Answered> {
  const views = await viewsOf(visit, visit.url.searchParams.getAll('id'));
  return show('escalations/reassigned.njk', {
    title: 'Reassigned', failed: Number(visit.url.searchParams.get('failed')) || 0, waiting: views.filter(({ done }) => !done).map(({ id }) => id),
    views: views.map((view) => ({ ...view, moved: view.items.filter(({ status }) => status === 'done').length, refused: view.items.filter(({ status }) => status === 'refused'), waiting: view.items.filter(({ status }) => status === 'waiting').length })),
  });
}

/** What was begun and is not through, of the organisations whose work the person sees: nothing half done is hidden. */
export const unfinished = (visit: Visit): Promise<UnfinishedReassignment[]> => unfinishedReassignments(visit.manager, organisationsOf(visit.caller.person));

/** In bulk: what several people have goes to another, with one reason. */
export const reassignPages: readonly Page[] = [{ path: '/escalations/reassign', show: asked, send: reassign }, { path: '/escalations/reassigned', show: result, send: goOn }];
