import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { DataSource } from 'typeorm';
import { viewerOf } from '#apps/api/access/reading.js';
import type { Feed } from '#apps/api/events/feed.js';
import { streamChanges } from '#apps/api/events/stream.js';
import { bounded, FORM_LIMIT, OTHERS } from '#apps/api/http/body.js';
import { askInProcess } from '#apps/api/http/in-process.js';
import { Problem } from '#apps/api/http/problem.js';
import type { Caller } from '#apps/api/http/request.js';
import type { KnownPerson } from '#libs/directory/people.js';
import { keepForm, keptForm } from '#libs/records/kept-forms.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { findSession, type SessionLimits } from '#libs/records/sessions.js';
import { everyPage } from './every-page.js';
import { partnerPages } from './raising/partner-pages.js';
import { serveAssets } from './render/assets.js';
import { pageHeaders } from './render/headers.js';
import { Pen } from './render/pen.js';
import { Cookies } from './signing-in/cookies.js';
import { Issuer, type IssuerSettings } from './signing-in/issuer.js';
import { returnPath } from './signing-in/return-path.js';
import { signingIn } from './signing-in/routes.js';
import { field, type Form, type Handler, type Visit } from './visit.js';

export interface WebSettings { publicUrl: string; local: boolean; sessions: SessionLimits; issuer: Omit<IssuerSettings, 'redirectUri' | 'local'> }
export interface WebParts { record: DataSource; settings: WebSettings; identify: (issuer: string, subject: string) => Promise<KnownPerson | null>; listener: RequestListener; feed: Feed }

const formBody = bounded(FORM_LIMIT, express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 2_000, type: () => true }));

/** The token that every form of a session carries: only our own pages can know it. */
export const csrfOf = (session: string): string => createHash('sha256').update(`form ${session}`).digest('base64url');
const same = (one: string, other: string): boolean => timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());

/** The pages, in front of the API in the same process: who is signed in, what they ask for, and everything that goes wrong as a page in plain words. */
export function webPages(parts: WebParts): RequestHandler {
  const { record, settings, identify, listener, feed } = parts;
  const cookies = new Cookies(settings.publicUrl);
  const origin = new URL(settings.publicUrl).origin;
  const pen = new Pen(settings.local);
  const router = express.Router({ caseSensitive: true });

  const otherHost: RequestHandler = (request, response, next) => {
    // `localhost` for `127.0.0.1` on one machine: cookies are of the one that the issuer sends back to.
    if (settings.local && request.method === 'GET' && request.headers.host !== new URL(origin).host && request.accepts('html')) response.redirect(302, `${origin}${returnPath(request.originalUrl)}`);
    else next();
  };

  /** Who is signed in; null: nobody (any more). */
  const signedIn = async (request: Request): Promise<{ id: string; caller: Caller | null; of: { issuer: string; subject: string }; over: boolean } | null> => {
    const id = cookies.read(request, 'session');
    const found = id ? await findSession(record.manager, id, new Date(), settings.sessions, { doing: !byItself(request) }) : null;
    if (!id || !found) return null;
    const { over, ...of } = found;
    const person = over ? null : await identify(of.issuer, of.subject);
    return { id, of, over, caller: person && { ...of, person } };
  };

  const checkForm = (request: Request, session: string): void => {
    const said = request.headers.origin;
    const site = request.headers['sec-fetch-site'];
    if ((said !== undefined && said !== origin) || (said === undefined && site !== undefined && site !== 'same-origin')) throw new Problem(403, 'form-from-elsewhere', 'This form was not sent from one of our own pages.');
    if (!same(field(request.body as Form, '_csrf'), csrfOf(session))) throw new Problem(403, 'form-without-token', 'This form is from another sign-in. Open the page again and send it anew.');
  };

  const visit = async (request: Request, caller: Caller): Promise<Visit> => {
    const url = new URL(request.originalUrl, origin);
    const kept = url.searchParams.get('kept');
    return {
      caller, request, url, params: request.params as Record<string, string>, form: (request.body ?? {}) as Form, manager: record.manager, byItself: byItself(request), reading: { viewer: viewerOf(caller), now: new Date() },
      kept: kept === null ? null : await keptForm(record.manager, kept, caller), ask: (asked) => askInProcess(listener, caller, asked),
    };
  };

  const answer = (handler: Handler): RequestHandler => guarded(async (request, response) => {
    const session = await signedIn(request);
    if (session?.caller) {
      if (request.method === 'POST') checkForm(request, session.id);
      const made = await visit(request, session.caller);
      await pen.answer(response, made, csrfOf(session.id), await handler(made));
    } else if (session && !session.over) await pen.plain(response, 'signing-in/unknown.njk', 403, { csrf: csrfOf(session.id) });
    else if (request.method === 'POST') await signedOutMeanwhile(request, response, session);
    else if (byItself(request)) response.status(401).type('text/plain').send('signed out');
    else response.redirect(302, `/sign-in?to=${encodeURIComponent(returnPath(request.originalUrl))}`);
  }, pen);

  /** What was typed into a form whose session has ended is kept for whoever it was, and shown again once they have signed in. */
  const signedOutMeanwhile = async (request: Request, response: Response, session: { id: string; of: { issuer: string; subject: string } } | null): Promise<void> => {
    const form = (request.body ?? {}) as Form;
    let to = returnPath(field(form, '_page'));
    if (session) {
      checkForm(request, session.id);
      const { _csrf, _key, _page, ...typed } = form;
      to = `${to}${to.includes('?') ? '&' : '?'}kept=${await keepForm(record.manager, session.of, to, typed, new Date())}`;
    }
    await pen.plain(response, 'signing-in/ended.njk', 401, { to, kept: session !== null });
  };

  router.use(serveAssets());
  router.use(otherHost, pageHeaders({ local: settings.local, publicUrl: settings.publicUrl }));
  router.use((request, response, next) => { if (request.method === 'POST') formBody(request, response, next); else next(); });
  router.use(signingIn({ record, cookies, pen, identify, limits: settings.sessions, issuer: new Issuer({ ...settings.issuer, local: settings.local, redirectUri: new URL('/signed-in', settings.publicUrl).href }), checkForm }));
  // Partners without an account: behind their link alone.
  router.use(partnerPages({ pen, origin, ask: (request, asked) => askInProcess(listener, null, { ...asked, address: request.ip }) }));
  // What scripts of the pages hear: as /v1/events, for whoever is signed in in this browser, live cases and rehearsals alike.
  router.get('/live', guarded(async (request, response) => {
    const session = await signedIn(request);
    if (!session?.caller) response.status(401).type('text/plain').send('signed out');
    else {
      const { after } = request.query;
      await streamChanges(feed, request, response, { organisations: organisationsOf(session.caller.person), rehearsal: 'both' }, { beat: 'event: here\ndata:', ...(typeof after === 'string' && after !== '' ? { after } : {}) });
    }
  }, pen));
  for (const { path, show, send } of everyPage) {
    if (show) router.get(path, answer(show));
    if (send) router.post(path, answer(send));
  }
  router.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') void pen.problem(response, new Problem(404, 'not-found', ''), null);
    else next();
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) { next(error); return; }
    void pen.problem(response, error, null);
  });
  return (request, response, next) => { if (OTHERS.test(request.path)) next(); else router(request, response, next); };
}

/** A script of ours asks, rather than the person. */
export const byItself = (request: Request): boolean => request.headers['x-handrail-by-itself'] !== undefined || request.path === '/live';

/** A handler whose failures become a page. */
export function guarded(handle: (request: Request, response: Response) => Promise<void>, pen: Pen): RequestHandler {
  return (request, response) => {
    handle(request, response).catch((error: unknown) => pen.problem(response, error, null)).catch(() => { if (!response.headersSent) response.status(500).end(); else response.end(); });
  };
}
