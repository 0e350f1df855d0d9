import { randomUUID } from 'node:crypto';
import { goTo, problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';

/** The link of a notice, opened by whoever has signed in: it leads to the task, once. What hinders it is said, with the way to the task where that is theirs. */
async function follow(visit: Visit): Promise<Answered> {
  const said = await visit.ask({ method: 'POST', path: '/v1/links/open', body: { token: visit.params['token'] }, key: randomUUID() });
  const problem = problemOfAnswer(said);
  if (!problem) return goTo(`/tasks/${encodeURIComponent((said.body as { taskId: string }).taskId)}`);
  const { taskId } = problem.more as { taskId?: string };
  return show('links/refused.njk', { title: 'This link does not open', detail: problem.status === 422 ? 'This is no link of ours.' : problem.message, taskId: taskId ?? null }, problem.status === 422 ? 404 : problem.status);
}

/** Links of notices. */
export const linkPages: readonly Page[] = [{ path: '/links/:token', show: follow }];
