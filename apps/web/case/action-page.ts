import { notThere } from '#apps/api/http/problem.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import { typedFrom } from '../forms/typed-from.js';
import { command, field, goTo, problemOfAnswer, show, type Answered, type Visit } from '../visit.js';
import { caseActions, offeredActions, type CaseAction } from './actions.js';
import { apiPath, titleOf } from './case-page.js';
import { bannerOf, toldCase, type ToldCase } from './whole-case.js';

interface Opened { told: ToldCase; action: CaseAction; form: Form }

async function opened(visit: Visit): Promise<Opened> {
  const action = caseActions.find(({ name }) => name === visit.params['action']);
  if (!action) throw notThere();
  const told = await toldCase(visit);
  return { told, action, form: await formOf(visit, { schema: action.schema(told), step: `case-${action.name}`, pointer: '', now: Date.parse(told.clock.now) }) };
}

async function page(visit: Visit, { told, action, form }: Opened, shown: Shown): Promise<Answered> {
  const offered = (await offeredActions(visit, told)).includes(action);
  const now = Date.parse(told.clock.now);
  return show('case/action.njk', {
    title: action.title, heading: titleOf({ told, policy: null }), rehearsal: told.clock.rehearsal, now, case: told, path: `/cases/${encodeURIComponent(told.id)}`, banner: bannerOf({ told, now, telling: { names: new Map(), now, titles: new Map(), stepWords: (step) => step } }),
    action, form: offered ? drawn(form, shown) : null, ...aboutForm(shown, offered, told.status === 'open' ? told.id : undefined),
  }, shown.status);
}

/** One of the things that can be said about a case. */
export async function showAction(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  const { told, action, form } = all;
  return page(visit, all, unsent(visit, form, action.from && typedFrom(form.schema, action.from(told, visit), form.now)));
}

export async function sendAction(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  const { told, action, form } = all;
  const outcome = await sent(visit, form, `${apiPath(told.id)}/${action.path}`, (value) => (action.body ? action.body(value, told) : value));
  return 'done' in outcome ? goTo(`/cases/${encodeURIComponent(told.id)}?told=${outcome.pending ? 'pending' : `case-${action.name}`}`) : page(visit, all, outcome);
}

/** Somebody takes on the role that was offered to them. @throws Problem as the API says no */
export async function acceptRole(visit: Visit): Promise<Answered> {
  const id = visit.params['id'] ?? '';
  const said = await command(visit, `${apiPath(id)}/owners/accept`, { role: field(visit.form, 'role') });
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  return goTo(`/cases/${encodeURIComponent(id)}?told=case-accept`);
}
