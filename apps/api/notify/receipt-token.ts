import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { notThere, Problem } from '../http/problem.js';
import type { RateLimit } from '../http/rate-limit.js';
import { about } from '../http/request.js';

export const RECEIPTS_PATH = '/v1/notify/receipts';
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Receipts come from a service, not from a person: it has a token of its own, compared in constant time before anything of the body is read. Without one there is nothing here. */
export function receiptToken(expected: string | undefined, limit: RateLimit): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (request.path !== RECEIPTS_PATH || request.method !== 'POST') { next(); return; }
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (expected === undefined) { next(notThere()); return; }
    if (!timingSafeEqual(digest(token), digest(expected))) {
      const wait = limit.take(`address ${request.ip ?? ''}`, Date.now());
      next(wait > 0 ? new Problem(429, 'too-many-requests', { detail: 'Too many requests at once; wait a little.', retryAfter: wait }) : new Problem(401, 'token-refused', { detail: 'This is not the token of the service that brings receipts.', headers: { 'WWW-Authenticate': 'Bearer' } }));
      return;
    }
    about(request).service = 'notify';
    next();
  };
}
