import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { Problem, type FieldError } from '#apps/api/http/problem.js';
import type { Asked, Said } from '#apps/api/http/in-process.js';
import type { Caller } from '#apps/api/http/request.js';
import type { Reading } from '#libs/records/queries/viewer.js';

/** What a form sent: a name once, or several times where several boxes have it. */
export type Form = Readonly<Record<string, string | string[]>>;

/** Somebody who is signed in asks for a page. `now` of `reading` is the one present of the whole page. */
export interface Visit {
  readonly caller: Caller;
  readonly reading: Reading;
  /** Reads the record; commands go through `ask`. */
  readonly manager: EntityManager;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly form: Form;
  /** What they had typed before their session ended, where that is why they come. */
  readonly kept: Form | null;
  readonly request: Request;
  /** Our own API, in process, as the person who is signed in. */
  ask(asked: Asked): Promise<Said>;
  /** A page by itself rather than the person: it keeps nobody signed in. */
  readonly byItself: boolean;
}

/** What a page answers: a view with its data, another page to go on to, or something of another type (`name`: to be kept as a file of that name). */
export type Answered = { view: string; data: Record<string, unknown>; status?: number } | { goTo: string } | { file: string | Buffer; type: string; name?: string };
export type Handler = (visit: Visit) => Promise<Answered> | Answered;
/** A page: how it is shown, and what is sent to it. Paths as Express writes them. */
export interface Page { path: string; show?: Handler; send?: Handler }

export const show = (view: string, data: Record<string, unknown>, status = 200): Answered => ({ view, data, status });
export const goTo = (path: string): Answered => ({ goTo: path });

/** One value of a form's field; '' where it was not sent. */
export function field(form: Form, name: string): string {
  const value = form[name];
  return Array.isArray(value) ? value[0] ?? '' : value ?? '';
}
export function fields(form: Form, name: string): string[] {
  const value = form[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

interface ProblemBody { code?: string; detail?: string; errors?: FieldError[]; title?: string; [more: string]: unknown }

/** An answer of the API that is none of success, as a problem; undefined: it was success (202 too: durable, soon visible). */
export function problemOfAnswer({ status, body }: Said): Problem | undefined {
  if (status < 400) return undefined;
  const { code = 'unknown', detail = '', errors, ...more } = (body ?? {}) as ProblemBody;
  return new Problem(status, code, { detail, ...(errors ? { errors } : {}), more });
}

/** What the API holds at a path. @throws Problem where it says no: the problem page then says so */
export async function read<T>(visit: Visit, path: string): Promise<T> {
  const said = await visit.ask({ method: 'GET', path });
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  return said.body as T;
}

/** Sends a command of a form under the key that was made when the form was shown: sent twice it is one command. `waitMs`: after that the page would rather show how far it is. */
export function command(visit: Visit, path: string, body: unknown, { waitMs }: { waitMs?: number } = {}): Promise<Said> {
  return visit.ask({ method: 'POST', path, body, key: field(visit.form, '_key'), ...(waitMs === undefined ? {} : { waitMs }) });
}

/** What is long shows how far it is after so long. */
export const SHOW_PROGRESS_MS = 2_000;
