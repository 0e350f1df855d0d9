import { unstorable } from '#libs/contracts/http/fields.js';
import { forgetView, savedViews, saveView } from '#libs/records/saved-views.js';
import { openAlarms } from '../alarms/pages.js';
import { everyPathway } from '../pathway-words.js';
import { field, goTo, show, type Answered, type Page, type Visit } from '../visit.js';
import { filterOf, isNarrowed, queryOf } from './filter.js';
import { sectionsOf } from './sections.js';

const VIEWS = 'my-work';

async function myWork(visit: Visit, errors: { text: string; href: string }[] = [], status = 200): Promise<Answered> {
  const filter = filterOf(visit.url.searchParams);
  const [sections, alarms, views] = await Promise.all([sectionsOf(visit, filter), openAlarms(visit), savedViews(visit.manager, visit.caller.person.id, VIEWS)]);
  return show('my-work/page.njk', {
    title: 'My work', ...sections, alarms, filter, narrowed: isNarrowed(filter), here: queryOf(filter), views: views.map(({ name, query }) => ({ name, href: `/${query}`, current: `/${query}` === queryOf(filter) })), pathways: everyPathway, rehearsal: filter.rehearsal,
    errors: [...errors, ...(filter.qError === undefined ? [] : [{ text: filter.qError, href: '#q' }])],
  }, status);
}

/** A view keeps only what a filter can hold: its query is read and written anew. */
async function keepView(visit: Visit): Promise<Answered> {
  const path = queryOf(filterOf(new URL(field(visit.form, 'of'), 'http://here.invalid').searchParams));
  const name = field(visit.form, 'name').trim();
  const wrong = name === '' ? 'Give the view a name' : name.length > 60 || unstorable(name) ? 'The name of a view is at most 60 characters' : undefined;
  const saved = wrong === undefined && await saveView(visit.manager, visit.caller.person.id, VIEWS, { name, query: path.slice(1) });
  if (saved) return goTo(path);
  const again = { ...visit, url: new URL(path, visit.url) };
  return myWork(again, [{ text: wrong ?? 'You have 20 views: remove one first', href: '#view-name' }], 422);
}

async function dropView(visit: Visit): Promise<Answered> {
  const name = field(visit.form, 'name');
  if (!unstorable(name)) await forgetView(visit.manager, visit.caller.person.id, VIEWS, name);
  return goTo('/');
}

/** My work: what is mine now, in the order in which I should do it. */
export const myWorkPages: readonly Page[] = [{ path: '/', show: (visit) => myWork(visit) }, { path: '/my-work/views', send: keepView }, { path: '/my-work/views/remove', send: dropView }];
