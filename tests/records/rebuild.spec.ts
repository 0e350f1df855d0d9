import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordWalk } from '#libs/records/huddle-walks.js';
import { rebuild } from '#libs/records/rebuild.js';
import { haltedCases } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { randomHappenings, storyOf } from './random-story.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('rebuild'); }, 120_000);
afterAll(() => fresh.close());

const projections = { cases: 'id', tasks: 'id', escalations: 'id', calls: 'case_id, sequence', case_organisations: 'case_id, organisation_id', system_alarms: 'id' };
const others = { events: 'case_id, sequence', notices: 'id', patients: 'id', case_claims: 'case_id, patient_id', huddle_walks: 'id', system_alarm_closings: 'alarm_id' };
/** `changed` says that a case was written anew, which a rebuild does. */
const tables = (of: Record<string, string>) => Promise.all(Object.entries(of).map(async ([table, key]) => [table, (await fresh.owner.query<Record<string, unknown>[]>(`select * from ${table} order by ${key}`)).map(({ changed: _, ...row }) => row)] as const));

/** Writes a story in pieces of these lengths, as different writers would. */
async function writeInPieces(story: CaseStory, lengths: readonly number[]): Promise<void> {
  for (let begin = 0, piece = 0; begin < story.events.length; piece += 1) {
    const end = begin + (lengths[piece % lengths.length] ?? 1);
    await writeTail(fresh.record.manager, story.caseId, story.events.slice(0, end).slice(Math.max(0, begin - 1)));
    begin = end;
  }
}

describe('rebuilding the projections', () => {
  it('makes the same rows from the events as the writers made, whatever happened and in whatever pieces it was written', async () => {
    await fc.assert(fc.asyncProperty(randomHappenings, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), fc.boolean(), async (happenings, lengths, rehearsal) => {
      const story = storyOf(happenings, rehearsal);
      await writeInPieces(story, lengths);
    }), { numRuns: 150 });
    expect(await haltedCases(fresh.record.manager)).toEqual([]);
    await recordWalk(fresh.record.manager, { team: 'riverside', date: '2026-11-03', at: new Date(), person: 'riverside-hub', present: ['Harriet'], command: 'c' });
    const before = await tables(projections);
    const untouched = await tables(others);
    expect(await rebuild(fresh.record)).toMatchObject({ cases: 150, failed: [], hashes: [] });
    expect(await tables(projections)).toEqual(before);
    expect(await tables(others)).toEqual(untouched);
  }, 120_000);

  it('makes them from nothing: rows that were lost, damaged or invented', async () => {
    const before = await tables(projections);
    await fresh.owner.query('delete from calls');
    await fresh.owner.query('delete from escalations');
    await fresh.owner.query('delete from tasks');
    await fresh.owner.query('delete from case_organisations');
    await fresh.owner.query(`update cases set document = '{}', summary = '{}', status = 'open', closed_at = null, stage = 'none', search = '', ward = null, open_tasks = 0, next_due_at = null, patient_id = null, coordinator = null, pathway = 'x'`);
    const { id } = (await fresh.owner.query<{ id: string }[]>('select id from cases limit 1'))[0]!;
    await fresh.owner.query(`insert into tasks (id, case_id, organisation_id, pathway, rehearsal, step, title, status, owner_role, opened_at, due_at, late, recorded_late, document)
      values ('invented', $1, 'riverside', 'x', false, 'x', 'x', 'open', 'hub', now(), now(), false, false, '{}')`, [id]);
    await rebuild(fresh.record);
    expect(await tables(projections)).toEqual(before);
  }, 60_000);

  it('keeps the clocks of rehearsals, which are no events', async () => {
    const story = new CaseStory({ rehearsal: true });
    await writeTail(fresh.record.manager, story.caseId, story.events, { clockOffsetMs: 123_000 });
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await fresh.record.query('select clock_offset_ms from cases where id = $1', [story.caseId])).toEqual([{ clock_offset_ms: '123000' }]);
  });

  it('says when the running hash of a case does not fit its events', async () => {
    const story = new CaseStory();
    await writeTail(fresh.record.manager, story.caseId, story.events);
    await fresh.owner.query(`update cases set hash = repeat('0', 64) where id = $1`, [story.caseId]);
    expect(await rebuild(fresh.record, { caseId: story.caseId })).toMatchObject({ cases: 1, hashes: [story.caseId] });
  });

  it('runs beside writers', async () => {
    const story = new CaseStory();
    for (let task = 0; task < 40; task += 1) story.rung(story.task(`step-${task}`), 1, 'riverside-hub');
    const writers = story.events.filter((_, index) => index % 8 === 0).map(({ sequence }) => writeTail(fresh.record.manager, story.caseId, story.events.slice(0, sequence)));
    const rebuilders = Array.from({ length: 5 }, () => writers[0]!.then(() => rebuild(fresh.record, { caseId: story.caseId })));
    await Promise.all([...writers, ...rebuilders]);
    const rows = await tables(projections);
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await tables(projections)).toEqual(rows);
  }, 60_000);
});
