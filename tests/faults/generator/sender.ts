import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { EventKind, JsonObject } from '#libs/contracts/events.js';
import type { Manners, Read, Sent, Try } from './log.js';

/** A command that somebody wants to give: `body` says its words with the marker in them. */
export interface Command { who: LocalPerson; path: string; body: (marker: string) => JsonObject; leaves: EventKind | null; caseId: string | null; taskId?: string | null }
export interface Heard { sent: Sent; body: JsonObject }
export interface SenderOptions {
  readonly url: string;
  readonly token: (who: LocalPerson) => Promise<string>;
  readonly seed: number;
  readonly random: () => number;
  /** How long somebody who insists goes on, in ms. */
  readonly insistsMs?: number | undefined;
}

/** The longest that a patient client waits for one answer: longer than the product itself waits before it says 202. */
const PATIENCE_MS = 20_000;
const BETWEEN_MS = 150;
const INSISTS_MS = 240_000;

/** Not an answer yet: what a careful program tries again under the same key. */
const transient = (status: number | null): boolean => status === null || status === 202 || status === 401 || status === 429 || status >= 500;

/** Sends commands as programs of other people do, well and badly, and writes down what it saw. Knows HTTP and `api.md`, nothing of the inside. */
export class Sender {
  readonly log: Sent[] = [];
  /** Every whole answer to what was read. */
  readonly reads: Read[] = [];
  private readonly tokens = new Map<LocalPerson, Promise<string>>();
  private readonly insistsMs: number;
  constructor(private readonly options: SenderOptions) {
    this.insistsMs = options.insistsMs ?? INSISTS_MS;
  }

  /** Under a key of its own until somebody has answered for good. `manners`: how the client behaves on the way. */
  async send(command: Command, manners: Manners = 'polite'): Promise<Heard> {
    const sent = this.begun(command, manners);
    const { marker } = sent;
    const body = command.body(marker);
    if (manners === 'hung-up-and-left') {
      // Answered sooner than anybody has left: then it was heard after all.
      const { text } = await this.attempt(sent, body, this.impatience());
      return { sent, body: sent.fate === 'done' ? bodyOf(text) : {} };
    }
    if (manners === 'hung-up') await this.attempt(sent, body, this.impatience());
    if (manners === 'twice-at-once') await Promise.all([this.attempt(sent, body, PATIENCE_MS), this.attempt(sent, body, PATIENCE_MS)]);
    const answer = await this.insist(sent, body);
    if (manners === 'asked-again' && answer) await this.insist(sent, body);
    return { sent, body: answer ?? {} };
  }

  /** The same key with other words in the body. */
  async reuse({ sent: before }: Heard, command: Command): Promise<Sent> {
    const sent = this.begun(command, 'other-body', before.key);
    await this.insist(sent, command.body(sent.marker));
    return sent;
  }

  /** What stands, asked until somebody says it. @throws when nobody does in time */
  async read(who: LocalPerson, path: string): Promise<JsonObject> {
    for (const until = Date.now() + INSISTS_MS; ; await pause(BETWEEN_MS)) {
      const { status, text } = await this.request(who, 'GET', path, PATIENCE_MS);
      if (status !== null) this.reads.push({ path, status, code: status === 200 ? undefined : codeOf(text) });
      if (status === 200) return JSON.parse(text) as JsonObject;
      if (!transient(status) || Date.now() > until) throw new Error(`GET ${path} was answered ${status} ${text.slice(0, 300)}`);
    }
  }

  private begun({ who, path, leaves, caseId, taskId = null }: Command, manners: Manners, key: string = randomUUID()): Sent {
    const number = this.log.length + 1;
    const sent: Sent = { number, who, path, key, marker: `m${this.options.seed}x${number}`, manners, caseId, taskId, leaves, tries: [], fate: 'unknown' };
    this.log.push(sent);
    return sent;
  }
  private impatience(): number { return 3 + Math.floor(this.options.random() * 120); }

  private async insist(sent: Sent, body: JsonObject): Promise<JsonObject | null> {
    for (const until = Date.now() + this.insistsMs; Date.now() < until; await pause(BETWEEN_MS)) {
      const { status, text } = await this.attempt(sent, body, PATIENCE_MS);
      if (!transient(status)) return bodyOf(text);
    }
    return null;
  }

  private async attempt(sent: Sent, body: JsonObject, withinMs: number): Promise<{ status: number | null; text: string }> {
    const at = Date.now();
    const { status, text } = await this.request(sent.who, 'POST', sent.path, withinMs, body, sent.key);
    const code = status !== null && status >= 400 ? codeOf(text) : status !== null && status !== 202 && sent.leaves === 'case-opened' && textIn(text, 'id') === undefined ? WITHOUT_ITS_CASE : undefined;
    const seen: Try = { at, until: Date.now(), status, code, answer: status === null ? undefined : createHash('sha256').update(text).digest('hex') };
    sent.tries.push(seen);
    if (!transient(status) && sent.fate === 'unknown') {
      sent.fate = status! < 300 ? 'done' : 'refused';
      sent.settled = { status: status!, code };
    }
    return { status, text };
  }

  private async request(who: LocalPerson, method: string, path: string, withinMs: number, body?: JsonObject, key?: string): Promise<{ status: number | null; text: string }> {
    try {
      const response = await fetch(`${this.options.url}${path}`, {
        method, signal: AbortSignal.timeout(withinMs),
        headers: { authorization: `Bearer ${await this.token(who)}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: null, text: '' };
    }
  }
  private token(who: LocalPerson): Promise<string> {
    const known = this.tokens.get(who) ?? this.options.token(who);
    this.tokens.set(who, known);
    return known;
  }
}

const bodyOf = (text: string): JsonObject => text === '' ? {} : JSON.parse(text) as JsonObject;

/** A start was answered 2xx, and not with the case that began. */
export const WITHOUT_ITS_CASE = 'without-its-case';

/** A text of this name in an answer; `otherwise` where the answer is no JSON at all. */
function textIn(answer: string, name: 'id' | 'code', otherwise?: string): string | undefined {
  try {
    const { [name]: found } = JSON.parse(answer) as { id?: unknown; code?: unknown };
    return typeof found === 'string' ? found : undefined;
  } catch {
    return otherwise;
  }
}
const codeOf = (answer: string): string | undefined => textIn(answer, 'code', 'not-json');
