import express, { type Request, type Response, type Router } from 'express';
import type { DataSource } from 'typeorm';
import type { KnownPerson } from '#libs/directory/people.js';
import { unavailable } from '#apps/api/http/problem.js';
import { beginSession, endSession, type SessionLimits } from '#libs/records/sessions.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import type { Pen } from '../render/pen.js';
import type { Cookies } from './cookies.js';
import { IssuerAway, type Attempt, type Issuer } from './issuer.js';
import { returnPath } from './return-path.js';

export interface SigningInParts {
  record: DataSource; cookies: Cookies; pen: Pen; issuer: Issuer; limits: SessionLimits;
  identify: (issuer: string, subject: string) => Promise<KnownPerson | null>;
  checkForm: (request: Request, session: string) => void;
}
/** How long a browser may take to come back from the issuer. */
const ATTEMPT_SECONDS = 900;
const attemptName = (state: string): string => `sign-in-${state.slice(0, 12)}`;

/** The way in and the way out. */
export function signingIn({ record, cookies, pen, issuer, limits, identify, checkForm }: SigningInParts): Router {
  const router = express.Router({ caseSensitive: true });
  const page = (handle: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response): void => {
    handle(request, response).catch((error: unknown) => pen.problem(response, error instanceof IssuerAway ? unavailable('The place where you sign in does not answer.', 5) : error, null)).catch(() => { response.end(); });
  };

  router.get('/sign-in', page(async (request, response) => {
    const { url, attempt } = await issuer.begin(returnPath(request.query['to']), { anew: request.query['anew'] === 'true' });
    cookies.set(response, attemptName(attempt.state), Buffer.from(JSON.stringify(attempt)).toString('base64url'), ATTEMPT_SECONDS);
    response.redirect(302, url.href);
  }));

  router.get('/signed-in', page(async (request, response) => {
    const { state, error } = request.query;
    const name = typeof state === 'string' ? attemptName(state) : '';
    const attempt = read(cookies.read(request, name));
    if (name) cookies.clear(response, name);
    // Too late, a second time, or never begun here: it begins anew, and nobody is signed in by somebody else's link.
    if (!attempt || attempt.state !== state) { await pen.plain(response, 'signing-in/again.njk', 400, { to: '/' }); return; }
    const to = returnPath(attempt.returnTo);
    if (error !== undefined) { await pen.plain(response, 'signing-in/again.njk', 403, { to }); return; }
    const who = await issuer.finish(new URL(request.originalUrl, 'http://here.invalid').search, attempt).catch((cause: unknown) => {
      if (cause instanceof IssuerAway) throw cause;
      logLine('info', 'sign-in-refused', { error: nameOf(cause) });
      return null;
    });
    if (!who) { await pen.plain(response, 'signing-in/again.njk', 400, { to }); return; }
    const before = cookies.read(request, 'session');
    if (before) await endSession(record.manager, before, new Date());
    if (!await identify(who.issuer, who.subject)) {
      logLine('info', 'signed-in-but-unknown', {});
      cookies.clear(response, 'session');
      await pen.plain(response, 'signing-in/unknown.njk', 403);
      return;
    }
    cookies.set(response, 'session', await beginSession(record.manager, who, new Date(), limits));
    response.redirect(303, to);
  }));

  router.post('/sign-out', page(async (request, response) => {
    const session = cookies.read(request, 'session');
    if (session) {
      checkForm(request, session);
      await endSession(record.manager, session, new Date());
      cookies.clear(response, 'session');
    }
    response.redirect(303, '/signed-out');
  }));

  router.get('/signed-out', page((_request, response) => pen.plain(response, 'signing-in/signed-out.njk', 200)));
  return router;
}

function read(cookie: string | undefined): Attempt | null {
  if (!cookie) return null;
  try {
    const attempt = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')) as Partial<Attempt> | null;
    return attempt && [attempt.state, attempt.nonce, attempt.verifier, attempt.returnTo].every((part) => typeof part === 'string') ? attempt as Attempt : null;
  } catch {
    return null;
  }
}
