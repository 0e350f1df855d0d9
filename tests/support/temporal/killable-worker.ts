import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { eventually } from './eventually.js';
import type { World } from './world.js';
import type { WorkerOrders } from './worker-process.js';

/** A worker of the live namespace in a process of its own. */
export class KillableWorker {
  /** What it said on its console. */
  output = '';

  private constructor(private readonly child: ChildProcess, private readonly folder: string) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { this.output += chunk.toString(); });
  }

  /** Resolves when it polls. */
  static async start({ servers, taskQueue, database, keys, bundle }: World): Promise<KillableWorker> {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-bundle-'));
    const codePath = join(folder, 'workflows.js');
    writeFileSync(codePath, bundle.code);
    const orders: WorkerOrders = { address: servers.temporalAddress, namespace: servers.namespace, taskQueue, recordUrl: database.applicationUrl, keys, codePath };
    const child = spawn(process.execPath, [join(checkoutFolder(), 'dist', 'tests', 'support', 'temporal', 'worker-process.js'), JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'pipe'] });
    const worker = new KillableWorker(child, folder);
    await eventually('the worker is ready', () => {
      if (child.exitCode !== null) throw new Error(`the worker ended before it was ready:\n${worker.output}`);
      return /^ready$/m.test(worker.output);
    });
    return worker;
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => { this.child.once('exit', resolve); });
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
