import pg from 'pg';
import { withClient } from './postgres.js';

/** The roles by which the databases are used: migrations give `application` what it may do, and no more. They are named after the database, so that instances with a server in common do not change each other's passwords. */
export const rolesOf = (database: string) => ({ owner: `${database}_owner`, application: `${database}_app`, temporal: `${database}_temporal` });

/** Where everything is kept, once roles and databases stand. */
export interface Databases {
  /** The application's role: it may neither change nor delete events. */
  readonly applicationUrl: string;
  /** The owner of the schema: migrations only. */
  readonly ownerUrl: string;
  /** The two databases of Temporal, which the record's roles cannot enter. */
  readonly temporal: TemporalDatabases;
}

export interface TemporalDatabases {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly main: string;
  readonly visibility: string;
}

/** The same server by another database, or another role; parameters (TLS and the like) stay. */
export function onServer(url: string, { user, password, database }: { user?: string; password?: string; database: string }): string {
  const other = new URL(url);
  if (user !== undefined) other.username = encodeURIComponent(user);
  if (password !== undefined) other.password = encodeURIComponent(password);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** Makes a role that may sign in with the password, or gives the one that is there this password. */
async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
}

/** Makes a database for its owner alone, or lets the owner work in the one that is there; `guests` may enter it. `template`: a database, with nobody in it, that a new one is a copy of. */
export async function ensureDatabase(client: pg.Client, database: string, owner: string, guests: readonly string[] = [], template = 'template0'): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  const name = pg.escapeIdentifier(database);
  if (rowCount === 0) {
    // An administrator that is no superuser can only give a database to a role that it is a member of.
    await client.query(`GRANT ${pg.escapeIdentifier(owner)} TO CURRENT_USER`);
    await client.query(`CREATE DATABASE ${name} OWNER ${pg.escapeIdentifier(owner)} TEMPLATE ${pg.escapeIdentifier(template)} ENCODING 'UTF8'`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  } else {
    await client.query(`GRANT ALL ON DATABASE ${name} TO ${pg.escapeIdentifier(owner)}`);
  }
  for (const guest of guests) await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${pg.escapeIdentifier(guest)}`);
}

/** The database that a URL names. */
export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
}

/**
 * Makes roles and databases as far as they are missing; again and again does no harm.
 * @param administratorUrl a role that may make roles and databases, by `database` or any other database of that server
 * @param ownerUrl when the record has its owner already: then `administratorUrl` is the application's own role, nothing is made for
 *   the record, and the owner makes Temporal's databases
 * @throws when the role may not, with what to give instead
 */
export async function ensureDatabases(administratorUrl: string, database: string, passwords: { owner: string; application: string; temporal: string }, ownerUrl?: string): Promise<Databases> {
  const names = { main: `${database}_temporal`, visibility: `${database}_temporal_visibility` };
  const roles = rolesOf(database);
  const maker = ownerUrl ?? administratorUrl;
  try {
    await withClient(maker, async (client) => {
      await ensureRole(client, roles.temporal, passwords.temporal);
      await ensureDatabase(client, names.main, roles.temporal);
      await ensureDatabase(client, names.visibility, roles.temporal);
      if (ownerUrl !== undefined) return;
      await ensureRole(client, roles.owner, passwords.owner);
      await ensureRole(client, roles.application, passwords.application);
      await ensureDatabase(client, database, roles.owner, [roles.application]);
    });
    // In a database that was there before, its schema is its maker's until this.
    if (ownerUrl === undefined) await withClient(onServer(maker, { database }), (client) => client.query(`GRANT ALL ON SCHEMA public TO ${pg.escapeIdentifier(roles.owner)}`));
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause;
    throw new Error(`The role ${new URL(maker).username} may not make roles and databases. Give one that may (CREATEROLE CREATEDB) in ${ownerUrl === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL'}.`, { cause });
  }
  const { hostname, port } = new URL(maker);
  return {
    applicationUrl: ownerUrl === undefined ? onServer(maker, { user: roles.application, password: passwords.application, database }) : administratorUrl,
    ownerUrl: ownerUrl ?? onServer(maker, { user: roles.owner, password: passwords.owner, database }),
    temporal: { host: hostname, port: Number(port || 5432), user: roles.temporal, password: passwords.temporal, ...names },
  };
}
