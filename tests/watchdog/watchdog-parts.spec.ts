import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { apiAnswers, temporalAnswers } from '#apps/watchdog/looks/answers.js';
import { freePort } from '#apps/local/ports.js';
import { recordDataSource } from '#libs/records/database.js';
import { stack } from '#tests/support/stack/stack.js';
import { to, WatchedRecord } from './watched-record.js';

let watched: WatchedRecord;
beforeAll(async () => { watched = await WatchedRecord.open('watchdog parts'); }, 120_000);
afterAll(() => watched.close());
beforeEach(() => watched.anew());

describe('the watchdog', () => {
  it('knocks at Temporal and at the API', async () => {
    Object.assign(watched.answering, { temporal: false, api: false });
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['api-away', 'temporal-away']);
    Object.assign(watched.answering, { temporal: true, api: true });
    await watched.turns(2);
    expect([await watched.standing(), watched.subjects(to[0])]).toEqual([[], ['Handrail watchdog: ALARM, 2 new', 'Handrail watchdog: all clear, 2 over']]);
  });

  it('tells by mail that the database is away, says nothing to be over meanwhile, and writes it down afterwards', async () => {
    const sick = watched.skipped();
    await watched.store(sick);
    const record = recordDataSource(watched.fresh.database.applicationUrl, { poolSize: 1, applicationName: 'watchdog of the spec' });
    watched.dog = watched.watchdog({ record });
    await watched.fresh.database.cut();
    await watched.turns(2);
    expect(watched.subjects(to[0])).toEqual(['Handrail watchdog: ALARM, 1 new']);
    await watched.fresh.database.mend();
    await watched.turns(2);
    expect(watched.subjects(to[0]).at(-1)).toBe('Handrail watchdog: ALARM, 1 lasting, 1 over');
    expect(await watched.standing()).toEqual([`call-missing ${sick.task}`]);
    await watched.fresh.database.cut();
    await watched.turns(4);
    expect(watched.subjects(to[0]).filter((subject) => subject.includes('over'))).toHaveLength(1);
    await watched.fresh.database.mend();
    // As after any cut the pool of the spec opens anew.
    await watched.fresh.record.query('select 1').catch(() => undefined);
    await watched.turns(3);
    expect(await watched.standing()).toEqual([`call-missing ${sick.task}`]);
    expect(await watched.fresh.owner.query(`select count(*)::int as away from watchdog_alarms where kind = 'database-away' and over_told_at is not null`)).toEqual([{ away: 2 }]);
    await record.destroy();
  });

  it('remembers over a restart what it told; one address that is refused keeps nobody else from hearing; mail that is away is made up for', async () => {
    watched.mail.manner = (address) => (address === to[0] ? 'never' : 'accept');
    watched.answering.api = false;
    await watched.turns(2);
    expect(to.map((address) => watched.subjects(address))).toEqual([[], ['Handrail watchdog: ALARM, 1 new']]);
    watched.dog = watched.watchdog();
    await watched.turns(2);
    expect(watched.subjects(to[1])).toHaveLength(1);
    watched.mail.manner = () => 'later';
    watched.answering.api = true;
    await watched.turns(3);
    expect([await watched.standing(), watched.dog.untold]).toEqual([[], 1]);
    watched.mail.manner = () => 'accept';
    watched.dog = watched.watchdog();
    await watched.turns(1);
    expect(to.map((address) => watched.subjects(address))).toEqual([['Handrail watchdog: all clear, 1 over'], ['Handrail watchdog: ALARM, 1 new', 'Handrail watchdog: all clear, 1 over']]);
    expect(watched.dog.untold).toBe(0);
  });
});

describe('whether a part answers', () => {
  let mute: Server;
  let address: string;
  beforeAll(async () => {
    mute = createServer(() => undefined);
    await new Promise<void>((resolve) => { mute.listen(0, '127.0.0.1', resolve); });
    address = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
  });
  afterAll(() => { mute.close(); });

  it('is asked of Temporal itself: an open port that says nothing is no answer', async () => {
    const { temporalAddress } = await stack();
    expect(await temporalAnswers(temporalAddress, 5_000)).toBe(true);
    expect(await temporalAnswers(address, 300)).toBe(false);
    expect(await temporalAnswers(`127.0.0.1:${await freePort()}`, 5_000)).toBe(false);
  });

  it('is asked of the API the same way', async () => {
    expect(await apiAnswers(`http://${address}`, 300)).toBe(false);
    expect(await apiAnswers(`http://127.0.0.1:${await freePort()}`, 5_000)).toBe(false);
  });
});
