import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { environment } from '#libs/config/environment.js';
import { startCodeSender } from '#libs/directory/code-sender.js';
import { completeIntake } from '#libs/intake/complete.js';
import { channelsFrom } from '#libs/notices/channels.js';
import { watchReceipts } from '#libs/notices/receipts.js';
import { startSender } from '#libs/notices/sender.js';
import { startStaffMailSender } from '#libs/notices/staff-mails.js';
import { tellUnreached } from '#libs/notices/unreached.js';
import { proposeLevels } from '#libs/pressure/propose.js';
import { startWebhookSender } from '#libs/notices/webhooks/sender.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { workOffOne } from '#libs/policy-rehearsal/work-off.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { openRecord } from '#libs/records/database.js';
import { beat, lastBeat } from '#libs/records/heartbeats.js';
import { waitingWork, type Queue } from '#libs/records/waiting-work.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { Bell } from '#libs/upkeep/bell.js';
import { repeat } from '#libs/upkeep/repeat.js';
import { startUpkeep } from '#libs/upkeep/start-upkeep.js';
import { untilThere } from '#libs/upkeep/until-there.js';
import { quietRuntime, runWorker, type RunningWorker } from './run-worker.js';

/**
 * A worker process. Live: cases, and the loops that send notices and put right what a crash left behind. Rehearsal: cases of the namespace where time may
 * skip, in a process of its own so that they cannot take the live ones' memory; nothing is ever sent from it.
 */
const env = environment('worker');
const live = env.WORKER_KIND === 'live';
const identity = `${env.WORKER_KIND}-${process.pid}@${hostname()}`;
quietRuntime();

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

const converter = dataConverter(env.PAYLOAD_KEYS);
const bundle = await workflowBundle();
/** Activities at once; two connections more are for looks at the directory. What runs beside the cases has connections of its own, so that neither waits for the other's. */
const activitiesAtOnce = live ? 16 : 6;
const opened = (poolSize: number, what: string): Promise<DataSource | null> => untilThere('record-not-there-yet', () => openRecord(env.DATABASE_URL, { poolSize, applicationName: `handrail-${what}-${env.WORKER_KIND}` }), stopping.signal);
const record = await opened(activitiesAtOnce + 2, 'worker');
const besideRecord = record && await opened(live ? 8 : 1, 'beside');
const cases = connectCaseClient({
  address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, rehearsalNamespace: env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: converter, identity,
  retry: { initial: env.RECORDER_RETRY_INITIAL, most: env.RECORDER_RETRY_MAX },
});
const running = record && besideRecord && await untilThere('temporal-not-there-yet', () => runWorker({
  address: env.TEMPORAL_ADDRESS, namespace: live ? env.TEMPORAL_NAMESPACE : env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: converter, record, cases,
  workflowBundle: bundle, maxCachedWorkflows: live ? 2_000 : 100, identity, activitiesAtOnce,
}), stopping.signal);
if (running) await work(besideRecord, running);
await cases.close();
for (const each of [record, besideRecord]) await each?.destroy();
process.exit();

/** Works until it is told to stop, or Temporal is gone for good: then the process ends with 1, and is started again. */
async function work(on: DataSource, worker: RunningWorker): Promise<void> {
  const beating = repeat('heartbeat', 5_000, async () => { await beat(on.manager, { worker: identity, kind: env.WORKER_KIND }); }, logLine);
  const beside = live ? [beating, ...besideCases(on, cases)] : [beating, repeat('policy-rehearsals', 1_000, async (signal) => { while (await workOffOne(on, logLine, signal)) if (signal.aborted) return; }, logLine)];
  logLine('info', 'worker-ready', { kind: env.WORKER_KIND });
  stopping.signal.addEventListener('abort', () => { void worker.stop(); });
  if (stopping.signal.aborted) await worker.stop();
  try {
    await worker.stopped;
  } catch (error) {
    logLine('error', 'worker-failed', { error: nameOf(error) });
    process.exitCode = 1;
  }
  // A worker that failed leaves something of the SDK behind that would keep this process for ever, with nothing to do and nobody to notice: it ends, whatever is left, and is started again.
  setTimeout(() => process.exit(), 10_000).unref();
  await Promise.all(beside.map((each) => each.stop()));
  await lastBeat(on.manager, identity).catch(() => undefined);
}

/** What sends notices, and puts right what a crash left behind. */
function besideCases(on: DataSource, cases: CaseClient): { stop(): Promise<void> }[] {
  const channels = channelsFrom(env);
  const times = { retryMaxMs: env.NOTICE_RETRY_MAX, receiptMs: env.NOTICE_RECEIPT_WITHIN };
  const bell = new Bell<Queue>({ everyMs: env.NOTICE_POLL, look: () => waitingWork(on.manager, new Date(Date.now() - times.receiptMs)), log: logLine });
  return [
    bell,
    startUpkeep({
      record: on, cases, sweepAfterMs: env.SWEEP_AFTER, sweepEveryMs: env.SWEEP_EVERY, reconcileEveryMs: env.RECONCILE_EVERY, log: logLine,
      proposeLevels: () => proposeLevels({ record: on, cases }, new Date(), (organisation, error) => logLine('warn', 'level-not-proposed', { organisation, error: nameOf(error) })),
      completeIntake: () => completeIntake({ record: on, cases }, { alarm: (error, messageId) => logLine('error', 'intake-not-finished', { messageId, error: nameOf(error) }) }),
    }),
    startSender({ record: on, channels, publicUrl: env.PUBLIC_URL, links: { keys: env.PAYLOAD_KEYS, lifeMs: env.LINK_LIFE, publicUrl: env.PUBLIC_URL }, ...times, poll: bell.of('notices'), gatherMs: env.NOTICE_GATHER, log: logLine }),
    watchReceipts({ record: on, channels, ...times, poll: bell.of('receipts'), log: logLine }),
    tellUnreached({ record: on, cases, ...times, poll: bell.of('unreached'), log: logLine }),
    startCodeSender({ record: on, channels: channelsFrom(env), ...times, poll: bell.of('codes') }),
    startStaffMailSender({ record: on, smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, poll: bell.of('staff-mails'), retryMaxMs: env.NOTICE_RETRY_MAX }),
    startWebhookSender({ record: on, keys: env.PAYLOAD_KEYS, local: env.HANDRAIL_MODE === 'local', poll: bell.of('webhooks'), deadlineMs: env.WEBHOOK_DEADLINE, retryMaxMs: env.WEBHOOK_RETRY_MAX, giveUpMs: env.WEBHOOK_GIVE_UP }),
  ];
}
