import { NativeConnection, Runtime, DefaultLogger, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { casesBeside } from '#activities/cases-beside.js';
import { recordEvents } from '#activities/record-events.js';
import { whoAnswers } from '#activities/who-answers.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import type { CaseActivities } from '#libs/pathway/temporal/messages.js';

export interface WorkerOptions {
  address: string; namespace: string; taskQueue: string; dataConverter: DataConverter; record: DataSource; cases: CaseClient; workflowBundle: WorkflowBundleOption; maxCachedWorkflows: number; identity?: string;
  /** How many activities run at once. No more than the record has connections for: what has to wait then waits its turn on the task queue, and none fails because others were before it. */
  activitiesAtOnce?: number;
}
export interface RunningWorker { worker: Worker; stopped: Promise<void>; stop(): Promise<void> }

/**
 * A case gives each of its workflow tasks five seconds. Of all that fall due in one instant a worker takes no more at once than it can finish in that time, also where others keep the machine busy: what it cannot finish is given out again,
 * and all its work was for nothing. The rest waits at the server, for this worker, which knows the cases (docs/decisions/0020-what-falls-due-in-one-instant.md).
 */
const workflowTasks = { maxConcurrentWorkflowTaskExecutions: 12, stickyQueueScheduleToStartTimeout: '20s' } as const;

/** One worker on one namespace: workflows and their activities on the same queue, so that activities may start eagerly. */
export async function runWorker(options: WorkerOptions): Promise<RunningWorker> {
  const activities: CaseActivities = { recordEvents: recordEvents(options.record), whoAnswers: whoAnswers(options.record), ...casesBeside({ record: options.record, cases: options.cases }) };
  const connection = await NativeConnection.connect({ address: options.address });
  const worker = await Worker.create({
    connection, namespace: options.namespace, taskQueue: options.taskQueue, workflowBundle: options.workflowBundle, activities, dataConverter: options.dataConverter,
    maxCachedWorkflows: options.maxCachedWorkflows, shutdownGraceTime: '2s', shutdownForceTime: '3s', ...workflowTasks, ...(options.activitiesAtOnce === undefined ? {} : { maxConcurrentActivityTaskExecutions: options.activitiesAtOnce }),
    ...(options.identity ? { identity: options.identity } : {}),
  });
  const stopped = (async () => {
    try {
      await worker.run();
    } finally {
      // A worker that failed may still hold it: that must not hide why it failed.
      await connection.close().catch(() => undefined);
    }
  })();
  return {
    worker, stopped,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped.catch(() => undefined);
    },
  };
}

/** The SDK's own log on this level and above; it says nothing of what a case is about. Once a process. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('WARN', ({ level, message }) => console.log(JSON.stringify({ level, message }))), telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } }, shutdownSignals: [] });
}
