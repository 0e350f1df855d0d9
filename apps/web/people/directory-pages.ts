import { goTo, read, show, type Answered, type Page, type Visit } from '../visit.js';
import { notThere } from '#apps/api/http/problem.js';
import type { PersonView } from '#libs/directory/people-views.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import type { Field } from '../forms/model.js';
import { typedFrom } from '../forms/typed-from.js';
import { directoryActions, type DirectoryAction } from './directory-actions.js';
import { all, mayChange, type Rota, type Team } from './facts.js';

/** What it is about, in words, and where to go back to; whatever is not there, or another's, is not found. */
interface About { heading: string; back: { href: string; text: string }; rota?: Rota }
async function aboutOf(visit: Visit, { path, about }: DirectoryAction): Promise<About> {
  const id = visit.params['id'] ?? '';
  if (about === 'person') {
    const person = await read<PersonView>(visit, `/v1/people/${encodeURIComponent(id)}`);
    const { searchParams } = visit.url;
    const holding = person.roles.find((each) => each.id === searchParams.get('holding'));
    const method = person.methods?.find((each) => each.id === searchParams.get('method'));
    return { heading: `${person.name}${holding ? `: ${holding.role.replaceAll('-', ' ')}` : method ? `: ${method.address}` : ''}`, back: { href: `/people/${encodeURIComponent(id)}`, text: person.name } };
  }
  if (path.startsWith('/people/rotas/:id')) {
    const rota = await read<Rota>(visit, `/v1/rotas/${encodeURIComponent(id)}`);
    return { heading: rota.name, back: { href: `/people/rotas/${encodeURIComponent(id)}`, text: rota.name }, rota };
  }
  if (path.startsWith('/people/teams/:id')) {
    const team = (await all<Team>(visit, '/v1/teams')).find((each) => each.id === id);
    if (!team) throw notThere();
    const leaves = team.members.find(({ person }) => person.id === visit.url.searchParams.get('person'));
    return { heading: leaves ? `${team.name}: ${leaves.person.name}` : team.name, back: { href: '/people', text: 'People' } };
  }
  return { heading: visit.caller.person.organisation.name, back: { href: '/people', text: 'People' } };
}

/** A team is chosen by its name. */
function withTeams(fields: readonly Field[], teams: readonly Team[]): Field[] {
  return fields.map((field) => (field.pointer === '/team' ? { ...field, choose: 'Choose a team', options: teams.filter(({ active }) => active).map(({ id, name }) => ({ value: id, text: name })) } : field));
}

/** The page's own address, with what it is about and nothing of how one came there. */
function pathOf({ url }: Visit): string {
  const about = ['holding', 'method', 'person'].flatMap((name): [string, string][] => { const value = url.searchParams.get(name); return value === null ? [] : [[name, value]]; });
  return about.length === 0 ? url.pathname : `${url.pathname}?${new URLSearchParams(about).toString()}`;
}

async function page(visit: Visit, action: DirectoryAction, about: About, form: Form, shown: Shown): Promise<Answered> {
  const may = await mayChange(visit, action.action, action.about === 'person' ? visit.params['id'] ?? '' : null);
  return show('people/change.njk', {
    title: action.title, heading: about.heading, back: about.back, action, path: pathOf(visit), ...aboutForm(shown, may),
    form: may ? withTeams(drawn(form, shown), action.schema.properties?.['team'] ? await all<Team>(visit, '/v1/teams') : []) : null,
  }, shown.status);
}

const asked = (visit: Visit, { schema, step }: DirectoryAction): Promise<Form> => formOf(visit, { schema, step, pointer: '', now: visit.reading.now.getTime() });

/** The rules of a rota as a form holds them. */
const rulesOf = ({ rules }: Rota): Record<string, unknown> => ({ rules: rules.map((rule) => ({ ...rule, rotation: { ...rule.rotation, people: rule.rotation.people.map((person) => ({ person })) } })) });

async function showChange(visit: Visit, action: DirectoryAction): Promise<Answered> {
  const [about, form] = [await aboutOf(visit, action), await asked(visit, action)];
  const known = action.ofRota && about.rota ? rulesOf(about.rota) : {};
  return page(visit, action, about, form, unsent(visit, form, typedFrom(form.schema, known, form.now)));
}

async function sendChange(visit: Visit, action: DirectoryAction): Promise<Answered> {
  const form = await asked(visit, action);
  const outcome = await sent(visit, form, action.command(visit.params), (value) => (action.body ? action.body(value, visit) : value));
  if ('done' in outcome) return goTo(action.done(visit.params, (outcome.done ?? {}) as { id?: string }));
  return page(visit, action, await aboutOf(visit, action), form, outcome);
}

/** The directory as its leads change it: people, roles, teams, rotas, one thing a page. They stand before the pages of a person and of a rota. */
export const directoryPages: readonly Page[] = directoryActions.map((action): Page => ({ path: action.path, show: (visit) => showChange(visit, action), send: (visit) => sendChange(visit, action) }));
