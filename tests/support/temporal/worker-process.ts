import { runWorker, quietRuntime } from '#apps/worker/run-worker.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { openRecord } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';

/** What a worker in a process of its own is told. `codePath`: the workflow bundle in a file. */
export interface WorkerOrders { address: string; namespace: string; taskQueue: string; recordUrl: string; keys: string; codePath: string }

/** A worker that a test may kill. It says `ready` when it polls. */
const orders = JSON.parse(process.argv[2] ?? '{}') as WorkerOrders;
quietRuntime();
// Whoever started it is gone.
process.stdin.resume().once('close', () => process.exit(1));
const record = await openRecord(orders.recordUrl, { poolSize: 4, applicationName: 'worker-process' });
const converter = dataConverter(parsePayloadKeys(orders.keys));
const cases = connectCaseClient({ address: orders.address, namespace: orders.namespace, rehearsalNamespace: orders.namespace, taskQueue: orders.taskQueue, dataConverter: converter });
const { stopped } = await runWorker({
  address: orders.address, namespace: orders.namespace, taskQueue: orders.taskQueue, dataConverter: converter, record, cases, workflowBundle: { codePath: orders.codePath }, maxCachedWorkflows: 50,
});
console.log('ready');
await stopped;
