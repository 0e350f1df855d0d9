import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { KnownPerson } from '#libs/directory/people.js';
import { TokenRefused, type Subject } from '#libs/security/tokens.js';
import { Problem } from './problem.js';
import type { RateLimit } from './rate-limit.js';
import { about } from './request.js';

export interface Identification {
  verify(token: string): Promise<Subject>;
  identify(issuer: string, subject: string): Promise<KnownPerson | null>;
  limit: RateLimit;
}

const unknown = (code: string, detail: string, error?: string) => new Problem(401, code, { detail, headers: { 'WWW-Authenticate': error ? `Bearer error="${error}"` : 'Bearer' } });

async function subjectOf(request: Request, identification: Identification): Promise<Subject> {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw unknown('token-missing', 'Send a bearer token.');
  try {
    return await identification.verify(token);
  } catch (error) {
    if (error instanceof TokenRefused) throw unknown('token-refused', 'This token is not valid here, or no longer.', 'invalid_token');
    throw error;
  }
}

/** Everything under /v1 is for people whom the directory knows: the token is verified before anything else of the request is read. */
export function authentication(identification: Identification): RequestHandler {
  const slow = (who: string): void => {
    const wait = identification.limit.take(who, Date.now());
    if (wait > 0) throw new Problem(429, 'too-many-requests', { detail: 'Too many requests at once; wait a little.', retryAfter: wait });
  };
  const admit = async (request: Request): Promise<void> => {
    // Our own pages ask in process, for whoever is signed in there (in-process.ts): nothing that travels can set this.
    const signedIn = about(request).caller;
    if (signedIn) { slow(`person ${signedIn.person.id}`); return; }
    try {
      const { issuer, subject } = await subjectOf(request, identification);
      const person = await identification.identify(issuer, subject);
      if (!person) throw unknown('person-unknown', 'The directory knows nobody by this token.', 'invalid_token');
      about(request).caller = { issuer, subject, person };
      slow(`person ${person.id}`);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) slow(`address ${request.ip ?? ''}`);
      throw error;
    }
  };
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!/^\/v1(\/|$)/i.test(request.path) || about(request).service !== undefined) { next(); return; }
    void (async () => {
      try {
        await admit(request);
      } catch (error) {
        next(error);
        return;
      }
      next();
    })();
  };
}
