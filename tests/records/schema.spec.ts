import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/records/migrate.js';
import { migrations } from '#libs/records/migrations/all.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('schema'); }, 120_000);
afterAll(() => fresh.close());

describe('the schema', () => {
  it('has the columns that the entities say, and no others', async () => {
    const { upQueries } = await fresh.owner.driver.createSchemaBuilder().log();
    const differences = upQueries.map(({ query }) => query).filter((query) => /^CREATE TABLE|^DROP TABLE|(ADD|DROP|ALTER) COLUMN|ADD "|DROP COLUMN|ALTER "/.test(query) && !/CONSTRAINT/.test(query));
    expect(differences).toEqual([]);
  });

  it('is brought to this release once, by two processes at the same time as well', async () => {
    expect(await Promise.all([migrate(fresh.database.ownerUrl), migrate(fresh.database.ownerUrl)])).toEqual([{ ran: [], granted: true }, { ran: [], granted: true }]);
  });

  it('gives nothing to a role that does not exist', async () => {
    expect(await migrate(fresh.database.ownerUrl, { applicationRole: 'nobody_of_this_name' })).toEqual({ ran: [], granted: false });
  });

  it('keeps every instant as timestamptz', async () => {
    const found = await fresh.owner.query(`select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type in ('timestamp without time zone', 'date', 'time without time zone') and table_name <> 'migrations'`);
    expect(found).toEqual([]);
  });

  it('can be taken back step by step and made again', async () => {
    const { ran } = await downAndUp();
    expect(ran).toHaveLength(migrations.length);
  });
});

async function downAndUp(): Promise<{ ran: string[] }> {
  for (let step = 0; step < migrations.length; step += 1) await fresh.owner.undoLastMigration();
  expect(await fresh.owner.query(`select tablename from pg_tables where schemaname = 'public' and tablename <> 'migrations'`)).toEqual([]);
  return migrate(fresh.database.ownerUrl);
}
