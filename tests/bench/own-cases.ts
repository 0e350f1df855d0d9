import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { HOUR } from '#libs/domain/duration.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { dischargeStart } from '#tests/support/pathways/simulation.js';
import type { CaseWorkerSurroundings } from './case-worker.js';
import { ended, forked } from './child.js';
import { namespace, type Servers } from './servers.js';

const WAIT_MS = 30_000;

/** Cases on a task queue and a worker of their own, asked without the API: what is looked at is the worker. */
export class OwnCases {
  private constructor(private readonly cases: CaseClient, private readonly worker: ChildProcess) {}

  /** `cached`: how many cases the worker keeps. */
  static async open(servers: Servers, cached: number): Promise<OwnCases> {
    const keys = newPayloadKey('bench');
    const taskQueue = `bench-cases-${randomUUID()}`;
    const surroundings: CaseWorkerSurroundings = { address: servers.temporalAddress, namespace, taskQueue, databaseUrl: servers.databaseUrl('handrail'), keys, cached };
    const worker = await forked('case-worker.js', { CASE_WORKER: JSON.stringify(surroundings) });
    const cases = connectCaseClient({ address: servers.temporalAddress, namespace, rehearsalNamespace: namespace, taskQueue, dataConverter: dataConverter(parsePayloadKeys(keys)) });
    return new OwnCases(cases, worker);
  }

  get pid(): number { return this.worker.pid ?? 0; }

  /** A discharge in which nothing is due for a day; `notes` commands follow on its start. @returns its id, and its version, which is told when it is looked at */
  async stand(notes = 0): Promise<{ id: string; version: number }> {
    const id = randomUUID();
    const start = dischargeStart({ plannedDischargeAt: new Date(Date.now() + 30 * HOUR).toISOString() }, id);
    let { version } = await this.cases.start(start, WAIT_MS);
    for (let note = 0; note < notes; note += 1) {
      const envelope = { id: randomUUID(), actor: { person: 'the-hub' }, stored: version, receivedAt: new Date().toISOString(), command: { type: 'note' as const, text: `note ${note}` } };
      ({ version } = await this.cases.command(id, false, envelope, WAIT_MS));
    }
    return { id, version };
  }

  /** A look that costs the case nothing. @throws unless it knows all that happened to it */
  async look({ id, version }: { id: string; version: number }): Promise<void> {
    const tail = await this.cases.tail(id, false, version);
    if (tail.version !== version || tail.events.length > 0) throw new Error(`a case of version ${version} says ${tail.version}`);
  }

  async close(): Promise<void> {
    await ended(this.worker);
    await this.cases.close();
  }
}
