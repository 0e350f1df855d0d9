import pg from 'pg';
import { EnvironmentError, environment } from '#libs/config/environment.js';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import { openRecord } from '#libs/records/database.js';
import { noWorkers } from '#libs/records/heartbeats.js';
import { migrate } from '#libs/records/migrate.js';

/** Brings the record's schema to this release and, on one machine, seeds the demonstration. Runs to its end before any other part starts. */
async function main(): Promise<void> {
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: applicationUrl, HANDRAIL_MODE: mode, OIDC_ISSUER: issuer } = environment('migrate');
  const applicationRole = applicationUrl ? decodeURIComponent(new URL(applicationUrl).username) : 'handrail_app';
  if (applicationUrl) await makeRole(ownerUrl, applicationRole, decodeURIComponent(new URL(applicationUrl).password));
  const { ran, granted } = await migrate(ownerUrl, { applicationRole });
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}.`);
  if (!granted) console.warn(`The role ${applicationRole} was given nothing: it does not exist, or owns the schema itself. Events are then kept by triggers alone.`);

  if (mode !== 'local') return;
  if (!issuer) throw new EnvironmentError([{ variable: 'OIDC_ISSUER', message: 'is not set, and the demonstration cannot be seeded without it' }]);
  const record = await openRecord(ownerUrl, { poolSize: 1, applicationName: 'handrail migrate' });
  try {
    await seedDemonstration(record.manager, issuer);
    await noWorkers(record.manager);
  } finally {
    await record.destroy();
  }
}

/** Makes the application's role where it is missing and the owner may make roles: a database that somebody gave us need not have one. */
async function makeRole(ownerUrl: string, role: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows: [known] } = await client.query<{ missing: boolean; may: boolean }>(`
      select not exists (select 1 from pg_roles where rolname = $1) as missing, (rolcreaterole or rolsuper) as may from pg_roles where rolname = current_user`, [role]);
    if (!known?.missing || !known.may || password === '') return;
    await client.query(`create role ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(password)}`);
    await client.query(`do $$ begin execute format('grant connect on database %I to ${pg.escapeIdentifier(role)}', current_database()); end $$`);
  } finally {
    await client.end();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The migration failed.');
  process.exitCode = 1;
}
