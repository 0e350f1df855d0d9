import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { problemOf } from '#apps/api/http/problem.filter.js';
import { Problem } from '#apps/api/http/problem.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { roleWords } from '#libs/directory/role-words.js';
import type { Answered, Visit } from '../visit.js';
import { navigation } from './navigation.js';
import { problemWords } from './problem-words.js';
import { toldBy } from './told.js';
import { rendered } from './views.js';

/** Writes pages: what every one of them shows beside its own. */
export class Pen {
  constructor(private readonly local: boolean) {}

  async answer(response: Response, visit: Visit, csrf: string, answered: Answered): Promise<void> {
    if ('goTo' in answered) { response.redirect(303, answered.goTo); return; }
    if ('file' in answered) {
      if (answered.name !== undefined) response.attachment(answered.name);
      response.type(answered.type).send(answered.file);
      return;
    }
    const { view, data, status = 200 } = answered;
    await this.write(response, view, status, { ...this.frame(visit, csrf), ...data });
  }

  /** A page for somebody who is not signed in, or whom nobody knows. */
  async plain(response: Response, view: string, status: number, data: Record<string, unknown> = {}): Promise<void> {
    await this.write(response, view, status, { navigation: [], me: null, local: this.local, newKey: randomUUID, ...data });
  }

  /** Whatever was thrown, in plain words. What we did not expect is written to the log under an id that the page shows. */
  async problem(response: Response, error: unknown, frame: Record<string, unknown> | null): Promise<void> {
    const found = problemOf(error);
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    if (!found) logLine('error', 'page-failed', { requestId, error: nameOf(error), at: error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()).join(' < ') : '' });
    const problem = found ?? new Problem(500, 'internal', '');
    if (response.headersSent) { response.end(); return; }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    const words = problemWords(problem);
    await this.write(response, 'problem/page.njk', problem.status, { navigation: [], me: null, local: this.local, newKey: randomUUID, ...frame, ...words, requestId });
  }

  frame(visit: Visit, csrf: string): Record<string, unknown> {
    const { person } = visit.caller;
    const page = `${visit.url.pathname}${visit.url.search}`;
    return {
      me: { id: person.id, name: person.name, organisation: person.organisation.name, roles: [...new Set(person.roles.map(({ role }) => roleWords(role)))] },
      navigation: navigation(visit.url.pathname), csrf, page, now: visit.reading.now.getTime(), newKey: randomUUID, local: this.local, told: toldBy(visit.url.searchParams.get('told')),
      // What somebody has sent and gets back is theirs: a page that keeps itself up to date leaves it alone.
      sent: visit.request.method === 'POST',
    };
  }

  private async write(response: Response, view: string, status: number, data: Record<string, unknown>): Promise<void> {
    const text = await rendered(view, data);
    response.status(status).type('html').send(text);
  }
}
