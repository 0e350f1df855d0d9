import { recordDataSource } from './database.js';
import { grantApplication } from './grants.js';

export interface Migrated { ran: string[]; granted: boolean }

/**
 * Brings the schema to this release as its owner, one process at a time, and gives the application's role its rights. Again is harmless.
 * `applicationRole`: granted nothing when it does not exist.
 */
export async function migrate(ownerUrl: string, { applicationRole = 'handrail_app' }: { applicationRole?: string } = {}): Promise<Migrated> {
  const owner = await recordDataSource(ownerUrl, { poolSize: 3, applicationName: 'handrail migrate', statementTimeoutMs: 10 * 60_000, connectionTimeoutMs: 10_000 }).initialize();
  const lock = owner.createQueryRunner();
  try {
    await lock.query(`select pg_advisory_lock(hashtextextended('handrail migrate', 0))`);
    const ran = await owner.runMigrations();
    const granted = await grantApplication(owner, applicationRole);
    return { ran: ran.map(({ name }) => name), granted };
  } finally {
    await lock.query(`select pg_advisory_unlock(hashtextextended('handrail migrate', 0))`).catch(() => undefined);
    await lock.release();
    await owner.destroy();
  }
}
