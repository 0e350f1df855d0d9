import { quietRuntime, runWorker } from '#apps/worker/run-worker.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { openRecord } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';

/** What the worker is told in its environment. */
export interface CaseWorkerSurroundings { address: string; namespace: string; taskQueue: string; databaseUrl: string; keys: string; cached: number }

// The product's worker with nothing beside its cases, in a process of its own: what it holds is what cases hold. It says `ready` to whoever forked it, and ends with SIGTERM.
const { address, namespace, taskQueue, databaseUrl, keys, cached } = JSON.parse(process.env['CASE_WORKER'] ?? '{}') as CaseWorkerSurroundings;
quietRuntime();
const record = await openRecord(databaseUrl, { poolSize: 4, applicationName: 'bench case worker' });
const converter = dataConverter(parsePayloadKeys(keys));
const cases = connectCaseClient({ address, namespace, rehearsalNamespace: namespace, taskQueue, dataConverter: converter });
const worker = await runWorker({ address, namespace, taskQueue, dataConverter: converter, record, cases, workflowBundle: await workflowBundle(), maxCachedWorkflows: cached });
process.once('SIGTERM', () => { void worker.stop(); });
process.once('disconnect', () => process.exit(1));
process.send?.('ready');
await worker.stopped;
await cases.close();
await record.destroy();
process.disconnect();
