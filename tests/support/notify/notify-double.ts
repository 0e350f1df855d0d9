import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { LocalNotify, asTestKeysDo, type NotifyAnswer, type NotifyStatus, type TextMessage } from '#apps/local/text-messages.js';

const said = (status: number, error: string, message: string, headers: Record<string, string> = {}): NotifyAnswer => ({ status, body: { status_code: status, errors: [{ error, message }] }, headers });
/** What the service answers in the place of its work, as its documentation words it. */
export const trouble = {
  exception: said(500, 'Exception', 'Internal server error'),
  rate: said(429, 'RateLimitError', 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds', { 'retry-after': '1' }),
  limit: said(429, 'TooManyRequestsError', 'Exceeded send limits (250) for today'),
  teamOnly: said(400, 'BadRequestError', 'Can’t send to this recipient using a team-only API key'),
  clock: said(403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds'),
};

/**
 * GOV.UK Notify's API on a port of its own: its routes, its tokens, its test numbers, its receipts. A test decides what becomes of a message and what goes wrong. `silent` answers nothing; `lost` takes
 * the message and breaks the connection.
 */
export class NotifyDouble {
  readonly templates = { sms: randomUUID(), email: randomUUID() };
  readonly serviceId = randomUUID();
  readonly secret = randomUUID();
  becomes: (to: string) => Exclude<NotifyStatus, 'created'> | null = asTestKeysDo;
  goesWrong: (path: string) => NotifyAnswer | 'silent' | 'lost' | null = () => null;
  readonly requests: string[] = [];
  private server: Server | undefined;
  private port = 0;
  private notify: LocalNotify;

  constructor(receipts?: { url: string; token: string }) {
    this.notify = new LocalNotify({ serviceId: this.serviceId, secret: this.secret, templates: { [this.templates.sms]: 'sms', [this.templates.email]: 'email' }, receipts, becomes: (to) => this.becomes(to) });
  }

  get url(): string { return `http://127.0.0.1:${this.port}`; }
  get apiKey(): string { return `made-up-${this.serviceId}-${this.secret}`; }
  get messages(): readonly TextMessage[] { return this.notify.messages; }
  settled(): Promise<void> { return this.notify.settled(); }
  /** As `channelsOf` takes it. */
  get configuration(): { apiKey: string; baseUrl: string; smsTemplate: string; emailTemplate: string } {
    return { apiKey: this.apiKey, baseUrl: this.url, smsTemplate: this.templates.sms, emailTemplate: this.templates.email };
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      void (async () => {
        let text = '';
        for await (const chunk of request) text += String(chunk);
        const path = request.url ?? '/';
        this.requests.push(`${request.method} ${path}`);
        const wrong = this.goesWrong(`${request.method} ${path}`);
        if (wrong === 'silent') return;
        const answer = wrong === null || wrong === 'lost' ? await this.notify.answer(request.method ?? '', path, request.headers.authorization, text === '' ? {} : JSON.parse(text)) : wrong;
        if (wrong === 'lost') request.socket.destroy();
        else response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body));
      })();
    });
    await new Promise<void>((resolve) => { this.server!.listen(this.port, '127.0.0.1', resolve); });
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => { server.close(resolve); });
  }
}
