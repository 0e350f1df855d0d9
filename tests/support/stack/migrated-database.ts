import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { databaseOf } from '#apps/local/databases.js';
import { withClient } from '#apps/local/postgres.js';
import { migrate } from '#libs/records/migrate.js';
import type { StackFacts } from './facts.js';
import { freshDatabase, type FreshDatabase } from './fresh-database.js';

/** A database with today's schema: the first file of a run migrates one, all have copies of it. */
export async function migratedDatabase(facts: StackFacts, name: string): Promise<FreshDatabase> {
  return freshDatabase(facts, name, await template(facts));
}

/** Of what a schema is made: servers may outlast a change of it. */
function madeOf(): string {
  const records = join(checkoutFolder(), 'libs', 'records');
  const hash = createHash('sha256');
  for (const path of ['grants.ts', 'migrate.ts', ...readdirSync(join(records, 'migrations')).toSorted().map((file) => join('migrations', file))]) hash.update(path).update(readFileSync(join(records, path)));
  return hash.digest('hex').slice(0, 16);
}

async function template(facts: StackFacts): Promise<string> {
  const name = `t_migrated_${madeOf()}`;
  await withClient(facts.administratorUrl, async (client) => {
    // Several workers ask at once; the one that dies in the middle lets go of the lock, and what it made has another name.
    await client.query(`select pg_advisory_lock(hashtextextended('handrail test template', 0))`);
    if ((await client.query('select from pg_database where datname = $1', [name])).rowCount !== 0) return;
    const made = await freshDatabase(facts, 'migrated');
    await migrate(made.ownerUrl, { applicationRole: decodeURIComponent(new URL(made.applicationUrl).username) });
    await client.query(`alter database ${pg.escapeIdentifier(databaseOf(made.ownerUrl))} rename to ${pg.escapeIdentifier(name)}`);
  });
  return name;
}
