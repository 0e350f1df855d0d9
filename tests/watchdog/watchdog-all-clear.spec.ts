import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recordDataSource } from '#libs/records/database.js';
import { MINUTE, patience, shippedPatience, WatchedRecord } from './watched-record.js';

let watched: WatchedRecord;
beforeAll(async () => { watched = await WatchedRecord.open('watchdog all clear'); }, 120_000);
afterAll(() => watched.close());
beforeEach(() => watched.anew());

const clears = (): string[] => watched.subjects().filter((subject) => subject.includes('over'));

describe('an all-clear', () => {
  it('is not given by a watchdog that was just started: it raises nothing for a while, and ends nothing that is still there', async () => {
    const sick = watched.skipped();
    await watched.store(sick);
    watched.answering.temporal = false;
    watched.dog = watched.watchdog({ workers: ['live', 'rehearsal'], patience: { ...patience, workerMs: 0 } });
    await watched.dog.turn();
    const stood = [`call-missing ${sick.task}`, 'temporal-away', 'worker-silent live', 'worker-silent rehearsal'];
    expect(await watched.standing()).toEqual(stood);
    watched.dog = watched.watchdog({ workers: ['live', 'rehearsal'], patience: shippedPatience });
    for (let turn = 0; turn < 4; turn += 1) await watched.dog.turn();
    expect([await watched.standing(), clears()]).toEqual([stood, []]);
    await watched.closeAll();
    watched.answering.temporal = true;
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['worker-silent rehearsal']);
  });

  it('is not given when the database comes back and the call is still missing', async () => {
    const sick = watched.skipped();
    await watched.store(sick);
    const record = recordDataSource(watched.fresh.database.applicationUrl, { poolSize: 1, applicationName: 'watchdog of the spec' });
    watched.dog = watched.watchdog({ record });
    await watched.turns(1);
    watched.dog = watched.watchdog({ record, patience: { ...shippedPatience, partMs: 0 } });
    await watched.turns(1);
    await watched.fresh.database.cut();
    await watched.turns(1);
    await watched.fresh.database.mend();
    await watched.turns(4);
    expect([await watched.standing(), clears()]).toEqual([[`call-missing ${sick.task}`], [expect.stringContaining('1 over')]]);
    expect(watched.newest()).toContain('Over:\n- The database does not answer');
    await record.destroy();
  });
});

describe('a database that does not answer at every second look', () => {
  it('silences nothing: the call that is missing is told of in its time all the same', async () => {
    const sick = watched.skipped();
    await watched.store(sick);
    const record = recordDataSource(watched.fresh.database.applicationUrl, { poolSize: 1, applicationName: 'watchdog of the spec' });
    // Nothing is an alarm that the watchdog has not watched for a second, and half a minute of silence is an outage.
    watched.dog = watched.watchdog({ record, patience: { ...patience, callMs: 1_000, partMs: MINUTE / 2 } });
    for (const end = Date.now() + 20_000; (await watched.standing()).length === 0 && Date.now() < end;) {
      await watched.fresh.database.cut();
      await watched.turns(1);
      await watched.fresh.database.mend();
      await watched.turns(1);
    }
    expect(await watched.standing()).toEqual([`call-missing ${sick.task}`]);
    await record.destroy();
  }, 60_000);
});
