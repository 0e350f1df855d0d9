import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRecord, recordReady } from '#libs/records/database.js';
import { eventsOf } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { StallingProxy } from './stalling-proxy.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('outage'); }, 120_000);
afterAll(() => fresh.close());

describe('when the record is cut', () => {
  it('refuses at once, and is written again as soon as it is back, by the same pool', async () => {
    const story = new CaseStory();
    await writeTail(fresh.record.manager, story.caseId, story.events);
    await fresh.database.cut();
    story.task('departure');
    await expect(writeTail(fresh.record.manager, story.caseId, story.events)).rejects.toThrow();
    expect(await recordReady(fresh.record)).toBe(false);
    await fresh.database.mend();
    expect(await writeTail(fresh.record.manager, story.caseId, story.events)).toMatchObject({ stored: 2 });
    expect(await recordReady(fresh.record)).toBe(true);
  });
});

describe('when the record says nothing', () => {
  it('gives up in time, gives the connection up with it, and loses no later write in a transaction that nobody commits', async () => {
    const { proxy, url } = await StallingProxy.before(fresh.database.applicationUrl);
    const record = await openRecord(url, { poolSize: 2, applicationName: 'stalled', statementTimeoutMs: 200, connectionTimeoutMs: 400 });
    try {
      const story = new CaseStory();
      await writeTail(record.manager, story.caseId, story.events);
      for (let round = 0; round < 3; round += 1) {
        proxy.stall();
        story.add('note-added', { text: `round ${round}` });
        await expect(writeTail(record.manager, story.caseId, story.events)).rejects.toThrow();
        proxy.flow();
        // Not by a transaction: what is written alone must stand at once, for everybody.
        await record.query(`insert into heartbeats (worker, kind, at) values ($1, 'live', now())`, [`${story.caseId} ${round}`]);
        expect(await fresh.owner.query('select 1 from heartbeats where worker = $1', [`${story.caseId} ${round}`])).toHaveLength(1);
        expect(await writeTail(record.manager, story.caseId, story.events)).toMatchObject({ stored: round + 2 });
        expect(await eventsOf(fresh.owner.manager, story.caseId)).toEqual(story.events);
      }
    } finally {
      await record.destroy();
      await proxy.close();
    }
  }, 30_000);
});
