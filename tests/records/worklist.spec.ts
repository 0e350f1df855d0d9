import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskView } from '#libs/contracts/views.js';
import { CursorUnknown } from '#libs/records/queries/cursor.js';
import { listEscalations, escalationView } from '#libs/records/queries/escalations.js';
import { listTasks, taskView, type TaskSearch } from '#libs/records/queries/tasks.js';
import { rebuild } from '#libs/records/rebuild.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('worklist'); }, 120_000);
afterAll(() => fresh.close());

const write = (story: CaseStory, extra: { clockOffsetMs?: number } = {}) => writeTail(fresh.record.manager, story.caseId, story.events, extra);
const hub = reading('riverside-hub');
const coordinator = reading('riverside-coordinator');
const list = (search: TaskSearch, reader = hub) => listTasks(fresh.record.manager, reader, search);
const ids = ({ items }: { items: TaskView[] }) => items.map(({ id }) => id);

/** Every page of a list, one after the other. */
async function pages(search: TaskSearch, reader = hub): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list({ ...search, ...(cursor ? { cursor } : {}) }, reader);
    found.push(ids(page));
    if (page.next === null) return found;
    cursor = page.next;
  }
}

describe('the worklist', () => {
  it('goes through tasks with the same due instant without losing or repeating one', async () => {
    const story = new CaseStory();
    for (let task = 0; task < 23; task += 1) story.task('equipment-in-place', { dueAt: task < 20 ? '2026-11-03T12:00:00.000Z' : '2026-11-03T11:59:59.999Z' });
    await write(story);
    const all = ids(await list({ caseId: story.caseId, limit: 200 }));
    expect(new Set(all).size).toBe(23);
    for (const sort of ['dueAt', '-dueAt'] as const) {
      const found = await pages({ caseId: story.caseId, limit: 4, sort });
      expect(found.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4, 3]);
      expect(found.flat()).toEqual(sort === 'dueAt' ? all : all.toReversed());
    }
    expect(await pages({ step: 'equipment-in-place', limit: 23 })).toHaveLength(1);
  });

  it('keeps its place while tasks before it are done', async () => {
    const story = new CaseStory();
    const tasks = [1, 2, 3, 4].map((hour) => story.task('departure', { dueAt: `2026-11-03T0${hour}:00:00.000Z` }));
    await write(story);
    const first = await list({ caseId: story.caseId, status: 'open', limit: 2 });
    story.complete(tasks[0]!);
    await write(story);
    expect(ids(await list({ caseId: story.caseId, status: 'open', limit: 2, cursor: first.next! }))).toEqual(tasks.slice(2));
  });

  it('knows its own cursors only', async () => {
    for (const cursor of ['', 'x', 'bm90IGpzb24', Buffer.from('["2026-11-03","a"]').toString('base64url'), Buffer.from('["2026-11-03T12:00:00.000Z"]').toString('base64url')]) {
      await expect(list({ cursor })).rejects.toThrow(CursorUnknown);
    }
  });

  it('is overdue by the present for a live case, and by its own clock for a rehearsal', async () => {
    const live = new CaseStory();
    const rehearsal = new CaseStory({ rehearsal: true });
    for (const story of [live, rehearsal]) {
      story.task('departure', { dueAt: '2026-11-03T10:59:59.000Z' });
      story.task('departure', { dueAt: '2026-11-03T11:30:00.000Z' });
    }
    await write(live);
    await write(rehearsal, { clockOffsetMs: 3_600_000 });
    const overdue = async (caseId: string, more: TaskSearch) => (await list({ caseId, ...more })).items.map((task) => task.overdue);
    expect(await overdue(live.caseId, { overdue: true })).toEqual([true]);
    expect(await overdue(live.caseId, { overdue: false })).toEqual([false]);
    expect(await overdue(rehearsal.caseId, { overdue: true, rehearsal: true })).toEqual([true, true]);
    expect(await overdue(rehearsal.caseId, { overdue: false, rehearsal: true })).toEqual([]);
  });

  it('shows rehearsals only where they are asked for', async () => {
    const story = new CaseStory({ rehearsal: true });
    const task = story.task('departure');
    await write(story);
    expect(ids(await list({ caseId: story.caseId }))).toEqual([]);
    expect(ids(await list({ caseId: story.caseId, rehearsal: true }))).toEqual([task]);
    expect((await list({ rehearsal: true, limit: 200 })).items.every((each) => each.rehearsal)).toBe(true);
    expect(await taskView(fresh.record.manager, hub, task)).toMatchObject({ id: task, rehearsal: true });
  });

  it('is mine: what I own, and what belongs to a team role that I answer for until somebody claims it', async () => {
    const story = new CaseStory();
    const named = story.task('equipment-in-place');
    const team = story.task('departure', { owner: { role: 'hub', person: null } });
    const given = story.task('medicines-reconciled', { owner: { role: 'clinical-lead', person: null } });
    await write(story);
    const mine = async (reader = hub) => ids(await list({ caseId: story.caseId, mine: true }, reader));
    expect(await mine()).toEqual([team]);
    expect(await mine(coordinator)).toEqual([named]);
    expect(ids(await list({ caseId: story.caseId, unassigned: true }))).toEqual([team]);
    story.add('task-assigned', { taskId: given, step: 'medicines-reconciled', person: 'riverside-hub', before: null, reason: 'ward pharmacist', claimed: false });
    story.add('task-assigned', { taskId: team, step: 'departure', person: 'riverside-coordinator', before: null, reason: 'claimed', claimed: true });
    await write(story);
    expect(await mine()).toEqual([given]);
    expect((await mine(coordinator)).toSorted()).toEqual([named, team].toSorted());
    expect(ids(await list({ caseId: story.caseId, owner: 'riverside-hub' }))).toEqual([given]);
  });

  it('follows the named owner when the role is handed over, also in what the old owner had claimed, but not what was given to somebody by name', async () => {
    const story = new CaseStory();
    const open = story.task('equipment-in-place');
    const given = story.task('red-flag-instructions-given');
    const done = story.task('first-visit-booked');
    const claimed = story.task('medicines-reconciled');
    story.complete(done);
    // The engine calls the new owner for it, and the old one no more.
    story.add('task-assigned', { taskId: claimed, step: 'medicines-reconciled', person: 'riverside-coordinator', before: null, reason: 'claimed', claimed: true });
    story.add('task-assigned', { taskId: given, step: 'red-flag-instructions-given', person: 'riverside-director', before: null, reason: 'r', claimed: false });
    story.add('owner-changed', { role: 'coordinator', person: 'riverside-hub', before: 'riverside-coordinator', reason: 'on leave' });
    await write(story);
    const owners = Object.fromEntries((await list({ caseId: story.caseId })).items.map((task) => [task.id, task.owner.person]));
    expect(owners).toEqual({ [open]: { id: 'riverside-hub', name: 'Harriet Hughes' }, [claimed]: { id: 'riverside-hub', name: 'Harriet Hughes' }, [given]: { id: 'riverside-director', name: 'Dilip Rao' }, [done]: { id: 'riverside-coordinator', name: 'Colin Okafor' } });
  });

  it('filters by step, pathway, status and due instant', async () => {
    const story = new CaseStory({ pathway: 'rapid-falls-review' });
    const first = story.task('review-held', { dueAt: '2026-11-03T09:00:00.000Z' });
    const second = story.task('review-booked', { dueAt: '2026-11-03T10:00:00.000Z' });
    story.complete(second);
    await write(story);
    expect(ids(await list({ pathway: 'rapid-falls-review' }))).toEqual([first, second]);
    expect(ids(await list({ pathway: 'rapid-falls-review', step: 'review-booked' }))).toEqual([second]);
    expect(ids(await list({ pathway: 'rapid-falls-review', status: 'open' }))).toEqual([first]);
    expect(ids(await list({ pathway: 'rapid-falls-review', dueBefore: '2026-11-03T09:30:00.000Z' }))).toEqual([first]);
    expect(ids(await list({ pathway: 'rapid\u0000falls' }))).toEqual([]);
  });

  it('tells what became of a task', async () => {
    const story = new CaseStory();
    const task = story.task('first-visit-booked', { because: 'replanned', about: { visit: 1 } });
    story.add('task-attempted', { taskId: task, step: 'first-visit-booked', at: '2026-11-02T10:00:00.000Z', tried: 'rang the team', why: 'engaged' });
    story.add('task-acknowledged', { taskId: task, step: 'first-visit-booked', until: '2026-11-03T12:30:00.000Z', note: 'ringing again' });
    await write(story);
    expect(await taskView(fresh.record.manager, coordinator, task)).toMatchObject({
      id: task, caseId: story.caseId, status: 'open', because: 'replanned', about: { visit: 1 }, attempts: [{ by: { id: 'riverside-coordinator', name: 'Colin Okafor' }, tried: 'rang the team' }],
      acknowledgement: { by: { id: 'riverside-coordinator' }, until: '2026-11-03T12:30:00.000Z' },
    });
    story.add('task-unmet', { taskId: task, step: 'first-visit-booked', reason: 'no capacity', unsafe: 'nobody will see them' });
    await write(story);
    const unmet = (await taskView(fresh.record.manager, coordinator, task))!;
    expect(unmet).toMatchObject({ status: 'unmet', overdue: false, acknowledgement: null, unmet: { reason: 'no capacity', unsafe: 'nobody will see them' }, endedBecause: 'no capacity' });
    story.complete(task, { acceptedBy: 'Sister Example', organisation: 'Example House' });
    await write(story);
    const done = (await taskView(fresh.record.manager, coordinator, task))!;
    expect(done).toMatchObject({ status: 'completed', evidence: { acceptedBy: 'Sister Example' }, completedBy: { id: 'riverside-coordinator', name: 'Colin Okafor' } });
    expect(done).not.toHaveProperty('unmet');
  });
});

describe('who sees a task', () => {
  it('is the lead organisation, and the organisations of the named owners and of the tasks’ owners, as they stand', async () => {
    const other = reading('hillview-hub');
    const story = new CaseStory();
    const task = story.task('equipment-in-place');
    await write(story);
    const seen = async () => [await taskView(fresh.record.manager, other, task) !== null, (await list({ step: 'equipment-in-place', limit: 200 }, other)).items.some(({ id }) => id === task)];
    expect(await seen()).toEqual([false, false]);
    story.add('task-assigned', { taskId: task, step: 'equipment-in-place', person: 'hillview-hub', before: null, reason: 'theirs', claimed: false });
    await write(story);
    expect(await seen()).toEqual([true, true]);
    expect(ids(await list({ caseId: story.caseId, mine: true }, other))).toEqual([task]);
    story.add('task-assigned', { taskId: task, step: 'equipment-in-place', person: 'riverside-hub', before: 'hillview-hub', reason: 'ours again', claimed: false });
    await write(story);
    expect(await seen()).toEqual([false, false]);
  });

  it('merges what is led and what is a guest’s into one order, page by page', async () => {
    const stories = Array.from({ length: 6 }, (_, index) => {
      const guest = index % 2 === 0;
      const story = new CaseStory({ organisation: guest ? 'riverside' : 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } });
      story.task('safety-call', { dueAt: `2026-11-04T0${index}:00:00.000Z` });
      return story;
    });
    for (const story of stories) await write(story);
    const found = await pages({ step: 'safety-call', limit: 2 }, reading('hillview-hub'));
    expect(found.flat().map((id) => id.split('.')[0])).toEqual(stories.map(({ caseId }) => caseId));
  });
});

describe('a viewer of two organisations', () => {
  it('sees what both have to do with once', async () => {
    const story = new CaseStory({ owners: { clinicalLead: 'hillview-hub', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-hub' } });
    const task = story.task('gp-summary-sent');
    await write(story);
    const both = { ...hub, viewer: { ...hub.viewer, organisations: ['riverside', 'hillview'] } };
    expect(ids(await list({ step: 'gp-summary-sent' }, both))).toEqual([task]);
  });
});

describe('the escalations', () => {
  it.each(['declined', 'not-needed', 'handed-over'] as const)('end when the task is %s, and when it is unmet', async (status) => {
    const story = new CaseStory();
    const [one, other] = [story.task('safety-call'), story.task('safety-call')];
    const [first, second] = [story.rung(one, 1, 'riverside-coordinator').escalationId, story.rung(other, 1, 'riverside-coordinator').escalationId];
    story.end(one, status);
    story.add('task-unmet', { taskId: other, step: 'safety-call', reason: 'r', unsafe: 'u' });
    await write(story);
    expect(await escalationView(fresh.record.manager, hub, first)).toMatchObject({ status: 'ended', endedBecause: status, endedAt: story.events.at(-2)!.at });
    expect(await escalationView(fresh.record.manager, hub, second)).toMatchObject({ status: 'ended', endedBecause: 'unmet', endedAt: story.events.at(-1)!.at });
  });

  it('tell who was called, at which level, and what became of the notices', async () => {
    const story = new CaseStory();
    const task = story.task('departure', { owner: { role: 'hub', person: null } });
    const { escalationId } = story.rung(task, 1, 'riverside-hub', 'hub');
    story.rung(task, 2, null, 'escalation-lead');
    story.rung(task, 3, undefined, 'director');
    story.add('outcome-recorded', { escalationId, taskId: task, step: 'departure', response: 'a bed was found' }, { person: 'riverside-hub' });
    await write(story);
    const view = (await escalationView(fresh.record.manager, hub, escalationId))!;
    expect(view).toMatchObject({
      id: escalationId, taskId: task, reason: 'overdue', status: 'open', level: 3, outcomes: [{ response: 'a bed was found', by: { id: 'riverside-hub', name: 'Harriet Hughes' } }],
      calls: [
        { level: 1, role: 'hub', person: { id: 'riverside-hub', name: 'Harriet Hughes' }, answered: true, notices: [{ channel: 'email', status: 'queued', tries: 0 }] },
        { level: 2, role: 'escalation-lead', person: null, answered: true, why: 'nobody holds it', notices: [] }, { level: 3, role: 'director', person: null, answered: false, notices: [] },
      ],
    });
    const found = async (search: object, reader = hub) => (await listEscalations(fresh.record.manager, reader, search)).items.map(({ id }) => id);
    expect(await found({ mine: true })).toContain(escalationId);
    expect(await found({ mine: true }, coordinator)).not.toContain(escalationId);
    expect(await found({ level: 3 })).toEqual([escalationId]);
    expect(await found({ status: 'open' }, reading('hillview-hub'))).toEqual([]);
    story.add('task-acknowledged', { taskId: task, step: 'departure', until: '2026-11-03T12:00:00.000Z', note: 'n' });
    await write(story);
    expect(await found({ status: 'acknowledged' })).toEqual([escalationId]);
    story.complete(task);
    await write(story);
    expect((await escalationView(fresh.record.manager, hub, escalationId))).toMatchObject({ status: 'ended', endedBecause: 'completed' });
    expect(await found({ status: 'open' })).not.toContain(escalationId);
    expect(await found({ status: 'ended', level: 3 })).toEqual([escalationId]);
  });

  it('tell whether a call reached anybody: nobody can tell, a receipt says so, or every way has failed', async () => {
    const story = new CaseStory();
    const task = story.task('departure', { owner: { role: 'hub', person: null } });
    const calls = [story.rung(task, 1, 'riverside-hub', 'hub'), story.rung(task, 2, 'riverside-director', 'director'), story.rung(task, 3, 'riverside-auditor', 'auditor')];
    story.add('rung-not-reached', { rung: calls[1]!.rung, escalationId: calls[0]!.escalationId, taskId: task, step: 'departure', level: 2, person: 'riverside-director' });
    await write(story);
    await fresh.record.query(`update notices set status = 'delivered', next_try_at = null where case_id = $1 and rung = $2`, [story.caseId, calls[2]!.rung]);
    const reached = async (): Promise<unknown[]> => (await escalationView(fresh.record.manager, hub, calls[0]!.escalationId))!.calls.map((call) => call.reached);
    expect(await reached()).toEqual([null, false, true]);
    await fresh.record.query('update calls set unreached = null where case_id = $1', [story.caseId]);
    await rebuild(fresh.record, { caseId: story.caseId });
    expect(await reached()).toEqual([null, false, true]);
  });

  it('end when a later due begins the climb anew, and begin again with it', async () => {
    const story = new CaseStory();
    const task = story.task('first-visit-done');
    const first = story.rung(task, 1, 'riverside-coordinator').escalationId;
    story.add('task-due-changed', { taskId: task, step: 'first-visit-done', dueAt: '2026-11-05T12:00:00.000Z', before: '2026-11-03T12:00:00.000Z', due: { rule: 'r', clock: 'elapsed', source: 's', status: 'local' }, when: null, from: '2026-11-05T11:00:00.000Z', because: 'replanned', restart: true });
    const second = story.rung(task, 1, 'riverside-coordinator').escalationId;
    await write(story);
    expect(second).not.toBe(first);
    expect(await escalationView(fresh.record.manager, hub, first)).toMatchObject({ status: 'ended', endedBecause: 'replanned' });
    expect(await escalationView(fresh.record.manager, hub, second)).toMatchObject({ status: 'open' });
  });
});
