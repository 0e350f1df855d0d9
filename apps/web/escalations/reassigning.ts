import { findReassignment, type ReassignmentView } from '#libs/directory/reassign.js';
import { namesOf, personStanding } from '#libs/directory/people-views.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Problem } from '#apps/api/http/problem.js';
import { fieldsInWords } from '../forms/errors.js';
import { field, fields, goTo, problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';
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
  return show('escalations/reassign.njk', { title: 'Reassign', shares: shares.map(({ owner, cases }) => ({ owner: name(owner), cases: cases?.length ?? null })), items, person, people, typed: visit.kept ?? {}, ...more }, status);
}

const asked = (visit: Visit): Promise<Answered> => form(visit, { items: visit.kept ? fields(visit.kept, 'item') : visit.url.searchParams.getAll('item'), person: visit.url.searchParams.get('person') ?? '' });

const LABELS = { '/to': 'To whom it goes', '/reason': 'The reason', '/cases': 'The cases' };

/** One command an owner, each under a key of its own, so that what is sent again goes on where it stopped. */
async function reassign(visit: Visit): Promise<Answered> {
  const items = fields(visit.form, 'item');
  const person = field(visit.form, 'person');
  const [to, reason, key] = [field(visit.form, 'to'), field(visit.form, 'reason'), field(visit.form, '_key')];
  const shares = sharesOf(items, person);
  const again = { items, person, typed: visit.form };
  if (shares.length === 0) return form(visit, { ...again, errors: [{ text: 'Tick what is to go to somebody else, or choose whose work it is.', href: '#person' }] }, 422);
  const views: ReassignmentView[] = [];
  for (const { owner, cases } of shares) {
    const said = await visit.ask({ method: 'POST', path: `/v1/people/${encodeURIComponent(owner)}/reassign`, key: shares.length === 1 ? key : `${key}-${owner}`, body: { to, reason, ...(cases === null ? {} : { cases }) } });
    const problem = problemOfAnswer(said);
    if (problem?.status === 403) return form(visit, { ...again, errors: [{ text: 'Reassigning is for whoever leads the team, the escalation lead and the director.', href: '#to' }] }, 403);
    if (problem && (problem.errors || problem.status === 409 || problem.status === 422)) {
      return form(visit, { ...again, errors: problem.errors ? fieldsInWords(problem.errors, LABELS) : [{ text: problem.message, href: '#to' }] }, problem.status);
    }
    if (problem) throw problem;
    views.push(said.body as ReassignmentView);
    if (said.status === 202) break;
  }
  const count = (status: string): number => views.flatMap((view) => view.items).filter((item) => item.status === status).length;
  const known = views.reduce((sum, view) => sum + view.items.length, 0);
  if (views.some(({ done }) => !done) || views.length < shares.length) return show('escalations/going.njk', { title: 'Reassigning', items, person, to, reason, key, known, settled: known - count('waiting'), owners: shares.length, reached: views.length });
  return goTo(`/escalations/reassigned?${new URLSearchParams(views.map(({ id }): [string, string] => ['id', id])).toString()}`);
}

async function result(visit: Visit): Promise<Answered> {
  const ids = visit.url.searchParams.getAll('id').slice(0, 50);
  const views = await Promise.all(ids.map(async (id) => {
    const view = await findReassignment(visit.manager, id);
    const standing = view && await personStanding(visit.manager, view.person.id);
    if (!view || !standing || !organisationsOf(visit.caller.person).includes(standing.organisation)) throw new Problem(404, 'not-found', '');
    return { ...view, moved: view.items.filter(({ status }) => status === 'done').length, refused: view.items.filter(({ status }) => status === 'refused'), waiting: view.items.filter(({ status }) => status === 'waiting').length };
  }));
  return show('escalations/reassigned.njk', { title: 'Reassigned', views });
}

/** In bulk: what several people have goes to another, with one reason. */
export const reassignPages: readonly Page[] = [{ path: '/escalations/reassign', show: asked, send: reassign }, { path: '/escalations/reassigned', show: result }];
