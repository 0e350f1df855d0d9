import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { KnownPerson } from '#libs/directory/people.js';

/** Who asks: the verified token's subject and the person whom the directory knows by it. */
export interface Caller { issuer: string; subject: string; person: KnownPerson }

/** `service`: it is nobody of ours who asks, but a service that proved itself otherwise, or a partner who proves themselves by what they send. `waitMs`: what a page of ours waits at most. */
interface Told { requestId: string; caller?: Caller; service?: 'notify' | 'partner' | 'indicators'; waitMs?: number | undefined }
const told = new WeakMap<Request, Told>();

/** What is known about a request beside what it carries itself. */
export function about(request: Request): Told {
  let known = told.get(request);
  if (!known) told.set(request, known = { requestId: randomUUID() });
  return known;
}

/** The caller of a request behind the authentication. */
export function callerOf(request: Request): Caller {
  const { caller } = about(request);
  if (!caller) throw new Error('this route is not behind the authentication');
  return caller;
}

/** Headers of every answer: whatever is about cases is not kept by anybody on the way, and nothing is guessed from content. */
export function firstHeaders(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Request-Id', about(request).requestId);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (request.path.startsWith('/v1') || request.path.startsWith('/local')) response.setHeader('Cache-Control', 'no-store');
  next();
}
