import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { onServer } from '#apps/local/databases.js';
import { withClient } from '#apps/local/postgres.js';
import { Product, temporaryFolder } from '#tests/support/stack/product.js';
import { freePort } from '#apps/local/ports.js';
import { stack } from '#tests/support/stack/stack.js';
import { startWithStandIns } from './stand-ins.js';

/** A migration step that proves by its exit status what each role may do. */
const migrate = `
  import pg from ${JSON.stringify(import.meta.resolve('pg'))};
  const as = async (url, sql) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try { return (await client.query(sql)).rows; } finally { await client.end(); }
  };
  await as(process.env.DATABASE_OWNER_URL, 'CREATE TABLE IF NOT EXISTS facts (word text); GRANT SELECT, INSERT ON facts TO ' + new URL(process.env.DATABASE_URL).username);
  await as(process.env.DATABASE_URL, "INSERT INTO facts VALUES ('one')");
  const refused = await as(process.env.DATABASE_URL, 'DELETE FROM facts').then(() => undefined, (error) => error.code);
  if (refused !== '42501') throw new Error('the application could delete');`;

describe('npm start on servers of the user\'s own', () => {
  const database = `own_${randomBytes(4).toString('hex')}`;

  it('uses DATABASE_URL and TEMPORAL_ADDRESS instead of its own, each with one line that says so', async () => {
    const { administratorUrl, temporalAddress } = await stack();
    const role = `${database}_maker`;
    await withClient(administratorUrl, async (client) => {
      await client.query(`CREATE ROLE ${role} LOGIN CREATEROLE CREATEDB PASSWORD 'given'`);
      await client.query(`CREATE DATABASE ${database} OWNER ${role}`);
    });
    const url = onServer(administratorUrl, { user: role, password: 'given', database });
    const product = await Product.start({ script: startWithStandIns({ migrate }), env: { DATABASE_URL: url, TEMPORAL_ADDRESS: temporalAddress } });
    expect(product.lines.slice(0, 2)).toEqual([
      `Using the database of DATABASE_URL (${new URL(url).host}) instead of the embedded one.`,
      `Using the Temporal server of TEMPORAL_ADDRESS (${temporalAddress}) instead of one of our own.`,
    ]);
    for (const part of ['postgres', 'temporal'] as const) expect(() => product.process(part)).toThrow('does not run');
    await product.stop();

    // The second start goes on with what the first one made.
    const again = await Product.start({ folder: product.folder, script: startWithStandIns({ migrate }), env: { DATABASE_URL: url, TEMPORAL_ADDRESS: temporalAddress } });
    const { rows } = await withClient(onServer(administratorUrl, { database }), (client) => client.query('SELECT count(*)::int AS facts FROM facts'));
    expect(rows).toEqual([{ facts: 2 }]);
    await again.remove();
  }, 120_000);

  it('brings up a Temporal server of its own on that database, and leaves the server\'s other users alone', async () => {
    const { administratorUrl, applicationUrl } = await stack();
    const url = onServer(administratorUrl, { database: `${database}_b` });
    await withClient(administratorUrl, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(`${database}_b`)}`));
    const product = await Product.start({ script: startWithStandIns({ migrate }), env: { DATABASE_URL: url } });
    expect(product.process('temporal').pid).toBeGreaterThan(0);
    const { application } = JSON.parse(readFileSync(join(product.folder, 'passwords.json'), 'utf8')) as { application: string };
    await withClient(onServer(url, { user: `${database}_b_app`, password: application, database: `${database}_b` }), (client) => client.query('SELECT 1'));
    await withClient(applicationUrl, (client) => client.query('SELECT 1'));
    await product.remove();
  }, 120_000);

  it('says what is missing when the role of DATABASE_URL may not make roles', async () => {
    const { applicationUrl, temporalAddress } = await stack();
    const product = Product.launch({ folder: temporaryFolder(), port: await freePort(), script: startWithStandIns(), env: { DATABASE_URL: applicationUrl, TEMPORAL_ADDRESS: temporalAddress } });
    expect(await product.ending).toBe(1);
    expect(product.lines.at(-3)).toMatch(/The role handrail_app may not make roles and databases\. Give one that may \(CREATEROLE CREATEDB\) in DATABASE_URL\./);
    await product.remove();
  }, 60_000);
});
