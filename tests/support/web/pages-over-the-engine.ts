import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Feed } from '#apps/api/events/feed.js';
import { csrfOf, webPages } from '#apps/web/pages.js';
import { identify } from '#libs/directory/people.js';
import { beginSession } from '#libs/records/sessions.js';
import { ApiServer, ISSUER } from '#tests/api/support/api-server.js';

const sessions = { idleMs: 3_600_000, longestMs: 36_000_000 };
export interface Shown { status: number; text: string; location: string | null }

/** The pages before an API whose cases run in this process, so that what Temporal seldom says (a clock that cannot be moved, a move that takes long) can be brought about. Read over HTTP, without a browser. */
export class PagesOverTheEngine {
  private keys = 0;
  private constructor(readonly api: ApiServer, private readonly server: Server, readonly url: string, /** The last place that browsers had heard of when they asked to hear more, in order; null: of none. */ readonly heardOf: (number | null)[]) {}

  static async start(name: string): Promise<PagesOverTheEngine> {
    const api = await ApiServer.start(name);
    const app = express();
    const server = createServer(app as RequestListener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const heardOf: (number | null)[] = [];
    app.get('/live', (request, _response, next) => {
      const last = request.headers['last-event-id'] ?? request.query['after'];
      heardOf.push(last === undefined ? null : Number(last));
      next();
    });
    const listener = api.api.app.getHttpAdapter().getInstance() as RequestListener;
    app.use(webPages({
      record: api.record, settings: { publicUrl: url, local: true, sessions, issuer: { issuer: ISSUER, clientId: 'handrail', scope: 'openid' } }, identify: (issuer, subject) => identify(api.record.manager, issuer, subject),
      listener, feed: api.api.app.get(Feed),
    }));
    // What is not a page is the API's, as in the product: forms ask it whether somebody is there.
    app.use(listener);
    return new PagesOverTheEngine(api, server, url, heardOf);
  }

  async stop(): Promise<void> {
    await this.away();
    await this.api.stop();
  }

  /** Cuts every connection that is open; new ones are taken. */
  cut(): void { this.server.closeAllConnections(); }
  /** Nobody is there any more, until `back`. */
  async away(): Promise<void> {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    this.server.closeAllConnections();
    await closed;
  }
  back(): Promise<void> {
    return new Promise((resolve) => { this.server.listen(Number(new URL(this.url).port), '127.0.0.1', resolve); });
  }

  /** The cookie of somebody who has signed in, for a browser. */
  async cookie(subject: string): Promise<{ name: string; value: string; url: string }> {
    return { name: `handrail-${new URL(this.url).port}-session`, value: await beginSession(this.api.record.manager, { issuer: ISSUER, subject }, new Date(), sessions), url: this.url };
  }

  /** Somebody who has signed in, with what they send of forms. */
  async signedIn(subject: string): Promise<{ get: (path: string) => Promise<Shown>; post: (path: string, form: Record<string, string>) => Promise<Shown> }> {
    const { name, value: session } = await this.cookie(subject);
    const headers = { cookie: `${name}=${session}`, accept: 'text/html' };
    const shown = async (answer: Response): Promise<Shown> => ({ status: answer.status, text: await answer.text(), location: answer.headers.get('location') });
    return {
      get: async (path) => shown(await fetch(`${this.url}${path}`, { headers, redirect: 'manual' })),
      post: async (path, form) => shown(await fetch(`${this.url}${path}`, { method: 'POST', headers: { ...headers, origin: this.url }, redirect: 'manual', body: new URLSearchParams({ _csrf: csrfOf(session), _key: `form-${this.keys += 1}`, _page: path, ...form }) })),
    };
  }
}
