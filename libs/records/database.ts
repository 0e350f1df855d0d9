import { DataSource, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError, type QueryRunner } from 'typeorm';
import { entities } from './entities/all.js';
import { migrations } from './migrations/all.js';
import { SnakeNaming } from './naming.js';
import { RecordClient } from './record-client.js';

export interface RecordOptions {
  poolSize: number; applicationName: string;
  /** How long one statement may run, in ms; the client gives up half a second after the server does. */
  statementTimeoutMs?: number;
  /** How long a statement may wait for a lock, in ms; as long as it may run unless given. */
  lockTimeoutMs?: number;
  /** How long to wait for a connection, in ms: a paused server accepts none and says nothing. */
  connectionTimeoutMs?: number;
  /** What one sort may take before it goes to disk; unless given, as the server has it. */
  workMem?: string;
}

/** The record's database, not yet connected. Never synchronised: migrations alone change the schema. */
export function recordDataSource(url: string, options: RecordOptions): DataSource {
  const { poolSize, applicationName, statementTimeoutMs = 5_000, lockTimeoutMs = statementTimeoutMs, connectionTimeoutMs = 3_000, workMem } = options;
  return sayingWhatWasLost(new DataSource({
    type: 'postgres', url, poolSize, applicationName, connectTimeoutMS: connectionTimeoutMs, entities, migrations, migrationsTableName: 'migrations', migrationsTransactionMode: 'each',
    synchronize: false, logging: false, namingStrategy: new SnakeNaming(),
    // A connection that fails while it is idle is dropped by the pool, and the next query opens another.
    poolErrorHandler: () => undefined,
    extra: {
      Client: RecordClient, statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + 500, lock_timeout: lockTimeoutMs, idle_in_transaction_session_timeout: 10_000, keepAlive: true, allowExitOnIdle: true,
      ...(workMem === undefined ? {} : { options: `-c work_mem=${workMem}` }),
    },
  }));
}

/** A connection that goes between two statements of a transaction takes its query runner along, and the next statement hears of that alone: it hears by what, too. One that was given back (a forgotten `await`) was lost by nothing, and is our fault. */
function sayingWhatWasLost(source: DataSource): DataSource {
  const explained = (error: unknown, runner?: QueryRunner): unknown => {
    const lost = error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError ? (runner as { databaseConnection?: RecordClient } | undefined)?.databaseConnection?.lost : undefined;
    return lost ? new Error('the connection went within a transaction', { cause: lost }) : error;
  };
  const ask = source.query.bind(source);
  source.query = <Answer>(sql: string, parameters?: unknown[], runner?: QueryRunner) => ask<Answer>(sql, parameters, runner).catch((error: unknown) => { throw explained(error, runner); });
  // TypeORM's own statements (commit, rollback) go by the runner alone, and a transaction within one asks its manager first.
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...given: unknown[]) => Promise<unknown>;
    const transaction = runner.manager.transaction.bind(runner.manager) as (...given: unknown[]) => Promise<unknown>;
    Object.assign(runner.manager, { transaction: (...given: unknown[]) => transaction(...given).catch((error: unknown) => { throw explained(error, runner); }) });
    return Object.assign(runner, { query: (...given: unknown[]) => query(...given).catch((error: unknown) => { throw explained(error, runner); }) });
  };
  return source;
}

/** Opens the record. @throws when the server does not answer within the connection timeout. Close it with `destroy()`. */
export async function openRecord(url: string, options: RecordOptions): Promise<DataSource> {
  return recordDataSource(url, options).initialize();
}

/** Does the record answer now? */
export async function recordReady(record: DataSource): Promise<boolean> {
  try {
    await record.query('select 1 from cases limit 1');
    return true;
  } catch {
    return false;
  }
}
