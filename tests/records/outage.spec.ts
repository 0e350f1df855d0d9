import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { withClient } from '#apps/local/postgres.js';
import { outage } from '#apps/api/http/outage.js';
import { openRecord, recordReady } from '#libs/records/database.js';
import { eventsOf } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { silent } from '#tests/faults/nemesis/harms.js';
import { Link } from '#tests/faults/nemesis/proxy.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

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

describe('when a connection goes between two statements of one transaction', () => {
  it.each([
    ['statement', (manager: EntityManager) => manager.query('select 1')],
    ['transaction within it', (manager: EntityManager) => manager.transaction((within) => within.query('select 1'))],
  ])('the next %s knows it as an outage, which the same request may outlive, and not as a fault of ours', async (_, next) => {
    const error = await fresh.record.transaction(async (manager) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('select pg_backend_pid() as pid');
      const lost = new Promise((resolve) => { void manager.queryRunner!.connect().then((client: { once(name: string, heard: (value: unknown) => void): void }) => client.once('end', resolve)); });
      await withClient(fresh.database.administratorUrl, (client) => client.query('select pg_terminate_backend($1)', [pid]));
      await lost;
      return next(manager);
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(outage(error)).toBe(true);
  });

  it('is not taken for a statement that came after its transaction, which is a fault of ours and to be seen', async () => {
    const late = await fresh.record.transaction((manager) => Promise.resolve(manager));
    const error = await late.query('select 1').catch((thrown: unknown) => thrown);
    expect([error, outage(error)]).toEqual([expect.objectContaining({ message: expect.stringContaining('released') }), false]);
  });
});

describe('when the record says nothing', () => {
  it('gives up in time, gives the connection up with it, and loses no later write in a transaction that nobody commits', async () => {
    const direct = new URL(fresh.database.applicationUrl);
    const link = await Link.open('to postgres', Number(direct.port));
    direct.port = String(link.port);
    const record = await openRecord(direct.href, { poolSize: 2, applicationName: 'stalled', statementTimeoutMs: 200, connectionTimeoutMs: 400 });
    try {
      const story = new CaseStory();
      await writeTail(record.manager, story.caseId, story.events);
      for (let round = 0; round < 3; round += 1) {
        link.hurt(silent('to', 'back'));
        story.add('note-added', { text: `round ${round}` });
        await expect(writeTail(record.manager, story.caseId, story.events)).rejects.toThrow();
        link.heal();
        // Not by a transaction: what is written alone must stand at once, for everybody.
        await record.query(`insert into heartbeats (worker, kind, at) values ($1, 'live', now())`, [`${story.caseId} ${round}`]);
        expect(await fresh.owner.query('select 1 from heartbeats where worker = $1', [`${story.caseId} ${round}`])).toHaveLength(1);
        expect(await writeTail(record.manager, story.caseId, story.events)).toMatchObject({ stored: round + 2 });
        expect(await eventsOf(fresh.owner.manager, story.caseId)).toEqual(story.events);
      }
    } finally {
      await record.destroy();
      await link.close();
    }
  }, 30_000);
});
