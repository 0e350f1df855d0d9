import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { outage } from '#apps/api/http/outage.js';
import { openRecord } from '#libs/records/database.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
let one: DataSource;
beforeAll(async () => { fresh = await freshRecord('kept-statements'); }, 120_000);
afterAll(async () => { await one.destroy(); await fresh.close(); });

const kept = async (words: string) => (await one.query<{ times: number }[]>('select (generic_plans + custom_plans)::int as times from pg_prepared_statements where statement like $1', [`%${words}%`])).map(({ times }) => times);

describe('a statement that is asked again and again on one connection', () => {
  it('is kept by the server from its second time on; what is asked once, or has nothing to fill in, is not', async () => {
    one = await openRecord(fresh.database.applicationUrl, { poolSize: 1, applicationName: 'kept-statements' });
    for (let time = 0; time < 4; time += 1) expect(await one.query('select $1::int as again', [time])).toEqual([{ again: time }]);
    await one.query('select $1::int as once', [1]);
    for (let time = 0; time < 4; time += 1) await one.query('select 1 as bare');
    expect([await kept('as again'), await kept('as once'), await kept('as bare')]).toEqual([[3], [], []]);
  });

  it('is none of more than a hundred, however many there are', async () => {
    for (let each = 0; each < 150; each += 1) for (let time = 0; time < 2; time += 1) expect(await one.query(`select $1::int as number_${each}`, [each])).toEqual([{ [`number_${each}`]: each }]);
    expect((await one.query<{ count: number }[]>('select count(*)::int as count from pg_prepared_statements'))[0]).toEqual({ count: 100 });
  });

  it('that outlives a new column is away once, and then asked anew', async () => {
    await one.destroy();
    one = await openRecord(fresh.database.applicationUrl, { poolSize: 1, applicationName: 'kept-statements' });
    const ask = () => one.query('select * from teams where id = $1', ['nobody']);
    for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual([]);
    await fresh.owner.query('alter table teams add column grown text');
    const refused: unknown = await ask().then(() => 'answered', (error: unknown) => error);
    expect([outage(refused), (refused as Error).message]).toEqual([true, 'cached plan must not change result type']);
    for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual([]);
  });
});
