import type { FieldError, Problem } from '#apps/api/http/problem.js';
import { command, field, problemOfAnswer, type Visit } from '../visit.js';
import { fieldsInWords, type ShownError } from './errors.js';
import { fieldsOf, fresh, indexOf, type Field } from './model.js';
import type { Schema } from './schema.js';
import { typedIn, type Typed } from './typed.js';
import { valueOf } from './value.js';

/** A form of a whole request: `step` by whose words its fields are called. `people`: who can be chosen in it. */
export interface RequestForm { schema: Schema; step: string; now: number; people: readonly { value: string; text: string }[] }
/** What was typed, and what the page has to say about it. `sameKey`: nobody answered, so the next try is the same command. */
export interface Shown { typed: Typed; errors: ShownError[]; status: number; refused?: { title: string; detail: string }; sameKey?: string; problem?: Problem }

const STANDS_AS_BEFORE = { title: 'This is not recorded yet', detail: 'You were signed out before you sent it. Look at it again, and send it.' };

/** What is shown before anything is sent: what was typed before the session ended, what is known already (`from`), or nothing. */
export function unsent(visit: Visit, { schema, now }: RequestForm, from?: Typed): Shown {
  if (visit.kept) return { typed: typedIn(schema, visit.kept, ''), errors: [], status: 200, refused: STANDS_AS_BEFORE };
  return { typed: from ?? fresh(schema, now), errors: [], status: 200 };
}

export const drawn = (form: RequestForm, { typed, errors }: Pick<Shown, 'typed' | 'errors'>): Field[] => fieldsOf(form.schema, typed, { ...form, errors }, '');

/** What the form holds; `more`: a button asked for another row, and nothing is sent. */
export function typedBy(visit: Visit, { schema }: RequestForm): { typed: Typed; value: unknown; errors: FieldError[]; more: boolean } {
  const typed = typedIn(schema, visit.form, '');
  const { value, errors } = valueOf(schema, typed, '');
  return { typed, value, errors: errors.map(({ pointer, message }) => ({ pointer, code: 'typed', message })), more: field(visit.form, '_more') !== '' };
}

/** Sends what the form holds as the body of a command, `shaped` where the API takes it otherwise. What was done is answered; everything else is to be shown. */
export async function sent(visit: Visit, form: RequestForm, path: string, shaped: (value: Record<string, unknown>) => unknown = (value) => value): Promise<{ done: unknown; pending: boolean } | Shown> {
  const { typed, value, errors, more } = typedBy(visit, form);
  if (more) return { typed, errors: [], status: 200 };
  const said = await command(visit, path, shaped((value ?? {}) as Record<string, unknown>));
  const problem = problemOfAnswer(said);
  if (!problem) return { done: said.body, pending: said.status === 202 };
  return refusedAs(visit, form, typed, problem, errors);
}

/** A refusal as the page shows it: at the fields where it is about them. */
export function refusedAs(visit: Visit, form: RequestForm, typed: Typed, problem: Problem, better: readonly FieldError[] = []): Shown {
  const found = [...better, ...(problem.errors ?? []).filter(({ pointer }) => !better.some((each) => each.pointer === pointer))];
  const errors = fieldsInWords(found, indexOf(drawn(form, { typed, errors: [] })));
  const common = { typed, errors, status: problem.status, problem };
  if (problem.status === 503) return { ...common, refused: { title: 'Nobody answered', detail: 'It may have been recorded, or not. Send it once more: it will not be recorded twice.' }, sameKey: field(visit.form, '_key') };
  if (problem.code === 'idempotency-key-reused') return { ...common, refused: { title: 'You sent this form before, with something else in it', detail: 'Look at how the case stands now. What you typed last is still here: send it if it still holds.' } };
  if (problem.status === 422 && found.length > 0) return common;
  return { ...common, refused: { title: problem.status === 403 ? 'This is not yours to do' : 'This was not recorded', detail: problem.message } };
}
