import { notThere } from '#apps/api/http/problem.js';
import type { Json } from '#libs/contracts/events.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import { typedFrom } from '../forms/typed-from.js';
import { listOfCases } from '../supervision/looked-at.js';
import { goTo, show, type Answered, type Page, type Visit } from '../visit.js';
import { taskActions, type TaskAction } from './actions.js';
import { lookAt, offeredOf, type Look } from './look.js';
import { addNote } from './note.js';
import { shownTask } from './shown.js';

const evidenceForm = (visit: Visit, { needs, task, now, cases }: Look): Promise<Form> => formOf(visit, { schema: needs, step: task.step, pointer: '/evidence', now, cases });
/** What the task is about is there to begin with: a row for each case that it names. */
const begun = ({ needs, task: { about }, now }: Look) => (listOfCases('cases', about?.['cases'] as Json | undefined) ? typedFrom(needs, { lookedAt: about!['cases'] }, now) : undefined);
const actionForm = (visit: Visit, { schema, name }: TaskAction, { now }: Look): Promise<Form> => formOf(visit, { schema, step: name, pointer: '', now });

/** Sends what the form says of the task. What was not taken is shown on the task as it stands by then. */
async function say(visit: Visit, { task }: Look, action: string, form: Form, again: (look: Look, shown: Shown) => Answered): Promise<Answered> {
  const outcome = await sent(visit, form, `/v1/tasks/${encodeURIComponent(task.id)}/${action}`);
  return 'done' in outcome ? goTo(`/tasks/${encodeURIComponent(task.id)}?told=${outcome.pending ? 'pending' : action}`) : again(await lookAt(visit, task.id), outcome);
}

/** Steps that have a page of their own, where more is shown than their form. */
const ownPage = ({ task }: Look): string | null => (task.pathway === 'front-door' && ['triage-huddle', 'senior-oversight'].includes(task.step) ? `/triage/${encodeURIComponent(task.id)}` : null);

function page(visit: Visit, look: Look, form: Form, shown: Shown): Answered {
  const open = look.task.status === 'open' && look.may.complete && !look.decision && !ownPage(look);
  return show('task/page.njk', {
    title: look.task.title, rehearsal: look.task.rehearsal, ...shownTask(visit, look), ownPage: ownPage(look), form: open ? drawn(form, shown) : null, ...aboutForm(shown, open, look.task.caseId),
    actions: look.may.answer ? taskActions.filter(({ name, offered }) => offered(offeredOf(look)) && (look.may.complete || name === 'attempt' || name === 'acknowledge')).map(({ name, title }) => ({ name, title })) : [],
  }, shown.status);
}

async function showTask(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const form = await evidenceForm(visit, look);
  return page(visit, look, form, unsent(visit, form, begun(look)));
}

/** It is done: the evidence. */
async function complete(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const form = await evidenceForm(visit, look);
  return say(visit, look, 'complete', form, (now, shown) => page(visit, now, form, shown));
}

function actionOf(visit: Visit) {
  const action = taskActions.find(({ name }) => name === visit.params['action']);
  if (!action) throw notThere();
  return action;
}

function actionPage(visit: Visit, look: Look, action: TaskAction, form: Form, shown: Shown): Answered {
  const open = action.offered(offeredOf(look));
  return show('task/action.njk', {
    title: action.title, rehearsal: look.task.rehearsal, ...shownTask(visit, look), action, form: open ? drawn(form, shown) : null, ...aboutForm(shown, open, look.task.caseId),
    longest: action.name === 'acknowledge' ? look.position?.acknowledgeFor : undefined,
  }, shown.status);
}

async function showAction(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const action = actionOf(visit);
  const form = await actionForm(visit, action, look);
  return actionPage(visit, look, action, form, unsent(visit, form));
}

async function act(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const action = actionOf(visit);
  const form = await actionForm(visit, action, look);
  return say(visit, look, action.name, form, (now, shown) => actionPage(visit, now, action, form, shown));
}

/** One task: what is asked and why, and everything that can be said of it. */
export const taskPages: readonly Page[] = [{ path: '/tasks/:id', show: showTask, send: complete }, { path: '/tasks/:id/:action', show: showAction, send: act }, { path: '/cases/:id/notes', send: addNote }];
