import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { unstorable } from '#libs/contracts/http/fields.js';
import { pointerOf } from './issues.js';
import { fieldsWrong, Problem, type FieldError } from './problem.js';

/** Largest command, largest message (api.md), largest form of a page. Bytes. */
export const JSON_LIMIT = 64 * 1024;
export const MESSAGE_LIMIT = 1024 * 1024;
export const FORM_LIMIT = 256 * 1024;
export const MESSAGE_TYPE = 'application/hl7-v2';
export const FHIR_PATH = '/v1/intake/fhir/$process-message';
export const FHIR_TYPE = 'application/fhir+json';
/** Signed as it stands, byte for byte. */
export const INDICATORS_PATH = '/v1/indicators';
/** What comes as bytes and is kept so, with the type that it is sent as. */
const messages: Readonly<Record<string, string>> = { '/v1/intake/hl7v2': MESSAGE_TYPE, [FHIR_PATH]: FHIR_TYPE, [INDICATORS_PATH]: 'application/json' };
const DEEPEST = 30;
/** What is answered by the API and not by pages. */
export const OTHERS = /^\/(v1|healthz|local|docs|openapi\.json)(\/|$|-)/i;

/** How many bytes a request for this address may bring. */
export function limitOf(url: string): number {
  const path = url.split('?')[0]!;
  return Object.hasOwn(messages, path) ? MESSAGE_LIMIT : OTHERS.test(path) ? JSON_LIMIT : FORM_LIMIT;
}

const tooLarge = () => new Problem(413, 'too-large', 'The body is larger than is taken here.');

/** Hands a body to its reader, or refuses it as soon as it is known to have more than `limit` bytes: by what it says of itself, else by what has come. The reader alone would first read all of it. */
export function bounded(limit: number, reader: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) { next(tooLarge()); return; }
    let came = 0;
    const count = (bytes: Buffer): void => {
      came += bytes.length;
      if (came <= limit) return;
      request.off('data', count);
      next(tooLarge());
    };
    request.on('data', count);
    reader(request, response, (error?: unknown) => {
      request.off('data', count);
      if (came <= limit) next(error);
    });
  };
}

const json = bounded(JSON_LIMIT, express.json({ limit: JSON_LIMIT, type: () => true, strict: false }));
const raw = bounded(MESSAGE_LIMIT, express.raw({ limit: MESSAGE_LIMIT, type: () => true, inflate: true }));

/** Everything in the body that PostgreSQL could not keep, whatever field it stands in. Walks on its own stack: a body may be nested deep. */
export function unfit(body: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const stack: { value: unknown; path: (string | number)[] }[] = [{ value: body, path: [] }];
  for (let next = stack.pop(); next !== undefined && errors.length < 20; next = stack.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && unstorable(value)) errors.push({ pointer: pointerOf(path), code: 'not-text', message: 'must not hold a NUL or half a surrogate pair' });
    if (typeof value === 'number' && !Number.isFinite(value)) errors.push({ pointer: pointerOf(path), code: 'wrong-number', message: 'is too large a number' });
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= DEEPEST) return [{ pointer: pointerOf(path), code: 'too-deep', message: 'is nested too deep' }];
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, key];
      if (key === '__proto__') errors.push({ pointer: pointerOf(at), code: 'unknown-field', message: 'is not a field here' });
      else if (unstorable(key)) errors.push({ pointer: pointerOf(at.map((part) => String(part).replace(/\0|\p{Surrogate}/gu, '?'))), code: 'not-text', message: 'its name must not hold a NUL or half a surrogate pair' });
      else stack.push({ value: inner, path: at });
    }
  }
  return errors;
}

/** What the reader of bodies could not do, named in its `type`. */
const REFUSED: Record<string, () => Problem> = {
  'entity.too.large': tooLarge,
  'encoding.unsupported': () => new Problem(415, 'unsupported-encoding', 'This content encoding is not read here.'),
  'charset.unsupported': () => new Problem(415, 'unsupported-charset', 'JSON is read in UTF-8.'),
  'entity.parse.failed': () => new Problem(400, 'not-json', 'The body is not JSON.'),
};
function refused(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
  return REFUSED[type]?.() ?? new Problem(400, 'cannot-be-read', 'The body cannot be read.');
}

const carriesBody = (request: Request): boolean => request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Reads the body of a POST: JSON for commands, bytes for messages. Nothing sent counts as `{}`. */
export const readBody: RequestHandler = (request: Request, response: Response, next: NextFunction): void => {
  if (request.method !== 'POST') { next(); return; }
  const messageType = Object.hasOwn(messages, request.path) ? messages[request.path] : undefined;
  const message = messageType !== undefined;
  if (!carriesBody(request)) {
    request.body = message ? Buffer.alloc(0) : {};
    next();
    return;
  }
  const wanted = messageType ?? 'application/json';
  if (!request.is(wanted)) { next(new Problem(415, 'unsupported-media-type', `Send this as ${wanted}.`)); return; }
  (message ? raw : json)(request, response, (error?: unknown) => {
    if (error !== undefined) { next(refused(error)); return; }
    if (message) { next(); return; }
    if (request.body === undefined) request.body = {};
    const errors = unfit(request.body);
    next(errors.length > 0 ? fieldsWrong(errors) : undefined);
  });
};
