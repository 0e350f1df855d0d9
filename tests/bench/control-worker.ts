import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { quietRuntime } from '#apps/worker/run-worker.js';

export interface ControlActivities { insertRow(text: string): Promise<number> }
/** What the worker is told in its environment. */
export interface ControlSurroundings { address: string; namespace: string; taskQueue: string; databaseUrl: string; /** The workflow code, made beforehand: what is left of the making would count as the workflows' memory. */ codePath: string; /** The SDK's own number unless given. */ cached?: number }

// A process of its own, as the product's worker is. It says `ready` to whoever forked it, and ends with SIGTERM.
const { address, namespace, taskQueue, databaseUrl, codePath, cached } = JSON.parse(process.env['CONTROL'] ?? '{}') as ControlSurroundings;
quietRuntime();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
const activities: ControlActivities = {
  insertRow: async (text) => {
    const { rows } = await pool.query<{ id: number }>('insert into done (text) values ($1) returning id', [text]);
    return rows[0]!.id;
  },
};
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({ connection, namespace, taskQueue, activities, ...(cached === undefined ? {} : { maxCachedWorkflows: cached }), workflowBundle: { codePath }, shutdownGraceTime: '1s', shutdownForceTime: '3s' });
process.once('SIGTERM', () => worker.shutdown());
process.once('disconnect', () => process.exit(1));
const running = worker.run();
process.send?.('ready');
await running;
await connection.close();
await pool.end();
process.disconnect();
