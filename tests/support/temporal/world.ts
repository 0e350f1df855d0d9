import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { runWorker, type RunningWorker } from '#apps/worker/run-worker.js';
import type { CaseStart } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { policyOf } from '#libs/policies/released.js';
import { openRecord } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack, type Stack } from '#tests/support/stack/stack.js';
import { CaseInWorld } from './case-in-world.js';
import { freshBundle } from './fresh-bundle.js';

/** What a spec file has for itself. */
export interface WorldParts {
  servers: Stack; database: FreshDatabase; record: DataSource; connection: Connection; client: CaseClient; taskQueue: string; bundle: WorkflowBundleWithSourceMap;
  keys: string; converter: DataConverter; said: string[];
}

/** A record, workers on both namespaces with a task queue of their own, and the way to the cases: the real ones, shared with nobody. */
export class World {
  readonly servers: Stack;
  readonly database: FreshDatabase;
  /** As the application sees it. */
  readonly record: DataSource;
  readonly connection: Connection;
  readonly client: CaseClient;
  /** The payload keys, as the configuration takes them. */
  readonly keys: string;
  readonly converter: DataConverter;
  readonly bundle: WorkflowBundleWithSourceMap;
  readonly taskQueue: string;
  /** What the workers said, warnings and worse. */
  readonly said: string[];
  readonly cases: CaseInWorld[] = [];
  private workers: RunningWorker[] = [];

  private constructor(parts: WorldParts) {
    ({ servers: this.servers, database: this.database, record: this.record, connection: this.connection, client: this.client, taskQueue: this.taskQueue } = parts);
    ({ bundle: this.bundle, keys: this.keys, converter: this.converter, said: this.said } = parts);
  }

  /** `name` is for whoever looks at the servers meanwhile; `bundled` makes the workflow code. */
  static async begin(name: string, bundled = freshBundle): Promise<World> {
    const said: string[] = [];
    Runtime.install({
      logger: new DefaultLogger('WARN', ({ message, meta }) => said.push(`${message} ${JSON.stringify(meta ?? {})}`)), telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } }, shutdownSignals: [],
    });
    const servers = await stack();
    const [bundle, database] = await Promise.all([bundled(), servers.migratedDatabase(name)]);
    const owner = await openRecord(database.ownerUrl, { poolSize: 1, applicationName: name });
    await seedDemonstration(owner.manager, 'https://issuer.example');
    await owner.destroy();
    const record = await openRecord(database.applicationUrl, { poolSize: 10, applicationName: name, connectionTimeoutMs: 10_000 });
    const keys = newPayloadKey('test');
    const converter = dataConverter(parsePayloadKeys(keys));
    const taskQueue = servers.taskQueue(name);
    const { temporalAddress: address, namespace, rehearsalNamespace } = servers;
    // Outages last seconds here, not minutes.
    const client = connectCaseClient({ address, namespace, rehearsalNamespace, taskQueue, dataConverter: converter, retry: { initial: 200, most: 1_000 } });
    const world = new World({ servers, database, record, connection: await Connection.connect({ address }), client, taskQueue, bundle, keys, converter, said });
    await world.startWorkers();
    return world;
  }

  /** Workers of this process, one a namespace. */
  async startWorkers(): Promise<void> {
    const { servers: { temporalAddress: address, namespace: live, rehearsalNamespace }, taskQueue, record, client: cases, bundle: workflowBundle, converter } = this;
    this.workers = await Promise.all([live, rehearsalNamespace].map((namespace) => runWorker({ address, namespace, taskQueue, dataConverter: converter, record, cases, workflowBundle, maxCachedWorkflows: 50 })));
  }
  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    this.workers = [];
  }

  /** A discharge of an invented person; what is not in `details` is an ordinary home. */
  discharge(details: JsonObject, more: { rehearsal?: boolean; named?: string } = {}): Promise<CaseInWorld> {
    return this.ofPatient('minimum-safe-discharge', { ward: 'Willow', dischargePathway: 1, destination: 'own-home', ...details }, more);
  }
  /** A case of an invented person on any pathway. */
  ofPatient(pathway: string, details: JsonObject, { rehearsal = true, named = 'Synthetic Person' } = {}): Promise<CaseInWorld> {
    const opening: CaseStart['opening'] = {
      organisation: 'riverside', rehearsal, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
      patient: { id: randomUUID(), identifiers: [{ system: 'test', value: randomUUID() }], name: named, dateOfBirth: '1940-01-01' }, details,
    };
    return this.start(pathway, opening, 'riverside-hub');
  }
  /** Starts a case of a pathway; its opening is in the record. */
  async start(pathway: string, opening: CaseStart['opening'], person: string): Promise<CaseInWorld> {
    const started = this.planned(pathway, opening, person);
    await started.start();
    return started;
  }
  /** A case that another began. */
  async joined(caseId: string, pathway: string, opening: CaseStart['opening']): Promise<CaseInWorld> {
    const { id, version } = policyOf(pathway)!;
    const joined = new CaseInWorld(this, { caseId, pathway, policy: { id, version }, actor: { system: 'protocol' }, opening });
    this.cases.push(joined);
    await joined.knowFirstRun();
    return joined;
  }
  /** A case that is not started yet. */
  planned(pathway: string, opening: CaseStart['opening'], person: string): CaseInWorld {
    const { id, version } = policyOf(pathway)!;
    const planned = new CaseInWorld(this, { caseId: randomUUID(), pathway, policy: { id, version }, actor: { person }, opening });
    this.cases.push(planned);
    return planned;
  }

  /** Nobody can look up who holds a role of a team until it is released: a directory that hangs. Everything else of the record goes on. */
  async rolesHeld(): Promise<{ release(): Promise<void> }> {
    const holder = new pg.Client({ connectionString: this.database.ownerUrl });
    await holder.connect();
    await holder.query('begin; lock table person_roles in access exclusive mode');
    return { release: () => holder.end() };
  }

  /** Ends the workers, terminates what still runs, and drops the record. */
  async end(): Promise<void> {
    await this.stopWorkers();
    await Promise.all(this.cases.map((each) => each.terminate()));
    await this.client.close();
    await this.connection.close();
    await this.record.destroy();
    await this.database.drop();
  }
}
