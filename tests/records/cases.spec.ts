import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordRefusal } from '#libs/records/commands.js';
import { caseView, listCases, type CaseSearch } from '#libs/records/queries/cases.js';
import { caseEvents, caseRefusals } from '#libs/records/queries/history.js';
import { caseFacts, escalationFacts, eventsOf, openCases, taskFacts } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('cases'); }, 120_000);
afterAll(() => fresh.close());

const hub = reading('riverside-hub');
const other = reading('hillview-hub');
const write = (story: CaseStory, extra: { clockOffsetMs?: number } = {}) => writeTail(fresh.record.manager, story.caseId, story.events, extra);
const view = async (story: CaseStory, reader = hub) => (await caseView(fresh.record.manager, reader, story.caseId))!;
const list = async (search: CaseSearch, reader = hub) => (await listCases(fresh.record.manager, reader, search)).items.map(({ id }) => id);

describe('a case', () => {
  it('is shown with its person, owners, tasks and escalations, on its own clock', async () => {
    const patient = somebody({ needs: { interpreter: 'Polish', format: 'large print', advocate: 'none' }, contacts: [{ name: 'A Contact', relation: 'neighbour', contact: '01632 960000', mayShare: true, safeToContact: true }] });
    const story = new CaseStory({ patient, rehearsal: true });
    const task = story.task('equipment-in-place');
    story.rung(task, 1, 'riverside-coordinator');
    await write(story, { clockOffsetMs: 90_000 });
    expect(await view(story)).toMatchObject({
      id: story.caseId, pathway: 'minimum-safe-discharge', policy: { id: 'minimum-safe-discharge', version: '1' }, status: 'open', stage: null, patient, version: 4, openTasks: 1, overdue: false,
      organisation: { id: 'riverside', name: 'Riverside Community Health (demonstration)' }, nextDueAt: '2026-11-03T12:00:00.000Z',
      owners: { clinicalLead: { id: 'riverside-clinical-lead', name: 'Dr Leila Farouk' }, coordinator: { id: 'riverside-coordinator' }, escalationOwner: { id: 'riverside-escalation-owner' } },
      clock: { now: '2026-11-03T11:01:30.000Z', rehearsal: true }, tasks: [{ id: task }], escalations: [{ taskId: task, calls: [{ notices: [{ status: 'rehearsed' }] }] }],
    });
    expect(await view(story)).not.toHaveProperty('outcome');
  });

  it('shows its gate shut, with what is unmet, from the start until it opens', async () => {
    const story = new CaseStory();
    const standards = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'];
    const tasks = standards.map((step) => story.task(step));
    const gates = async () => { await write(story); return (await view(story)).gates; };
    expect(await gates()).toEqual([{ name: 'safe to leave', open: false, unmet: standards }]);
    tasks.slice(0, 3).forEach((task) => { story.complete(task); });
    expect(await gates()).toMatchObject([{ open: false, unmet: ['red-flag-instructions-given'] }]);
    story.complete(tasks[3]!);
    const confirmation = story.task('standards-confirmed');
    expect(await gates()).toMatchObject([{ open: false, unmet: ['standards-confirmed'] }]);
    story.complete(confirmation);
    story.add('gate-opened', { gate: 'safe to leave', by: 'met-standards' });
    expect(await gates()).toEqual([{ name: 'safe to leave', open: true, unmet: [], by: 'met-standards' }]);
    story.task('trigger-response');
    story.add('gate-shut', { gate: 'safe to leave', because: 'something was seen' });
    expect(await gates()).toEqual([{ name: 'safe to leave', open: false, unmet: ['trigger-response'], because: 'something was seen' }]);
  });

  it('is watching once nothing is open, open again when something is, and then closed with its outcome', async () => {
    const story = new CaseStory();
    const task = story.task('safety-call');
    story.add('left', { leftAt: '2026-11-02T11:00:00.000Z', gate: 'open', source: 'a person' });
    story.add('watch-started', { until: '2026-11-09T11:00:00.000Z' });
    const status = async () => { await write(story); return (await view(story)).status; };
    expect(await status()).toBe('open');
    story.complete(task);
    expect(await status()).toBe('watching');
    expect(await view(story)).toMatchObject({ leftAt: '2026-11-02T11:00:00.000Z', watchUntil: '2026-11-09T11:00:00.000Z' });
    expect(await list({ status: 'watching' })).toEqual([story.caseId]);
    expect(await list({ status: 'open' })).toContain(story.caseId);
    story.end(story.task('trigger-response'));
    story.add('watch-ended', { because: 'seven days' });
    expect(await status()).toBe('open');
    story.close();
    expect(await status()).toBe('closed');
    expect(await list({ status: 'open' })).not.toContain(story.caseId);
    expect(await list({ status: 'closed' })).toContain(story.caseId);
    expect(await view(story)).toMatchObject({ outcome: { outcome: 'safe-discharge', basis: 'asked' }, closedAt: story.events.at(-1)!.at });
    expect((await openCases(fresh.record.manager, { rehearsal: false, limit: 200 })).map(({ id }) => id)).not.toContain(story.caseId);
    story.add('case-revived', { because: 'readmission' });
    story.add('outcome-amended', { outcome: { outcome: 'failed-discharge', basis: 'hospital-messages' } });
    story.task('learning-review');
    expect(await status()).toBe('open');
    expect(await view(story)).toMatchObject({ outcome: { outcome: 'failed-discharge' } });
  });

  it('that ended early has its reason as its outcome', async () => {
    const story = new CaseStory();
    story.add('case-ended', { because: 'died', at: '2026-11-02T11:00:00.000Z', note: 'n' });
    story.task('after-death');
    await write(story);
    expect(await view(story)).toMatchObject({ status: 'open', outcome: { outcome: 'died', because: 'died' } });
  });

  it('follows its plan and its owners', async () => {
    const story = new CaseStory();
    story.add('replanned', { plannedDischargeAt: '2026-11-05T14:00:00.000Z', before: '2026-11-03T14:00:00.000Z', reason: 'not ready' });
    story.add('owner-offered', { role: 'clinical-lead', person: 'hillview-hub', reason: 'moves' });
    await write(story);
    expect(await view(story)).toMatchObject({ details: { plannedDischargeAt: '2026-11-05T14:00:00.000Z' }, offers: [{ role: 'clinical-lead', person: { id: 'hillview-hub', name: 'Hassan Odell' } }] });
    expect(await view(story, other)).toMatchObject({ id: story.caseId });
    story.add('owner-changed', { role: 'clinical-lead', person: 'riverside-director', before: 'riverside-clinical-lead', reason: 'moves' });
    await write(story);
    expect(await view(story)).not.toHaveProperty('offers');
    expect(await view(story)).toMatchObject({ owners: { clinicalLead: { id: 'riverside-director' } } });
    expect(await view(story, other)).toBeNull();
  });

  it('without patient and owners is shown as such', async () => {
    const story = new CaseStory({ pathway: 'intake-review', patient: null, owners: null, details: { messageId: 'm' } });
    story.task('message-review', { owner: { role: 'hub', person: null } });
    await write(story);
    expect(await view(story)).toMatchObject({ patient: null, owners: null, gates: [], tasks: [{ owner: { role: 'hub', person: null } }] });
  });
});

describe('the list of cases', () => {
  it('is searched by name, ward and id, however they are written', async () => {
    const story = new CaseStory({ patient: somebody({ name: 'Zoë  O’Fallon-Brontë' }), details: { ward: 'Nightingale Ward' } });
    await write(story);
    for (const q of ['zoe o’f', "ZOE O'FALLON", 'BRONTE', 'nightingale', story.caseId, story.caseId.slice(0, 13)]) expect([q, await list({ q })]).toEqual([q, [story.caseId]]);
    for (const q of ['100%', '_', 'zoe_', 'no\u0000thing', '\\']) expect([q, await list({ q })]).toEqual([q, []]);
  });

  it('filters by owner, pathway, organisation and by what is overdue', async () => {
    const story = new CaseStory({ pathway: 'step-down-tapering', owners: { clinicalLead: 'riverside-director', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-director' } });
    const late = story.task('first-contact', { dueAt: '2026-11-03T10:00:00.000Z' });
    story.task('contact', { dueAt: '2026-11-09T10:00:00.000Z' });
    await write(story);
    expect(await list({ owner: 'riverside-director', pathway: 'step-down-tapering' })).toEqual([story.caseId]);
    expect(await list({ pathway: 'step-down-tapering', overdue: true, organisation: 'riverside' })).toEqual([story.caseId]);
    expect(await list({ pathway: 'step-down-tapering', overdue: false })).toEqual([]);
    expect(await list({ pathway: 'step-down-tapering', organisation: 'hillview' })).toEqual([]);
    story.complete(late);
    await write(story);
    expect(await list({ pathway: 'step-down-tapering', overdue: false })).toEqual([story.caseId]);
    expect(await list({ pathway: 'step-down-tapering', rehearsal: true })).toEqual([]);
  });

  it('goes through cases that opened at the same instant, newest first', async () => {
    const stories = Array.from({ length: 7 }, () => new CaseStory({ details: { ward: 'same instant' } }));
    for (const story of stories) await write(story);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCases(fresh.record.manager, hub, { q: 'same instant', limit: 3, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(found.toSorted()).toEqual(stories.map(({ caseId }) => caseId).toSorted());
  });
});

describe('what happened on a case', () => {
  it('is told in order to who may see it, and to nobody else', async () => {
    const story = new CaseStory();
    story.add('note-added', { text: 'a note' });
    await write(story);
    const events = (await caseEvents(fresh.record.manager, hub, story.caseId))!;
    expect(events).toMatchObject({ next: null, items: [{ sequence: 1, kind: 'case-opened', actor: { person: 'riverside-coordinator' } }, { sequence: 2, kind: 'note-added', data: { text: 'a note' } }] });
    expect(await caseEvents(fresh.record.manager, other, story.caseId)).toBeNull();
    expect(await caseEvents(fresh.record.manager, hub, 'no case\u0000')).toBeNull();
    expect(await caseView(fresh.record.manager, other, story.caseId)).toBeNull();
    expect(await eventsOf(fresh.record.manager, story.caseId, 1)).toEqual(story.from(2));
  });

  it('has beside it what rules refused, to whom', async () => {
    const story = new CaseStory();
    await write(story);
    for (const code of ['task-already-completed', 'cannot-be-unmet', 'needs-decision']) await recordRefusal(fresh.record.manager, { caseId: story.caseId, taskId: 't', actor: { person: 'riverside-hub' }, command: 'complete', status: 409, code, detail: 'no' });
    await recordRefusal(fresh.record.manager, { caseId: 'not recorded', actor: { person: 'riverside-hub' }, command: 'start', status: 409, code: 'case-already-open', detail: 'no' });
    const first = (await caseRefusals(fresh.record.manager, hub, story.caseId, { limit: 2 }))!;
    const second = (await caseRefusals(fresh.record.manager, hub, story.caseId, { limit: 2, cursor: first.next! }))!;
    expect([...first.items, ...second.items]).toMatchObject([{ code: 'needs-decision', actor: { person: 'riverside-hub' }, taskId: 't' }, { code: 'cannot-be-unmet' }, { code: 'task-already-completed' }]);
    expect(second.next).toBeNull();
    expect(await caseRefusals(fresh.record.manager, other, story.caseId)).toBeNull();
  });

  it('gives commands the facts they are decided by', async () => {
    const story = new CaseStory();
    const task = story.task('departure', { owner: { role: 'hub', person: null } });
    const { escalationId } = story.rung(task, 1, 'riverside-director', 'director');
    await write(story);
    expect(await caseFacts(fresh.record.manager, story.caseId)).toMatchObject({ caseId: story.caseId, organisation: 'riverside', status: 'open', version: 4, closedAt: null, visibleTo: ['riverside'], owners: { coordinator: 'riverside-coordinator' } });
    expect(await taskFacts(fresh.record.manager, task)).toMatchObject({ taskId: task, ownerRole: 'hub', ownerPerson: null, called: ['riverside-director'], case: { caseId: story.caseId } });
    expect(await escalationFacts(fresh.record.manager, escalationId)).toMatchObject({ status: 'open', called: ['riverside-director'], task: { taskId: task } });
    for (const facts of [caseFacts, taskFacts, escalationFacts]) expect(await facts(fresh.record.manager, 'nothing\u0000')).toBeNull();
  });
});
