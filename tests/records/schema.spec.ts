import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '#libs/records/migrate.js';
import { migrations } from '#libs/records/migrations/all.js';
import { eventually } from '#tests/support/temporal/eventually.js';
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

  it('is changed while cases are read: whoever comes after a change that waits for somebody’s long look does not wait for both', async () => {
    while ((await fresh.owner.query<{ name: string }[]>('select name from migrations order by id desc limit 1'))[0]!.name !== 'Reports1764000000015') await fresh.owner.undoLastMigration();
    const looking = fresh.record.createQueryRunner();
    await looking.startTransaction();
    await looking.query('select count(*) from cases');
    const migrating = migrate(fresh.database.ownerUrl, { lockMs: 100 });
    await eventually('the change waits', async () => (await fresh.owner.query<unknown[]>(`select 1 from pg_stat_activity where datname = current_database() and application_name = 'handrail migrate' and wait_event_type = 'Lock'`)).length > 0);
    expect(await fresh.record.query('select count(*)::int as count from cases')).toEqual([{ count: 0 }]);
    await looking.commitTransaction();
    await looking.release();
    expect((await migrating).ran).toEqual(migrations.map(({ name }) => name).slice(migrations.findIndex(({ name }) => name === 'Reports1764000000015') + 1));
  }, 60_000);

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
