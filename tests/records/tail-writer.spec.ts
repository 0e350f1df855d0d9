import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { claimCommand } from '#libs/records/commands.js';
import { RecordDiverged, RecordGap } from '#libs/records/record-errors.js';
import { rebuild } from '#libs/records/rebuild.js';
import { runningHash } from '#libs/records/running-hash.js';
import { eventsOf, haltedCases, storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('tail writer', 10); }, 120_000);
afterAll(() => fresh.close());

const write = (story: CaseStory, events: readonly CaseEvent[] = story.events, extra: { clockOffsetMs?: number } = {}) => writeTail(fresh.record.manager, story.caseId, events, extra);
const taskRows = (story: CaseStory) => fresh.record.query<{ step: string; status: string }[]>('select step, status from tasks where case_id = $1 order by opened_at', [story.caseId]);
const notices = (story: CaseStory) => fresh.record.query<{ rung: number; person_id: string; status: string; message_id: string }[]>('select rung, person_id, status, message_id from notices where case_id = $1 order by id', [story.caseId]);

describe('writing a tail', () => {
  it('makes the case, its tasks and its events visible at once', async () => {
    const story = new CaseStory();
    story.task('equipment-in-place');
    expect(await write(story)).toEqual({ stored: 2, hash: runningHash('', story.events) });
    expect(await eventsOf(fresh.record.manager, story.caseId)).toEqual(story.events);
    expect(await taskRows(story)).toEqual([{ step: 'equipment-in-place', status: 'open' }]);
  });

  it('inserts what is new and skips what is there, however the tails overlap', async () => {
    const story = new CaseStory();
    const task = story.task('equipment-in-place');
    await write(story);
    story.task('medicines-reconciled');
    story.complete(task);
    await write(story, story.from(2));
    expect(await write(story)).toEqual({ stored: 4, hash: runningHash('', story.events) });
    expect(await write(story, story.events.slice(0, 2))).toEqual({ stored: 4, hash: runningHash('', story.events) });
    expect(await taskRows(story)).toEqual([{ step: 'equipment-in-place', status: 'completed' }, { step: 'medicines-reconciled', status: 'open' }]);
  });

  it('answers what it holds when there is nothing to write', async () => {
    const story = new CaseStory();
    expect(await write(story, [])).toEqual({ stored: 0, hash: '' });
    await write(story);
    expect(await write(story, [])).toEqual({ stored: 1, hash: runningHash('', story.events) });
  });

  it('refuses a gap, before the tail and within it, and says what it holds', async () => {
    const story = new CaseStory();
    await write(story);
    story.task('equipment-in-place');
    story.task('medicines-reconciled');
    story.task('departure');
    await expect(write(story, story.from(3))).rejects.toThrow(RecordGap);
    await expect(write(story, story.from(3))).rejects.toMatchObject({ stored: 1, first: 3 });
    await expect(write(story, [story.events[1]!, story.events[3]!])).rejects.toThrow(RecordGap);
    expect(await storedVersion(fresh.record.manager, story.caseId)).toMatchObject({ version: 1 });
    await expect(write(new CaseStory(), story.from(2))).rejects.toMatchObject({ stored: 0, first: 2 });
  });

  it('is the same whatever order the properties of an event come in', async () => {
    const story = new CaseStory();
    await write(story);
    const turned = story.events.map((event) => JSON.parse(JSON.stringify(event, Object.keys(flat(event)).sort().reverse())) as CaseEvent);
    expect(await write(story, turned)).toEqual({ stored: 1, hash: runningHash('', story.events) });
  });

  it('stops the case when an event stands there with other content, and never ignores it', async () => {
    const story = new CaseStory();
    story.add('note-added', { text: 'first' });
    await write(story);
    const other = [story.events[0]!, { ...story.events[1]!, data: { text: 'other' } } as CaseEvent];
    await expect(write(story, other)).rejects.toThrow(RecordDiverged);
    expect(await haltedCases(fresh.record.manager)).toContainEqual(expect.objectContaining({ caseId: story.caseId, kind: 'diverged', sequence: 2 }));
    story.add('note-added', { text: 'more' });
    await expect(write(story)).rejects.toThrow(RecordDiverged);
    expect(await eventsOf(fresh.record.manager, story.caseId)).toHaveLength(2);
  });

  it('raises the same alarm inside a transaction of the caller, which is undone', async () => {
    const story = new CaseStory();
    story.add('note-added', { text: 'first' });
    await write(story);
    const other = [{ ...story.events[1]!, actor: { person: 'riverside-hub' } } as CaseEvent];
    await expect(fresh.record.transaction((manager) => writeTail(manager, story.caseId, other))).rejects.toThrow(RecordDiverged);
    expect(await haltedCases(fresh.record.manager)).toContainEqual(expect.objectContaining({ caseId: story.caseId, kind: 'diverged' }));
  });

  it('writes each event once when twenty write the same and overlapping tails at once', async () => {
    const story = new CaseStory();
    for (let task = 0; task < 10; task += 1) story.rung(story.task(`step-${task}`), 1, 'riverside-coordinator');
    const tails = Array.from({ length: 20 }, (_, index) => story.events.slice(0, 4 + ((index * 7) % (story.events.length - 3))));
    await Promise.all([...tails, story.events].map((tail) => write(story, tail)));
    expect(await eventsOf(fresh.record.manager, story.caseId)).toEqual(story.events);
    expect(await storedVersion(fresh.record.manager, story.caseId)).toMatchObject({ version: story.events.length, hash: runningHash('', story.events) });
    expect(await notices(story)).toHaveLength(10);
  });

  it('lets ten callers write overlapping tails in transactions of their own at once', async () => {
    const story = new CaseStory();
    await write(story);
    for (let task = 0; task < 10; task += 1) story.task(`step-${task}`);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => fresh.record.transaction((manager) => writeTail(manager, story.caseId, story.events.slice(0, index + 2)))));
    expect(answers.at(-1)).toEqual({ stored: 11, hash: runningHash('', story.events) });
    expect(await taskRows(story)).toHaveLength(10);
  });

  it('answers with a hash that every event before has a part in', async () => {
    const [one, other] = ['a', 'b'].map((text) => { const story = new CaseStory({}, `hash ${text}`); story.events.length = 0; story.add('note-added', { text }); story.at = 0; story.add('note-added', { text: 'the same' }); return story.events; });
    expect(one![1]).toEqual(other![1]);
    expect(runningHash('', one!)).not.toBe(runningHash('', other!));
    expect(runningHash(runningHash('', one!.slice(0, 1)), one!.slice(1))).toBe(runningHash('', one!));
  });

  it('keeps events that no projection can be made of, shows the state from before, and goes on after a rebuild', async () => {
    const story = new CaseStory();
    story.task('equipment-in-place');
    await write(story);
    story.add('task-held', { taskId: 'of no case', step: 'x', because: 'x' });
    story.task('departure');
    expect(await write(story)).toMatchObject({ stored: 4 });
    expect(await taskRows(story)).toHaveLength(1);
    expect(await haltedCases(fresh.record.manager)).toContainEqual(expect.objectContaining({ caseId: story.caseId, kind: 'projection', sequence: 3 }));
    expect((await rebuild(fresh.record, { caseId: story.caseId })).failed).toEqual([{ caseId: story.caseId, because: expect.stringContaining('names a task that does not exist') }]);
  });

  it('keeps events whose rows the schema refuses, and projects again once that is mended', async () => {
    const story = new CaseStory();
    await write(story);
    await fresh.owner.query(`alter table tasks add constraint for_a_moment check (step <> 'refused-step')`);
    story.task('refused-step');
    expect(await write(story)).toMatchObject({ stored: 2 });
    expect(await taskRows(story)).toEqual([]);
    await fresh.owner.query('alter table tasks drop constraint for_a_moment');
    story.task('departure');
    expect(await write(story)).toMatchObject({ stored: 3 });
    expect(await taskRows(story)).toEqual([]);
    expect(await rebuild(fresh.record, { caseId: story.caseId })).toMatchObject({ cases: 1, events: 3, failed: [], hashes: [] });
    story.task('standards-confirmed');
    await write(story);
    expect((await taskRows(story)).map(({ step }) => step)).toEqual(['refused-step', 'departure', 'standards-confirmed']);
    expect((await haltedCases(fresh.record.manager)).map(({ caseId }) => caseId)).not.toContain(story.caseId);
  });

  it('stores texts that PostgreSQL cannot hold as text, as the same event again too', async () => {
    const story = new CaseStory();
    story.add('note-added', { text: `a nul \u0000, half a pair \uD83D, a whole one \u{1F600}` });
    await write(story);
    await write(story);
    expect((await eventsOf(fresh.record.manager, story.caseId))[1]!.data).toEqual({ text: 'a nul \uFFFD, half a pair \uFFFD, a whole one \u{1F600}' });
  });

  it('marks the commands as done whose ids its events carry', async () => {
    const story = new CaseStory();
    const scope = (key: string) => ({ caller: 'riverside-coordinator', method: 'POST', path: '/x', key, bodyHash: 'h', updateId: `${story.caseId} ${key}`, type: 'complete', caseId: story.caseId });
    await claimCommand(fresh.record.manager, scope('one'));
    await claimCommand(fresh.record.manager, scope('two'));
    story.complete(story.task('equipment-in-place'), {}, `${story.caseId} one`);
    await write(story);
    expect((await claimCommand(fresh.record.manager, scope('one'))).state).toBe('done');
    expect((await claimCommand(fresh.record.manager, scope('two'))).state).toBe('sent');
  });

  it('keeps the clock of a rehearsal, with and without events', async () => {
    const story = new CaseStory({ rehearsal: true });
    await write(story, story.events, { clockOffsetMs: 5000 });
    await write(story, [], { clockOffsetMs: 60_000 });
    story.add('note-added', { text: 'later' });
    await write(story);
    expect(await storedVersion(fresh.record.manager, story.caseId)).toMatchObject({ clockOffsetMs: 60_000 });
  });
});

describe('a call to a person', () => {
  it('is one notice by mail, however often it is written', async () => {
    const story = new CaseStory();
    const { rung } = story.rung(story.task('departure'), 1, 'riverside-hub', 'hub');
    await write(story);
    await write(story);
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await notices(story)).toEqual([{ rung, person_id: 'riverside-hub', status: 'queued', message_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('is no notice while nobody has answered, nor when nobody holds the role', async () => {
    const story = new CaseStory();
    const task = story.task('departure');
    story.rung(task, 1);
    story.rung(task, 2, null, 'director');
    await write(story);
    expect(await notices(story)).toEqual([]);
  });

  it('is told of in a rehearsal, but never sent', async () => {
    const story = new CaseStory({ rehearsal: true });
    story.rung(story.task('departure'), 1, 'riverside-hub', 'hub');
    await write(story);
    expect(await notices(story)).toMatchObject([{ status: 'rehearsed' }]);
  });
});

/** Every property name in an event, for turning their order round. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, each]) => ({ [key]: true, ...flat(each) }))) as Record<string, true>;
}
