import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countBoard, escalationBoard } from '#libs/records/queries/escalation-board.js';
import { callsTo } from '#libs/records/queries/my-work.js';
import { rebuild } from '#libs/records/rebuild.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('silence'); }, 120_000);
afterAll(() => fresh.close());

const write = (story: CaseStory) => writeTail(fresh.record.manager, story.caseId, story.events);
const lead = reading('riverside-escalation-lead');
const board = async () => (await escalationBoard(fresh.record.manager, lead, {})).items;
const silentSince = async (escalationId: string) => (await board()).find(({ escalation }) => escalation.id === escalationId)?.silentSince;
const callsOf = (person: string) => callsTo(fresh.record.manager, reading(person), false);

describe('the silence of a climb', () => {
  it('begins when it was raised, and anew with whatever a person says about it; a call is not an answer', async () => {
    const story = new CaseStory();
    const task = story.task('equipment-in-place');
    const { escalationId } = story.rung(task, 1, 'riverside-coordinator');
    const raised = story.events.at(-2)!.at;
    story.rung(task, 2, 'riverside-escalation-owner', 'escalation-owner');
    await write(story);
    expect(await silentSince(escalationId)).toBe(raised);
    const tried = '2026-11-02T10:00:06.500Z';
    story.add('task-attempted', { taskId: task, step: 'equipment-in-place', at: tried, tried: 'rang', why: 'engaged' });
    await write(story);
    expect(await silentSince(escalationId)).toBe(tried);
    const said = story.add('outcome-recorded', { escalationId, taskId: task, step: 'equipment-in-place', response: 'on its way' }, { person: 'riverside-escalation-owner' });
    await write(story);
    expect(await silentSince(escalationId)).toBe(said.at);
    const held = story.add('task-acknowledged', { taskId: task, step: 'equipment-in-place', until: '2026-11-03T12:00:00.000Z', note: 'mine' });
    await write(story);
    expect(await silentSince(escalationId)).toBe(held.at);
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await silentSince(escalationId)).toBe(held.at);
  });

  it('sorts the board, the longest first; one that an earlier release wrote counts from when it was raised', async () => {
    const [early, late] = [new CaseStory({ at: '2026-11-01T08:00:00.000Z' }), new CaseStory({ at: '2026-11-01T09:00:00.000Z' })];
    const climbs = [early, late].map((story) => story.rung(story.task('departure'), 1, 'riverside-hub', 'hub').escalationId);
    for (const story of [late, early]) await write(story);
    await fresh.owner.query('update escalations set silent_since = null where id = $1', [climbs[0]]);
    const ids = (await board()).map(({ escalation }) => escalation.id);
    expect(ids.slice(0, 2)).toEqual(climbs);
    const { all, more, held, since } = await countBoard(fresh.record.manager, lead);
    expect([all, more, held, since?.toISOString()]).toEqual([ids.length, false, 1, early.events.find(({ kind }) => kind === 'rung-reached')!.at]);
  });
});

describe('what somebody is called for now', () => {
  it('are the calls of climbs that go on, whichever way one ends', async () => {
    const story = new CaseStory({ rehearsal: false });
    const [done, open] = [story.task('departure'), story.task('safety-call')];
    story.rung(done, 1, 'riverside-director', 'director');
    const kept = story.rung(open, 1, 'riverside-director', 'director');
    await write(story);
    expect(await callsOf('riverside-director')).toHaveLength(2);
    story.complete(done);
    await write(story);
    expect(await callsOf('riverside-director')).toEqual([`${story.caseId}.${kept.rung}`]);
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await callsOf('riverside-director')).toEqual([`${story.caseId}.${kept.rung}`]);
    // The whole of it in one tail: called, and over before it is written.
    const other = new CaseStory();
    const task = other.task('departure');
    other.rung(task, 1, 'riverside-crisis-team', 'crisis-team');
    other.complete(task);
    await write(other);
    expect(await callsOf('riverside-crisis-team')).toEqual([]);
  });
});
