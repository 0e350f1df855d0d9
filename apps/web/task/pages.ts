import { notThere } from '#apps/api/http/problem.js';
import { filled, kept, send, type Asked, type Said } from '../forms/form.js';
import { asText } from '../forms/in-words.js';
import { show, type Answered, type Page, type Visit } from '../visit.js';
import { taskActions, type TaskAction } from './actions.js';
import { lookAt, offeredOf, type Look } from './look.js';
import { addNote } from './note.js';
import { shownTask } from './shown.js';

const evidenceOf = ({ needs, task, now }: Look): Asked => ({ schema: needs, step: task.step, pointer: '/evidence', now });
const askedBy = ({ schema, name }: TaskAction, { now }: Look): Asked => ({ schema, step: name, pointer: '', now });
const commandOn = ({ task }: Look, action: string) => ({ path: `/v1/tasks/${encodeURIComponent(task.id)}/${action}`, done: (pending: boolean) => `/tasks/${encodeURIComponent(task.id)}?told=${pending ? 'pending' : action}` });

async function page(visit: Visit, look: Look, said: Said | null): Promise<Answered> {
  const form = look.task.status === 'open' && look.may.complete && !look.decision ? await filled(visit, evidenceOf(look), said) : null;
  return show('task/page.njk', {
    title: look.task.title, rehearsal: look.task.rehearsal, ...shownTask(visit, look), form, ...said?.page, errors: said?.errors ?? [], keyOfForm: said?.sameKey,
    lost: said && !form ? said.lost : null, lostText: said && !form ? asText(said.lost) : '', kept: visit.kept !== null && said === null && form !== null,
    actions: look.may.answer ? taskActions.filter(({ name, offered }) => offered(offeredOf(look)) && (look.may.complete || name === 'attempt' || name === 'acknowledge')).map(({ name, title }) => ({ name, title })) : [],
  }, said?.status ?? 200);
}

async function showTask(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  return page(visit, look, kept(visit, { schema: look.needs, pointer: '/evidence' }));
}

/** It is done: the evidence. */
async function complete(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const outcome = await send(visit, evidenceOf(look), commandOn(look, 'complete'));
  return 'goTo' in outcome ? outcome : page(visit, await lookAt(visit, visit.params['id']!), outcome);
}

function actionOf(visit: Visit) {
  const action = taskActions.find(({ name }) => name === visit.params['action']);
  if (!action) throw notThere();
  return action;
}

async function actionPage(visit: Visit, look: Look, said: Said | null): Promise<Answered> {
  const action = actionOf(visit);
  const form = action.offered(offeredOf(look)) ? await filled(visit, askedBy(action, look), said) : null;
  return show('task/action.njk', {
    title: action.title, rehearsal: look.task.rehearsal, ...shownTask(visit, look), action, form, ...said?.page, errors: said?.errors ?? [], keyOfForm: said?.sameKey, lost: said && !form ? said.lost : null, lostText: said && !form ? asText(said.lost) : '',
    longest: action.name === 'acknowledge' ? look.position?.acknowledgeFor : undefined,
  }, said?.status ?? 200);
}

async function showAction(visit: Visit): Promise<Answered> {
  return actionPage(visit, await lookAt(visit, visit.params['id']!), kept(visit, { schema: actionOf(visit).schema, pointer: '' }));
}

async function act(visit: Visit): Promise<Answered> {
  const look = await lookAt(visit, visit.params['id']!);
  const action = actionOf(visit);
  const outcome = await send(visit, askedBy(action, look), commandOn(look, action.name));
  return 'goTo' in outcome ? outcome : actionPage(visit, await lookAt(visit, visit.params['id']!), outcome);
}

/** One task: what is asked and why, and everything that can be said of it. */
export const taskPages: readonly Page[] = [{ path: '/tasks/:id', show: showTask, send: complete }, { path: '/tasks/:id/:action', show: showAction, send: act }, { path: '/cases/:id/notes', send: addNote }];
