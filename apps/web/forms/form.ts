import type { Problem } from '#apps/api/http/problem.js';
import { fieldsInWords, type ShownError } from './errors.js';
import { linesOf, type Line } from './in-words.js';
import { fieldsOf, fresh, indexOf, type Field } from './model.js';
import type { Schema } from './schema.js';
import { typedIn, type Typed } from './typed.js';
import { valueOf } from './value.js';
import { command, field, goTo, problemOfAnswer, type Answered, type Visit } from '../visit.js';
import { peopleToChoose } from './people.js';

/** What a form asks for: where its fields stand in the body of the command, by which step's words they are called, and when it is for whom it is about. */
export interface Asked { schema: Schema; step: string; pointer: '' | '/evidence'; now: number }
/** What somebody typed, and why it was not taken. `lost`: what they typed, to read, where there is no form any more. `sameKey`: nobody answered, so the next try is the same command. */
export interface Said { typed: Typed; errors: ShownError[]; status: number; page: { refused?: { title: string; detail: string } }; lost: Line[]; sameKey?: string }

const contextOf = async (visit: Visit, asked: Asked, errors: readonly ShownError[]) => ({
  step: asked.step, now: asked.now, errors, people: needsPeople(asked.schema) ? await peopleToChoose(visit.manager, visit.reading.viewer.organisations) : [],
});
const needsPeople = (schema: Schema): boolean => JSON.stringify(schema).includes('"maxLength":200');

/** The fields as they are shown: fresh, or with what was typed. */
export async function filled(visit: Visit, asked: Asked, said: Said | null): Promise<Field[]> {
  return fieldsOf(asked.schema, said?.typed ?? fresh(asked.schema, asked.now), await contextOf(visit, asked, said?.errors ?? []), asked.pointer);
}

/** What was typed before the session ended. */
export function kept(visit: Visit, { schema, pointer }: Pick<Asked, 'schema' | 'pointer'>): Said | null {
  return visit.kept && { typed: typedIn(schema, visit.kept, pointer), errors: [], status: 200, page: { refused: { title: 'This is not recorded yet', detail: 'You were signed out before you sent it. Look at it again, and send it.' } }, lost: [] };
}

/** Sends what the form holds as a command. `more`: what the form does not ask. `done`: where to go when it was taken; else it answers what the page has to say about it. */
export async function send(visit: Visit, asked: Asked, { path, done, more = {} }: { path: string; done: (pending: boolean) => string; more?: Record<string, unknown> }): Promise<Said | Extract<Answered, { goTo: string }>> {
  const typed = typedIn(asked.schema, visit.form, asked.pointer);
  if (field(visit.form, '_more') !== '') return { typed, errors: [], status: 200, page: {}, lost: [] };
  const { value, errors } = valueOf(asked.schema, typed, asked.pointer);
  const body = asked.pointer === '' ? value : value === undefined ? {} : { evidence: value };
  const said = await command(visit, path, { ...more, ...(body as object | undefined) });
  const problem = problemOfAnswer(said);
  if (!problem) return goTo(done(said.status === 202)) as { goTo: string };
  const index = indexOf(fieldsOf(asked.schema, typed, await contextOf(visit, asked, []), asked.pointer));
  const better = errors.map(({ pointer, message }) => ({ pointer, code: 'typed', message }));
  const found = [...better, ...(problem.errors ?? []).filter(({ pointer }) => !better.some((each) => each.pointer === pointer))];
  return { typed, status: problem.status, errors: fieldsInWords(found, index), lost: linesOf(value, asked.step, asked.schema), ...why(visit, problem, found.length > 0) };
}

function why(visit: Visit, problem: Problem, aboutFields: boolean): Pick<Said, 'page' | 'sameKey'> {
  if (problem.status === 503) return { page: { refused: { title: 'Nobody answered', detail: 'It may have been recorded, or not. Send it once more: it will not be recorded twice.' } }, sameKey: field(visit.form, '_key') };
  if (problem.code === 'idempotency-key-reused') return { page: { refused: { title: 'You sent this form before, with something else in it', detail: 'Look at how the task stands now. What you typed last is still here: send it if it still holds.' } } };
  if (problem.status === 422 && aboutFields) return { page: {} };
  return { page: { refused: { title: problem.status === 403 ? 'This is not yours to do' : 'This was not recorded', detail: problem.message } } };
}
