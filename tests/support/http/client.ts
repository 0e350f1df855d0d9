import { randomUUID } from 'node:crypto';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Product } from '#tests/support/stack/product.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';

export interface Answer { status: number; body: JsonObject; headers: Headers }

/** A program of somebody else's: knows tokens, JSON and HTTP, nothing of the inside. */
export class Client {
  private readonly tokens = new Map<LocalPerson, string>();
  /** `organisation`: whose people they are, and whose cases are begun here. */
  constructor(readonly product: Pick<Product, 'url' | 'token'>, readonly organisation = 'riverside') {}

  /** The id of somebody of the organisation. */
  idOf(who: LocalPerson): string { return `${this.organisation}-${who}`; }
  get owners(): typeof owners { return { clinicalLead: this.idOf('clinical-lead'), coordinator: this.idOf('coordinator'), escalationOwner: this.idOf('escalation-owner') }; }

  async get(who: LocalPerson, path: string): Promise<Answer> { return this.send(who, 'GET', path); }
  /** A command under a fresh key, or under the one given. */
  async post(who: LocalPerson, path: string, body: object = {}, key: string = randomUUID()): Promise<Answer> { return this.send(who, 'POST', path, body, key); }
  /** As `post`, and it must be carried out. @throws with the whole answer when it was not */
  async done(who: LocalPerson, path: string, body: object = {}): Promise<JsonObject> {
    const answer = await this.post(who, path, body);
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async send(who: LocalPerson, method: string, path: string, body?: object, key?: string): Promise<Answer> {
    const response = await fetch(`${this.product.url}${path}`, {
      method, signal: AbortSignal.timeout(60_000),
      headers: { authorization: `Bearer ${await this.token(who)}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) as JsonObject : {}, headers: response.headers };
  }

  async token(who: LocalPerson): Promise<string> {
    const known = this.tokens.get(who);
    if (known) return known;
    const token = await this.product.token(who);
    this.tokens.set(who, token);
    return token;
  }
}

let people = Math.floor(Math.random() * 800_000);
/** Somebody who does not exist, with a number of the range that is never given out. */
export function somebody(): { nhsNumber: string; name: string; dateOfBirth: string } {
  people += 1;
  return { nhsNumber: syntheticNhsNumber(people % 900_000), name: `Sam Synthetic ${people}`, dateOfBirth: '1941-03-09' };
}

export const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const hour = 3_600_000;
export const inHours = (hours: number, from = Date.now()): string => new Date(from + hours * hour).toISOString();
