import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { recordDataSource } from './database.js';
import { grantApplication } from './grants.js';
import { firstRow } from './transaction.js';

export interface Migrated { ran: string[]; granted: boolean }

const LONGEST_MS = 10 * 60_000;
const TURN = `hashtextextended('handrail migrate', 0)`;

/**
 * Brings the schema to this release as its owner, one process at a time, and gives the application's role its rights. Again is harmless.
 * `applicationRole`: granted nothing when it does not exist. `lockMs`: what changes a table that is in use waits so long for it and then lets those behind it through, before it tries again: calls go on meanwhile.
 */
export async function migrate(ownerUrl: string, { applicationRole = 'handrail_app', lockMs = 2_000 }: { applicationRole?: string; lockMs?: number } = {}): Promise<Migrated> {
  const owner = await recordDataSource(ownerUrl, { poolSize: 3, applicationName: 'handrail migrate', statementTimeoutMs: LONGEST_MS, lockTimeoutMs: lockMs, connectionTimeoutMs: 10_000 }).initialize();
  const lock = owner.createQueryRunner();
  try {
    await ourTurn(lock);
    const before = await known(owner);
    await runAll(owner);
    const granted = await grantApplication(owner, applicationRole);
    return { ran: (await known(owner)).filter((name) => !before.includes(name)), granted };
  } finally {
    await lock.query(`select pg_advisory_unlock(${TURN})`).catch(() => undefined);
    await lock.release();
    await owner.destroy();
  }
}

/** Asked for again and again: a session that waited for it inside a statement would hold up an index that is built beside everything else, for good. */
async function ourTurn(lock: QueryRunner): Promise<void> {
  for (const until = Date.now() + LONGEST_MS; !(await firstRow<{ ours: boolean }>(lock.manager, `select pg_try_advisory_lock(${TURN}) as ours`))!.ours;) {
    if (Date.now() > until) throw new Error('another process has been changing the schema for ten minutes');
    await pause(100);
  }
}

/** Each in a transaction of its own, so that no table is locked for longer than its own change takes. */
async function runAll(owner: DataSource): Promise<void> {
  for (const until = Date.now() + LONGEST_MS; ;) {
    try {
      await owner.runMigrations();
      return;
    } catch (error) {
      // Somebody reads the table that is to be changed.
      if ((error as { driverError?: { code?: string } }).driverError?.code !== '55P03' || Date.now() > until) throw error;
    }
  }
}

async function known(owner: DataSource): Promise<string[]> {
  const [{ there }] = await owner.query<[{ there: boolean }]>(`select to_regclass('migrations') is not null as there`);
  return there ? (await owner.query<{ name: string }[]>('select name from migrations order by id')).map(({ name }) => name) : [];
}
