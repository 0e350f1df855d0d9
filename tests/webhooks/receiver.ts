import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { WebhookPayload } from '#libs/contracts/webhooks.js';

export interface Received { path: string; headers: Record<string, string>; body: string; payload: WebhookPayload }
/** What the receiver does with a message: answers with a status, hangs up, says nothing at all, or sends it elsewhere. */
export type Manner = number | 'hang-up' | 'silent' | { redirect: string };

/** Another system: a real HTTP server that takes nothing whose signature, by the library of Standard Webhooks, does not fit. */
export class Receiver {
  /** Everything that came and was signed with the secret, in order, whatever it was answered. */
  readonly came: Received[] = [];
  /** What it answered 2xx to. */
  readonly taken: Received[] = [];
  refused = 0;
  secret = '';
  manner: (message: Received) => Manner = () => 204;
  /** Called before it answers. */
  before: (message: Received) => Promise<void> = () => Promise.resolve();
  connections = 0;
  mostAtOnce = 0;
  private underWay = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('connection', () => { receiver.connections += 1; });
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => { body += part; }).on('end', () => {
        void (async () => {
          const headers = textHeaders(request.headers);
          const payload = receiver.verified(body, headers);
          if (payload === null) { receiver.refused += 1; response.writeHead(401).end(); return; }
          const message = { path: request.url ?? '', headers, body, payload };
          receiver.underWay += 1;
          receiver.mostAtOnce = Math.max(receiver.mostAtOnce, receiver.underWay);
          receiver.came.push(message);
          await receiver.before(message);
          const manner = receiver.manner(message);
          if (manner !== 'silent') receiver.underWay -= 1;
          if (manner === 'hang-up') request.socket.destroy();
          else if (typeof manner === 'object') response.writeHead(302, { location: manner.redirect }).end();
          else if (manner !== 'silent') {
            if (manner < 300) receiver.taken.push(message);
            response.writeHead(manner).end('whatever it says is read by nobody');
          }
        })();
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return receiver;
  }

  get url(): string { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`; }
  get kinds(): string[] { return this.taken.map(({ payload }) => payload.type); }

  /** As the receiver's own code would: null where the signature, the id or the time does not fit. */
  verified(body: string, headers: Record<string, string>, secret = this.secret): WebhookPayload | null {
    try {
      return new Webhook(secret).verify(body, headers) as WebhookPayload;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}

const textHeaders = (headers: IncomingHttpHeaders): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
