import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { databaseOf, ensureDatabase, onServer, rolesOf } from '#apps/local/databases.js';
import { withClient } from '#apps/local/postgres.js';
import type { StackFacts } from './facts.js';

/** A database of one test file. */
export interface FreshDatabase {
  readonly name: string;
  /** As the application: what migrations granted, and no more. */
  readonly applicationUrl: string;
  /** As the owner of the schema. */
  readonly ownerUrl: string;
  /** As a role that may do everything. */
  readonly administratorUrl: string;
  /** Refuses the application's role this database and ends its sessions; everybody else's databases go on. */
  cut(): Promise<void>;
  /** Lets it in again. */
  mend(): Promise<void>;
  drop(): Promise<void>;
}

/** Makes an empty database, or a copy of `template`; `name` is for whoever looks at the server meanwhile. */
export async function freshDatabase(facts: StackFacts, name: string, template?: string): Promise<FreshDatabase> {
  const database = `t_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_').slice(0, 30)}_${randomBytes(5).toString('hex')}`;
  const asAdministrator = <T>(run: (client: pg.Client) => Promise<T>) => withClient(facts.administratorUrl, run);
  const roles = rolesOf(databaseOf(facts.applicationUrl));
  const quoted = pg.escapeIdentifier(database);
  await asAdministrator((client) => ensureDatabase(client, database, roles.owner, [roles.application], template));
  return {
    name: database,
    applicationUrl: onServer(facts.applicationUrl, { database }),
    ownerUrl: onServer(facts.ownerUrl, { database }),
    administratorUrl: onServer(facts.administratorUrl, { database }),
    cut: () => asAdministrator(async (client) => {
      await client.query(`REVOKE CONNECT ON DATABASE ${quoted} FROM ${roles.application}`);
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = $2', [database, roles.application]);
    }),
    mend: () => asAdministrator(async (client) => { await client.query(`GRANT CONNECT ON DATABASE ${quoted} TO ${roles.application}`); }),
    drop: () => asAdministrator(async (client) => { await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`); }),
  };
}
