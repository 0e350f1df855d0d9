import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { TemporalDatabases } from './databases.js';
import type { PartSettings } from './part.js';
import type { Ports } from './ports.js';
import type { TemporalBinaries } from './temporal-version.js';

const run = promisify(execFile);

/**
 * The server's dynamic configuration: time may be skipped in the rehearsals' namespace and nowhere else. There, a run may follow
 * another at once (with the server's second of distance, 1.32.1 adds the skipped time twice at the second continue-as-new).
 * @param quickSkips makes a skip ten times faster; for one server on one machine only, since the setting is there for clocks that differ between hosts
 */
export function dynamicConfig(rehearsalNamespace: string, { quickSkips }: { quickSkips: boolean }): string {
  const rehearsals = (value: string) => [`  - value: ${value}`, '    constraints:', `      namespace: ${JSON.stringify(rehearsalNamespace)}`];
  return [
    'frontend.WorkflowTimeSkippingEnabled:', ...rehearsals('true'),
    'frontend.WorkflowTimeSkippingMaxSkipPerSession:', ...rehearsals('100000'),
    'history.workflowIdReuseMinimalInterval:', ...rehearsals('0s'),
    // Cases sleep for hours: what the server holds of one in memory it lets go of soon after it slept in. As it comes, it keeps 128,000 of them however long they sleep.
    'history.cacheTTL:', '  - value: 10m', 'history.cacheBackgroundEvict:', '  - value: { Enabled: true, LoopInterval: 1m, MaxEntryPerCall: 1024 }', 'history.eventsCacheTTL:', '  - value: 10m',
    // Beyond 20 polls of the timer queue a second, the default, each skip waits its turn.
    ...(quickSkips ? ['history.timerProcessorMaxTimeShift:', '  - value: 10ms', 'history.timerProcessorMaxPollRPS:', '  - value: 1000'] : []),
    '',
  ].join('\n');
}

/**
 * Sets up or updates the schema of Temporal's two databases. The schemas are inside the tool, and both steps change nothing where
 * they have been done already.
 */
export async function temporalSchema({ sqlTool }: TemporalBinaries, databases: TemporalDatabases): Promise<void> {
  await Promise.all([schemaOf('temporal', databases.main), schemaOf('visibility', databases.visibility)]);

  async function schemaOf(kind: string, database: string): Promise<void> {
    const env = {
      ...process.env, SQL_PLUGIN: 'postgres12_pgx', SQL_HOST: databases.host, SQL_PORT: String(databases.port),
      SQL_USER: databases.user, SQL_PASSWORD: databases.password, SQL_DATABASE: database,
    };
    const tool = async (...args: string[]) => {
      try {
        await run(sqlTool, args, { env });
      } catch (cause) {
        const { stderr = '', stdout = '' } = cause as { stderr?: string; stdout?: string };
        throw new Error(`Temporal's schema (${database}) could not be set up: ${`${stdout}${stderr}`.trim().split('\n').slice(-3).join(' ')}`, { cause });
      }
    };
    await tool('setup-schema', '-v', '0.0');
    await tool('update-schema', '--schema-name', `postgresql/v12/${kind}`);
  }
}

/** How the server is run: everything by environment, on this machine's loopback address only. The number of shards can never be changed. */
export function temporalServer({ server }: TemporalBinaries, folder: string, databases: TemporalDatabases, ports: Ports, rehearsalNamespace: string): PartSettings {
  const config = join(folder, 'temporal', 'dynamic-config.yaml');
  writeFileSync(config, dynamicConfig(rehearsalNamespace, { quickSkips: true }));
  const port = Object.fromEntries(
    Object.entries({
      FRONTEND_GRPC_PORT: ports.temporal, FRONTEND_HTTP_PORT: ports.temporalHttp, FRONTEND_MEMBERSHIP_PORT: ports.temporalMembership,
      HISTORY_GRPC_PORT: ports.temporalHistory, HISTORY_MEMBERSHIP_PORT: ports.temporalHistoryMembership,
      MATCHING_GRPC_PORT: ports.temporalMatching, MATCHING_MEMBERSHIP_PORT: ports.temporalMatchingMembership,
      WORKER_GRPC_PORT: ports.temporalWorker, WORKER_MEMBERSHIP_PORT: ports.temporalWorkerMembership,
    }).map(([name, number]) => [name, String(number)]),
  );
  return {
    name: 'temporal', command: server, args: ['--allow-no-auth', 'start'], stopWithin: 3000,
    env: {
      PATH: process.env['PATH'], HOME: process.env['HOME'],
      DB: 'postgres12_pgx', DBNAME: databases.main, VISIBILITY_DBNAME: databases.visibility, POSTGRES_SEEDS: databases.host, DB_PORT: String(databases.port),
      POSTGRES_USER: databases.user, POSTGRES_PWD: databases.password, SQL_MAX_CONNS: '20', SQL_VIS_MAX_CONNS: '5',
      NUM_HISTORY_SHARDS: '16', BIND_ON_IP: '127.0.0.1', DYNAMIC_CONFIG_FILE_PATH: config, LOG_LEVEL: 'warn', ...port,
    },
  };
}

const grpcStatus = { alreadyExists: 6, permissionDenied: 7, unauthenticated: 16 };
const codeOf = (cause: unknown) => (cause as { code?: number } | undefined)?.code;

/**
 * Registers the two namespaces where they are missing and waits until the server answers for both: it takes calls before it can.
 * @throws when it does not within `within` milliseconds, or `failed` says why it never will
 */
export async function temporalAnswers(address: string, namespaces: readonly { name: string; retentionDays: number }[], within = 60_000, failed?: () => string | undefined): Promise<void> {
  const until = Date.now() + within;
  for (;;) {
    let connection: Connection | undefined;
    try {
      connection = await Connection.connect({ address, connectTimeout: 2000 });
      const ready = connection;
      await Promise.all(namespaces.map((namespace) => ready.withDeadline(Date.now() + 3000, () => namespaceAnswers(ready, namespace))));
      return;
    } catch (cause) {
      const why = failed?.();
      if (why !== undefined || Date.now() > until) throw new Error(why ?? `Temporal at ${address} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await connection?.close().catch(() => undefined);
    }
  }
}

async function namespaceAnswers({ workflowService }: Connection, { name, retentionDays }: { name: string; retentionDays: number }): Promise<void> {
  try {
    await workflowService.describeNamespace({ namespace: name });
  } catch {
    try {
      await workflowService.registerNamespace({ namespace: name, workflowExecutionRetentionPeriod: msToTs(retentionDays * 86_400_000) });
    } catch (cause) {
      // Somebody else's server may have the namespace and not let us make one; whether it answers is seen below.
      if (![grpcStatus.alreadyExists, grpcStatus.permissionDenied, grpcStatus.unauthenticated].includes(codeOf(cause) ?? -1)) throw cause;
    }
  }
  await workflowService.listWorkflowExecutions({ namespace: name, pageSize: 1 });
}
