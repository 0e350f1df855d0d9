import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { Problem } from '../http/problem.js';
import type { Caller } from '../http/request.js';
import type { CommandRowKey } from './opened.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same JSON whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** @throws Problem 400 where the key is missing, or none: 1 to 200 visible ASCII characters */
export function keyOf(request: Request): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') throw new Problem(400, 'idempotency-key-missing', 'A command needs an Idempotency-Key header, so that it can be sent again without harm.');
  if (typeof key !== 'string' || !/^[!-~]{1,200}$/.test(key)) throw new Problem(400, 'idempotency-key-invalid', 'An Idempotency-Key is 1 to 200 visible ASCII characters.');
  return key;
}

/** The row of a command: its scope is caller, method and path, its update id a hash of them and the key. */
export function rowOf(request: Request, { issuer, subject }: Caller, type: string): CommandRowKey {
  return rowFor(request, JSON.stringify([issuer, subject]), type, request.body, [issuer, subject]);
}
/** The same of a caller who is no person: `who` names them. */
export function rowFor(request: Request, caller: string, type: string, body: unknown, who: readonly string[] = [caller]): CommandRowKey {
  const key = keyOf(request);
  const { method, path } = request;
  return { caller, method, path, key, type, bodyHash: sha256(canonical(body)), updateId: sha256(JSON.stringify([...who, method, path, key])) };
}
