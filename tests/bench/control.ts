import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WithStartWorkflowOperation, type Client, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { withClient } from '#apps/local/postgres.js';
import { ended, forked } from './child.js';
import type { ControlSurroundings } from './control-worker.js';
import { at, inParallel } from './in-parallel.js';
import type { control, course, deadline, standing } from './control-workflow.js';
import { namespace, type Servers } from './servers.js';

const database = 'bench';
let codePath: Promise<string> | undefined;

/** The control's workflow code, made once a run. */
async function bundled(): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('control-workflow.js', import.meta.url)), logger: new DefaultLogger('ERROR') });
  const folder = mkdtempSync(join(tmpdir(), 'handrail-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'workflows.js');
  writeFileSync(path, code);
  return path;
}

/** The bare workflow beside which the product is measured: same servers, its own database, queue and worker process. */
export class Control {
  private asked = 0;
  private constructor(private readonly servers: Servers, private readonly client: Client, private readonly worker: ChildProcess, private readonly taskQueue: string) {}

  /** `cached`: how many workflows its worker keeps, the SDK's own number unless given. `apart`: another one stands on these servers already. */
  static async start(servers: Servers, client: Client, { cached, apart = false }: { cached?: number; apart?: boolean } = {}): Promise<Control> {
    const databaseUrl = servers.databaseUrl(database);
    if (!apart) {
      await withClient(servers.databaseUrl('postgres'), (admin) => admin.query(`create database ${database}`));
      await withClient(databaseUrl, (admin) => admin.query('create table done (id integer generated always as identity primary key, text text not null, at timestamptz not null default now())'));
    }
    const taskQueue = `bench-control-${randomUUID()}`;
    const surroundings: ControlSurroundings = { address: servers.temporalAddress, namespace, taskQueue, databaseUrl, codePath: await (codePath ??= bundled()), ...(cached === undefined ? {} : { cached }) };
    return new Control(servers, client, await forked('control-worker.js', { CONTROL: JSON.stringify(surroundings) }), taskQueue);
  }

  /** A workflow that has begun, so that none of what is timed is its start. */
  async workflow(): Promise<WorkflowHandle<typeof control>> {
    const handle = await this.client.workflow.start<typeof control>('control', { taskQueue: this.taskQueue, workflowId: `control-${randomUUID()}` });
    await this.update(handle);
    return handle;
  }

  /** One update, until its answer, in ms. */
  async update(handle: WorkflowHandle<typeof control>): Promise<number> {
    this.asked += 1;
    const began = performance.now();
    await handle.executeUpdate<number, [string]>('insert', { args: [`row ${this.asked}`], updateId: randomUUID() });
    return performance.now() - began;
  }

  /** A workflow from its start to its end, with so many updates one after another, the first of them with the start. */
  async course(commands: number): Promise<void> {
    const workflowId = `course-${randomUUID()}`;
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof course>('course', { taskQueue: this.taskQueue, workflowId, args: [commands], workflowIdConflictPolicy: 'FAIL' });
    for (let command = 0; command < commands; command += 1) {
      this.asked += 1;
      const given = { args: [`row ${this.asked}`] as [string], updateId: randomUUID() };
      if (command === 0) await this.client.workflow.executeUpdateWithStart<typeof course, number, [string]>('insert', { ...given, startWorkflowOperation });
      else await this.client.workflow.getHandle(workflowId).executeUpdate<number, [string]>('insert', given);
    }
  }

  /** A workflow that stands, with the update that its start is told by and so many after it, each of the events of an update and nothing else. */
  async stand(updates = 0): Promise<WorkflowHandle<typeof standing>> {
    const workflowId = `standing-${randomUUID()}`;
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof standing>('standing', { taskQueue: this.taskQueue, workflowId, workflowIdConflictPolicy: 'FAIL' });
    await this.client.workflow.executeUpdateWithStart<typeof standing, number, [string]>('nothing', { args: ['stand'], updateId: randomUUID(), startWorkflowOperation });
    const handle = this.client.workflow.getHandle<typeof standing>(workflowId);
    for (let update = 0; update < updates; update += 1) await handle.executeUpdate<number, [string]>('nothing', { args: [`update ${update}`], updateId: randomUUID() });
    return handle;
  }

  /** A bare start, until it was answered. */
  async begin(): Promise<void> {
    await this.client.workflow.start<typeof standing>('standing', { taskQueue: this.taskQueue, workflowId: `begun-${randomUUID()}` });
  }

  /** @throws unless Temporal knows so many that were begun, once its lists have caught up */
  async begunAre(expected: number): Promise<void> {
    for (const until = Date.now() + 60_000; ;) {
      const { count } = await this.client.workflow.count('WorkflowType = "standing"');
      if (Number(count) === expected) return;
      if (Date.now() > until) throw new Error(`Temporal knows ${count} of ${expected} bare workflows`);
      await at(Date.now() + 500);
    }
  }

  /** The process of its worker. */
  get pid(): number { return this.worker.pid ?? 0; }

  /** A workflow for each instant (ms since 1970), started by `clients` at once. */
  async deadlines(dueAts: readonly number[], clients: number): Promise<void> {
    await inParallel(dueAts, clients, async (dueAt) => {
      this.asked += 1;
      await this.client.workflow.start<typeof deadline>('deadline', { taskQueue: this.taskQueue, workflowId: `deadline-${randomUUID()}`, args: [dueAt] });
    });
  }

  /** From each of these instants until its row was written, in ms, once all are there. @throws when that does not come to be within `withinMs` after the last */
  async passed(dueAts: readonly number[], withinMs: number): Promise<number[]> {
    const wanted = [...new Set(dueAts)].map(String);
    for (;;) {
      const { rows } = await withClient(this.servers.databaseUrl(database), (admin) => admin.query<{ took: number }>('select (extract(epoch from at) * 1000 - text::float8)::float8 as took from done where text = any($1)', [wanted]));
      if (rows.length === dueAts.length) return rows.map(({ took }) => took);
      if (Date.now() > Math.max(...dueAts) + withinMs) throw new Error(`${rows.length} of ${dueAts.length} bare timers have their row`);
      await at(Date.now() + 250);
    }
  }

  /** @throws unless there is one row for every update; `expected`: where timers are set that have not run out, so many */
  async check(expected = this.asked): Promise<void> {
    const { rows } = await withClient(this.servers.databaseUrl(database), (admin) => admin.query<{ count: number }>('select count(*)::int as count from done'));
    if (rows[0]?.count !== expected) throw new Error(`the control wrote ${rows[0]?.count} rows for ${expected} updates`);
  }

  stop(): Promise<void> { return ended(this.worker); }
}
