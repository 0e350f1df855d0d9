import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What no answer may do, whatever was asked. */
export interface Violation { readonly rule: 'server-error' | 'problem-type' | 'other-organisation'; readonly call: string; readonly status: number; readonly answer: string }

/** A stream has no end of its own; it is cut after so long, in ms, so that whoever asks goes on. */
const STREAM_MS = 300;
const refusalTypes = ['application/problem+json', 'application/fhir+json'];

/** Between one person's calls and the product: it changes nothing, counts every answer by its status class, and holds each against the rules. */
export class RecordingProxy {
  readonly statuses = new Map<string, number>();
  readonly violations: Violation[] = [];
  calls = 0;
  url = '';
  private readonly server: Server;

  /**
   * `strangers`: what only another organisation's record holds, ids and NHS numbers; nothing of it may be in an answer to a question that did not name it. `named`: what the organisation's own people have written into commands
   * (a case handed to a colleague elsewhere), which is theirs from then on; shared between them.
   */
  private constructor(private readonly target: URL, private readonly strangers: readonly string[], private readonly named: Set<string>) {
    this.server = createServer((asked, answer) => { this.pass(asked, answer); });
  }

  static async before(url: string, strangers: readonly string[], named = new Set<string>()): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(new URL(url), strangers, named);
    await new Promise<void>((resolve) => { proxy.server.listen(0, '127.0.0.1', resolve); });
    proxy.url = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`;
    return proxy;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => { this.server.close(() => resolve()); });
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const [sent, heard]: [Buffer[], Buffer[]] = [[], []];
    const onward = request({ host: this.target.hostname, port: this.target.port, method: asked.method, path: asked.url, headers: asked.rawHeaders }, (came) => {
      answer.writeHead(came.statusCode ?? 0, came.rawHeaders);
      came.on('data', (bytes: Buffer) => heard.push(bytes)).pipe(answer);
      if (came.headers['content-type']?.startsWith('text/event-stream')) setTimeout(() => { answer.end(); came.destroy(); }, STREAM_MS);
      came.once('close', () => { this.record(asked, came, Buffer.concat(sent).toString(), Buffer.concat(heard).toString()); });
    });
    onward.once('error', () => { answer.destroy(); });
    asked.on('data', (bytes: Buffer) => sent.push(bytes)).once('end', () => { this.writes(Buffer.concat(sent).toString()); }).pipe(onward);
  }

  /** Before it is carried out: another of theirs may read of it before it is answered. */
  private writes(sent: string): void {
    for (const id of this.strangers) if (sent.includes(id)) this.named.add(id);
  }

  private record({ method = '', url = '' }: IncomingMessage, { statusCode: status = 0, headers }: IncomingMessage, sent: string, heard: string): void {
    this.calls += 1;
    const statusClass = `${Math.floor(status / 100)}xx`;
    this.statuses.set(statusClass, (this.statuses.get(statusClass) ?? 0) + 1);
    const broken = (rule: Violation['rule'], about = 0) => { this.violations.push({ rule, call: `${method} ${url} ${sent.slice(0, 400)}`, status, answer: heard.slice(Math.max(0, about - 200), about + 300) }); };
    if (status >= 500) broken('server-error');
    if (status >= 400 && method !== 'HEAD' && !refusalTypes.includes(headers['content-type']?.split(';')[0] ?? '')) broken('problem-type');
    // The local mailbox is everybody's, and only there on one machine.
    const stranger = url.startsWith('/local/') ? undefined : this.strangers.find((id) => heard.includes(id) && !decoded(url).includes(id) && !this.named.has(id));
    if (stranger !== undefined) broken('other-organisation', heard.indexOf(stranger));
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
