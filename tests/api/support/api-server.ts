import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { DataSource } from 'typeorm';
import { createApi, type Api } from '#apps/api/app.js';
import type { ApiSettings } from '#apps/api/commands/settings.js';
import { intake } from '#apps/api/intake/intake.js';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import { identify } from '#libs/directory/people.js';
import { openRecord } from '#libs/records/database.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { tokenVerifier } from '#libs/security/tokens.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack } from '#tests/support/stack/stack.js';
import { EngineCases } from './engine-cases.js';

export const ISSUER = 'https://issuer.example';
/** What this run seals and signs with. */
export const testKeys = parsePayloadKeys(newPayloadKey('test'));

/** An issuer on a port of its own, with keys that only this file has. */
export class TestIssuer {
  private constructor(private readonly server: Server, readonly jwksUri: string, private readonly key: CryptoKey) {}

  static async start(): Promise<TestIssuer> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const keys = JSON.stringify({ keys: [{ ...await exportJWK(publicKey), kid: 'test', alg: 'RS256', use: 'sig' }] });
    const server = createServer((_request, response) => { response.setHeader('content-type', 'application/json').end(keys); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, privateKey);
  }

  token(subject: string, change: { issuer?: string; audience?: string; expiresIn?: number; key?: CryptoKey; alg?: string } = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT().setProtectedHeader({ alg: change.alg ?? 'RS256', kid: 'test', typ: 'at+jwt' }).setSubject(subject).setIssuer(change.issuer ?? ISSUER).setAudience(change.audience ?? 'handrail')
      .setIssuedAt(now).setExpirationTime(now + (change.expiresIn ?? 3600)).sign(change.key ?? this.key);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => { this.server.close(() => resolve()); this.server.closeAllConnections(); });
  }
}

/** What came back: of whatever kind, with the fields that tests look at. */
export interface Body {
  id: string; code: string; status: string; step: string; version: number; tasks: Body[]; escalations: Body[]; items: Body[]; calls: Body[]; next: string | null; caseId: string; errors: { pointer: string; code: string }[];
  owner: { role: string; person: { id: string } | null }; patient: Record<string, unknown>; clock: { now: string; rehearsal: boolean }; owners: Record<string, { id: string }>; [key: string]: unknown;
}
export interface Answer { status: number; headers: Headers; body: Body }

/** Somebody's program that speaks to the API. */
export class ApiClient {
  private keys = 0;
  constructor(readonly url: string, readonly tokenOf: (as: string) => Promise<string>) {}

  async send(method: string, path: string, { as, body, headers = {} }: { as?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(as === undefined ? {} : { authorization: `Bearer ${await this.tokenOf(as)}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? null : /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text) as Body };
  }

  get(as: string, path: string): Promise<Answer> {
    return this.send('GET', path, { as });
  }

  /** A command with a key of its own unless one is given. */
  command(as: string, path: string, body?: unknown, key = `key-${this.keys += 1}`): Promise<Answer> {
    return this.send('POST', path, { as, body, headers: { 'idempotency-key': key } });
  }
}

/** The API over real HTTP on a real database; cases run in this process (EngineCases). */
export class ApiServer extends ApiClient {
  /** How many requests have come in. */
  came = 0;
  private constructor(readonly api: Api, url: string, readonly cases: EngineCases, readonly record: DataSource, readonly database: FreshDatabase, readonly issuer: TestIssuer) {
    super(url, (as) => issuer.token(as));
  }

  static async start(name: string, settings: Partial<ApiSettings> = {}): Promise<ApiServer> {
    const database = await (await stack()).migratedDatabase(name);
    const record = await openRecord(database.applicationUrl, { poolSize: 8, applicationName: name, statementTimeoutMs: 3_000, connectionTimeoutMs: 3_000 });
    const owner = await openRecord(database.ownerUrl, { poolSize: 1, applicationName: `${name} seed` });
    await seedDemonstration(owner.manager, ISSUER);
    await owner.destroy();
    const issuer = await TestIssuer.start();
    const cases = new EngineCases();
    const tokens = tokenVerifier({ issuer: ISSUER, audience: 'handrail', jwksUri: issuer.jwksUri });
    const api = await createApi(
      { record, cases, more: intake, settings: { local: true, keys: testKeys, commandWaitMs: 2_000, advanceWaitMs: 1_000, rate: { perSecond: 100_000, burst: 100_000 }, ...settings } },
      { verify: (token) => tokens.verify(token), identify: (from, subject) => identify(record.manager, from, subject) });
    await api.app.listen(0, '127.0.0.1');
    const { port } = api.app.getHttpServer().address() as AddressInfo;
    const server = new ApiServer(api, `http://127.0.0.1:${port}`, cases, record, database, issuer);
    api.app.getHttpServer().on('request', () => { server.came += 1; });
    return server;
  }

  async stop(): Promise<void> {
    this.api.app.getHttpServer().closeAllConnections();
    await this.api.app.close();
    await this.issuer.stop();
    await this.record.destroy();
    await this.database.drop();
  }
}

let people = 0;
/** A made-up person with a number that nobody has. */
export function madeUpPatient(nhsNumber: string): { nhsNumber: string; name: string; dateOfBirth: string } {
  people += 1;
  return { nhsNumber, name: `Synthetic Person ${String.fromCodePoint(65 + people % 26)}${people}`, dateOfBirth: '1941-03-09' };
}

/** The body of a start: planned in `hours`. */
export function dischargeOf(patient: unknown, hours = 30, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    pathway: 'minimum-safe-discharge', patient, organisation: 'riverside',
    owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
    details: { ward: 'Willow', plannedDischargeAt: new Date(Date.now() + hours * 3_600_000).toISOString(), dischargePathway: 1, destination: 'own-home' }, ...change,
  };
}
