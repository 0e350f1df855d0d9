import { hostname } from 'node:os';
import { environment } from '#libs/config/environment.js';
import { completeIntake } from '#libs/intake/carry-out.js';
import { startSender } from '#libs/notices/sender.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { openRecord } from '#libs/records/database.js';
import { beat } from '#libs/records/heartbeats.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { repeat } from '#libs/upkeep/repeat.js';
import { startUpkeep } from '#libs/upkeep/start-upkeep.js';
import { quietRuntime, runWorker } from './run-worker.js';

/**
 * A worker process. Live: cases, and the loops that send notices and put right what a crash left behind. Rehearsal: cases of the namespace where time may
 * skip, in a process of its own so that they cannot take the live ones' memory; nothing is ever sent from it.
 */
const env = environment('worker');
const live = env.WORKER_KIND === 'live';
const identity = `${env.WORKER_KIND}-${process.pid}@${hostname()}`;
quietRuntime();

const converter = dataConverter(env.PAYLOAD_KEYS);
const record = await openRecord(env.DATABASE_URL, { poolSize: live ? 12 : 6, applicationName: `handrail-worker-${env.WORKER_KIND}` });
const running = await runWorker({
  address: env.TEMPORAL_ADDRESS, namespace: live ? env.TEMPORAL_NAMESPACE : env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: converter, record,
  workflowBundle: await workflowBundle(), maxCachedWorkflows: live ? 2_000 : 100, identity,
});
const beating = repeat('heartbeat', 5_000, async () => { await beat(record.manager, { worker: identity, kind: env.WORKER_KIND }); }, logLine);

const cases = connectCaseClient({ address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, rehearsalNamespace: env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: converter, identity });
const beside = live
  ? [
    startUpkeep({
      record, cases, sweepAfterMs: env.SWEEP_AFTER, sweepEveryMs: env.SWEEP_EVERY, reconcileEveryMs: env.RECONCILE_EVERY, log: logLine,
      completeIntake: () => completeIntake({ record, cases }, { alarm: (error, messageId) => logLine('error', 'intake-not-finished', { messageId, error: nameOf(error) }) }),
    }),
    startSender({ record, smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, publicUrl: env.PUBLIC_URL, pollMs: env.NOTICE_POLL, retryMaxMs: env.NOTICE_RETRY_MAX, log: logLine }),
  ]
  : [];
logLine('info', 'worker-ready', { kind: env.WORKER_KIND });

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all([beating.stop(), ...beside.map((each) => each.stop()), running.stop()]);
  await cases.close();
  await record.destroy();
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { void stop(); });

try {
  await running.stopped;
} catch (error) {
  logLine('error', 'worker-failed', { error: error instanceof Error ? error.name : 'unknown' });
  process.exitCode = 1;
}
await stop();
