import type { FieldError, Problem } from '#apps/api/http/problem.js';
import { command, field, problemOfAnswer, type Visit } from '../visit.js';
import { fieldsInWords, type Called, type ShownError } from './errors.js';
import { asText, linesOf, type Line } from './in-words.js';
import { fieldsOf, fresh, indexOf, type Field } from './model.js';
import { peopleToChoose } from './people.js';
import { ID_LENGTH, type Schema } from './schema.js';
import { typedIn, type Typed } from './typed.js';
import { valueOf } from './value.js';

/** What a form asks for: where its fields stand in the body of the command, by which step's words they are called, and when it is for whom it is about. `cases`: what those are called that it names. */
export interface Asked { schema: Schema; step: string; pointer: '' | '/evidence'; now: number; cases?: ReadonlyMap<string, string> }
/** `people`: who can be chosen in it. */
export interface Form extends Asked { people: readonly { value: string; text: string }[] }
/** What somebody typed, and what the page has to say about it. `sameKey`: nobody answered, so the next try is the same command. `lost`: what they typed, to read, where there is no form for it any more. */
export interface Shown { typed: Typed; errors: ShownError[]; status: number; refused?: { title: string; detail: string }; sameKey?: string; lost: Line[] }

/** A field that long is somebody's id. */
const ASKS_FOR_PEOPLE = new RegExp(`"maxLength":${ID_LENGTH}\\b`);
const STANDS_AS_BEFORE = { title: 'This is not recorded yet', detail: 'You were signed out before you sent it. Look at it again, and send it.' };

export async function formOf(visit: Visit, asked: Asked): Promise<Form> {
  return { ...asked, people: JSON.stringify(asked.schema).match(ASKS_FOR_PEOPLE) ? await peopleToChoose(visit.manager, visit.reading.viewer.organisations) : [] };
}

/** What is shown before anything is sent: what was typed before the session ended, what is known already (`from`), or nothing. */
export function unsent(visit: Visit, { schema, step, pointer, now }: Form, from?: Typed): Shown {
  if (!visit.kept) return { typed: from ?? fresh(schema, now), errors: [], status: 200, lost: [] };
  const typed = typedIn(schema, visit.kept, pointer);
  return { typed, errors: [], status: 200, refused: STANDS_AS_BEFORE, lost: linesOf(valueOf(schema, typed, pointer).value, step, schema) };
}

/** The fields as they are shown. */
export const drawn = (form: Form, { typed, errors }: Pick<Shown, 'typed' | 'errors'>): Field[] => fieldsOf(form.schema, typed, { ...form, errors }, form.pointer);

/** What a page shows of a form beside its fields. `open`: the form is still there; where it is not, what was typed is there to read, and `noteTo` is the case that may take it as a note. */
export function aboutForm({ errors, refused, sameKey, lost }: Shown, open: boolean, noteTo?: string) {
  if (open) return { errors, refused, keyOfForm: sameKey };
  // What is wrong with fields that nobody can fill in any more helps nobody.
  return { errors: [], refused: refused ?? (errors.length > 0 ? { title: 'This was not recorded', detail: 'It is not asked for any more.' } : undefined), lost, lostText: asText(lost), noteTo };
}

/** What the form holds; `more`: a button asked for another row, and nothing is sent. */
export function typedBy(visit: Visit, { schema, pointer }: Form): { typed: Typed; value: unknown; errors: FieldError[]; more: boolean } {
  const typed = typedIn(schema, visit.form, pointer);
  const { value, errors } = valueOf(schema, typed, pointer);
  return { typed, value, errors: errors.map(({ pointer: at, message }) => ({ pointer: at, code: 'typed', message })), more: field(visit.form, '_more') !== '' };
}

/** Sends what the form holds as the body of a command, `shaped` where the API takes it otherwise. What was done is answered; everything else is to be shown. */
export async function sent(visit: Visit, form: Form, path: string, shaped: (value: Record<string, unknown>) => object = (value) => value): Promise<{ done: unknown; pending: boolean } | Shown> {
  const { typed, value, errors, more } = typedBy(visit, form);
  if (more) return { typed, errors: [], status: 200, lost: [] };
  const body = form.pointer === '' ? value : value === undefined ? {} : { evidence: value };
  const said = await command(visit, path, shaped((body ?? {}) as Record<string, unknown>));
  const problem = problemOfAnswer(said);
  if (!problem) return { done: said.body, pending: said.status === 202 };
  return refusedAs(visit, form, { typed, value }, problem, errors);
}

/** A refusal as the page shows it: at the fields where it is about them. `better`: what is known of the fields already; `beside`: what else on the page can be wrong. */
export function refusedAs(visit: Visit, form: Form, { typed, value }: { typed: Typed; value: unknown }, problem: Problem, better: readonly FieldError[] = [], beside: Readonly<Record<string, Called>> = {}): Shown {
  const found = [...better, ...(problem.errors ?? []).filter(({ pointer }) => !better.some((each) => each.pointer === pointer))];
  const shown = { typed, errors: fieldsInWords(found, { ...indexOf(drawn(form, { typed, errors: [] })), ...beside }), status: problem.status, lost: linesOf(value, form.step, form.schema) };
  if (problem.status === 503) return { ...shown, refused: { title: 'Nobody answered', detail: 'It may have been recorded, or not. Send it once more: it will not be recorded twice.' }, sameKey: field(visit.form, '_key') };
  if (problem.code === 'idempotency-key-reused') return { ...shown, refused: { title: 'You sent this form before, with something else in it', detail: 'Look at what is recorded now. What you typed last is still here: send it if it still holds.' } };
  if (problem.status === 422 && found.length > 0) return shown;
  return { ...shown, refused: { title: problem.status === 403 ? 'This is not yours to do' : 'This was not recorded', detail: problem.message } };
}
