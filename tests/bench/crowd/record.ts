import { migrate } from '#libs/records/migrate.js';
import { openRecord } from '#libs/records/database.js';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { admit, fill, noticesAreOut, type Filled } from './fill.js';
import { patterns } from './patterns.js';
import { hireCrew } from './staff.js';

/** An empty record with its people. */
export async function peopled(of: FreshDatabase, issuer: string): Promise<void> {
  await migrate(of.ownerUrl);
  const owner = await openRecord(of.ownerUrl, { poolSize: 2, applicationName: 'bench', statementTimeoutMs: 600_000 });
  try {
    await seedDemonstration(owner.manager, issuer);
    await hireCrew(owner.manager, issuer);
    await admit(owner);
  } finally {
    await owner.destroy();
  }
}

/** So many more open cases and tasks; `from`: how many cases there are already. */
export async function grown(of: FreshDatabase, wanted: { cases: number; openTasks: number; from?: number }, tell: (line: string) => void): Promise<Filled> {
  const owner = await openRecord(of.ownerUrl, { poolSize: 2, applicationName: 'bench', statementTimeoutMs: 3_600_000 });
  const record = await openRecord(`${of.applicationUrl}${of.applicationUrl.includes('?') ? '&' : '?'}options=-c%20synchronous_commit%3Doff`, { poolSize: 6, applicationName: 'bench fill', statementTimeoutMs: 60_000 });
  try {
    const made = await fill(record, patterns(Date.now()), wanted, tell);
    await noticesAreOut(owner);
    await owner.query('vacuum analyze');
    return made;
  } finally {
    await record.destroy();
    await owner.destroy();
  }
}
