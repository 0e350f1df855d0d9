import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#libs/contracts/events.js';
import type { IntakeAnswer } from '#libs/intake/carry-out.js';

/** What the demonstration reads of answers; there is more in them. */
export interface ShownTask { id: string; step: string; title: string; status: string; dueAt: string; overdue: boolean }
export interface ShownCase { id: string; tasks: ShownTask[] }
export interface ShownPage<Item> { items: Item[]; next: string | null }

/** A problem as the API tells it (application/problem+json), as far as it is read here. */
interface Told { code?: string; detail?: string; caseId?: string }

/** The API said no. `code` is the rule's name. */
export class SaidNo extends Error {
  readonly code: string;
  constructor(readonly status: number, readonly told: Told) {
    super(`${status} ${told.code ?? 'unknown'}: ${told.detail ?? ''}`);
    this.code = told.code ?? 'unknown';
    this.name = 'SaidNo';
  }
}

/** One person at the API of a running instance, over plain HTTP. */
export class Client {
  constructor(private readonly url: string, private readonly token: string) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.ask<Answer>(path, {});
  }

  /** A command, with a key of its own. */
  post<Answer>(path: string, body: JsonObject): Promise<Answer> {
    return this.ask<Answer>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } });
  }

  /** One HL7 v2 message, as a hospital's system sends it. */
  send(message: Buffer): Promise<IntakeAnswer> {
    return this.ask<IntakeAnswer>('/v1/intake/hl7v2', { method: 'POST', body: new Uint8Array(message), headers: { 'Content-Type': 'application/hl7-v2' } });
  }

  /** One FHIR message, as a surgery's system sends it. */
  async refer(message: string): Promise<void> {
    await this.ask<unknown>('/v1/intake/fhir/$process-message', { method: 'POST', body: message, headers: { 'Content-Type': 'application/fhir+json' } });
  }

  private async ask<Answer>(path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { ...init, headers: { ...headers, Authorization: `Bearer ${this.token}` }, signal: AbortSignal.timeout(60_000) });
    const text = await response.text();
    if (!response.ok) throw new SaidNo(response.status, text.startsWith('{') ? (JSON.parse(text) as Told) : {});
    return JSON.parse(text) as Answer;
  }
}
