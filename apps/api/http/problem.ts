import { Refused } from '#libs/pathway/temporal/case-client.js';

/** One field that is wrong: `pointer` is a JSON Pointer into the body, or `/name` of a query parameter. */
export interface FieldError { pointer: string; code: string; message: string }

interface ProblemParts { detail: string; errors?: FieldError[]; ofShape?: boolean; retryAfter?: number; more?: Record<string, unknown>; headers?: Record<string, string>; concerns?: string }

/** Anything but success, as api.md names it: status, code, a sentence for people. Never a stack, never what somebody else owns. */
export class Problem extends Error {
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly more: Record<string, unknown>;
  /** The case whose refusals it belongs to, where that is not the one that was asked for. Not told. */
  readonly concerns: string | null;
  /** The request itself is not made as it should be: no rule has looked at it. */
  readonly ofShape: boolean;
  constructor(readonly status: number, readonly code: string, parts: ProblemParts | string) {
    const said = typeof parts === 'string' ? { detail: parts } : parts;
    super(said.detail);
    this.name = 'Problem';
    this.errors = said.errors;
    this.more = said.more ?? {};
    this.ofShape = said.ofShape ?? false;
    this.concerns = said.concerns ?? null;
    this.headers = { ...said.headers, ...(said.retryAfter !== undefined ? { 'Retry-After': String(said.retryAfter) } : {}) };
  }
}

/** 422 for fields; the problem's own code is the first field's. */
export function fieldsWrong(errors: FieldError[], { ofShape = false } = {}): Problem {
  const [first] = errors;
  return new Problem(422, first?.code ?? 'invalid', { detail: first ? `${first.pointer || 'The body'}: ${first.message}` : 'A field is wrong.', errors, ofShape });
}
export const fieldWrong = (pointer: string, code: string, message: string): Problem => fieldsWrong([{ pointer, code, message }]);

/** Not there, or not yours to see: the same answer, so that nobody can ask what exists. */
export const notThere = (): Problem => new Problem(404, 'not-found', 'There is nothing here, or it is not yours to see.');
export const notYours = (detail = 'This is not yours to do.'): Problem => new Problem(403, 'not-yours', detail);
export const unavailable = (detail: string, retryAfter = 2): Problem => new Problem(503, 'unavailable', { detail, retryAfter });

/** What the rules of the case said, as a problem. */
export function ofRefusal({ refusal }: Refused): Problem {
  const { status, code, detail, pointer } = refusal;
  return new Problem(status, code, { detail, ...(status === 422 ? { errors: [{ pointer: pointer ?? '', code, message: detail }] } : {}) });
}

const TITLES: Record<number, string> = {
  400: 'This cannot be read', 401: 'Who are you?', 403: 'Not yours to do', 404: 'Not there', 405: 'Not done this way', 408: 'Too slow', 409: 'A rule says no', 410: 'Not any more', 413: 'Too large', 415: 'Not this kind of content',
  422: 'A field is wrong', 429: 'Too many requests', 431: 'Too large', 500: 'Our fault', 503: 'Not at the moment',
};

/** The body of a problem, RFC 9457. */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    type: `urn:handrail:problem:${problem.code}`, title: TITLES[problem.status] ?? 'Not done', status: problem.status, code: problem.code, detail: problem.message,
    ...(problem.errors ? { errors: problem.errors } : {}), ...problem.more, requestId,
  };
}
