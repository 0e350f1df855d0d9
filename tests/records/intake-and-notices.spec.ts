import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { answerMessage, findAdmission, keepMessage, messageOf, saveAdmission, unansweredMessages } from '#libs/records/intake.js';
import { beat, lastBeats } from '#libs/records/heartbeats.js';
import { messageAccepted, messageDelayed, planNotices, takeMessages } from '#libs/records/notices.js';
import { resolvePatient } from '#libs/records/patients.js';
import { admissionView, listAdmissions, type AdmissionListing } from '#libs/records/queries/admissions.js';
import { escalationView } from '#libs/records/queries/escalations.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('intake and notices', 8); }, 120_000);
afterAll(() => fresh.close());

const hub = reading('riverside-hub');
let messages = 0;
const message = (more: object = {}) => {
  messages += 1;
  return { organisation: 'riverside', receivedBy: 'riverside-hub', sendingApplication: 'PAS', sendingFacility: 'RX1', controlId: `c${messages}`, raw: Buffer.from([0x4d, 0x53, 0x48, 0x00, 0xff, messages]), receivedAt: new Date(), ...more };
};
const keep = (given: Parameters<typeof keepMessage>[1]) => keepMessage(fresh.record.manager, given);
const answer = { messageId: 'm', outcome: 'admission-recorded', flags: [] };

describe('a message', () => {
  it('is kept byte for byte, once, also when it is sent five times at the same moment', async () => {
    const given = message();
    const kept = await Promise.all(Array.from({ length: 5 }, () => keep(given)));
    expect(new Set(kept.map(({ messageId }) => messageId)).size).toBe(1);
    expect(kept.filter(({ resent }) => !resent)).toHaveLength(1);
    expect((await messageOf(fresh.record.manager, kept[0]!.messageId))!.raw).toEqual(given.raw);
  });

  it('gets the answer that it got before', async () => {
    const given = message();
    const { messageId } = await keep(given);
    expect(await answerMessage(fresh.record.manager, messageId, { outcome: 'quarantined', flags: ['a\u0000b'], answer, fields: { 'PID-3': 'x\u0000\uD800' } }).catch(() => 'refused')).toBe('refused');
    expect(await answerMessage(fresh.record.manager, messageId, { outcome: 'quarantined', flags: ['odd'], answer, fields: { 'PID-3': 'x\u0000\uD800' } })).toEqual(answer);
    expect(await answerMessage(fresh.record.manager, messageId, { outcome: 'quarantined', flags: [], answer: { other: true } })).toEqual(answer);
    expect(await keep(given)).toMatchObject({ messageId, resent: true, answer, controlIdReused: false });
    expect(await messageOf(fresh.record.manager, messageId)).toMatchObject({ fields: { 'PID-3': 'x\uFFFD\uFFFD' }, flags: ['odd'] });
  });

  it('with the id of another is a new one and says so; the first of the id stays as it was, in another organisation it is none', async () => {
    const given = message();
    const first = await keep(given);
    const second = await keep({ ...given, raw: Buffer.from('other bytes'), receivedAt: new Date(Date.now() + 1000) });
    expect(second).toMatchObject({ resent: false, controlIdReused: true });
    expect(second.messageId).not.toBe(first.messageId);
    expect(await keep(given)).toMatchObject({ messageId: first.messageId, resent: true, controlIdReused: false });
    expect(await keep({ ...given, organisation: 'hillview', receivedBy: 'hillview-hub' })).toMatchObject({ resent: false, controlIdReused: false });
    expect(await keep(message({ controlId: '', raw: Buffer.from('rubbish 1') }))).toMatchObject({ controlIdReused: false });
    expect(await keep(message({ controlId: '', raw: Buffer.from('rubbish 2') }))).toMatchObject({ controlIdReused: false });
  });

  it('whose receiver died before it answered is found', async () => {
    const { messageId } = await keep(message());
    const later = new Date(Date.now() + 60_000);
    expect((await unansweredMessages(fresh.record.manager, later, 100)).map(({ id }) => id)).toContain(messageId);
    await answerMessage(fresh.record.manager, messageId, { outcome: 'review-opened', flags: [], answer });
    expect((await unansweredMessages(fresh.record.manager, later, 100)).map(({ id }) => id)).not.toContain(messageId);
  });
});

describe('an admission', () => {
  it('is found by its visit, by the person’s number or by a local one; another person’s visit of the same number is not it', async () => {
    const nhsNumber = somebody().nhsNumber!;
    const { id, created } = await saveAdmission(fresh.record.manager, { organisationId: 'riverside', visitNumber: 'V1', nhsNumber, identifiers: [{ system: 'RX1', value: 'L1' }], name: 'A Person', ward: 'Ward 3' });
    expect(created).toBe(true);
    const find = async (search: object, organisation = 'riverside') => (await findAdmission(fresh.record.manager, { organisation, ...search }))?.id;
    expect(await find({ visitNumber: 'V1' })).toBe(id);
    expect(await find({ visitNumber: 'V1', nhsNumber: somebody().nhsNumber })).toBeUndefined();
    expect(await find({ visitNumber: 'V9', nhsNumber })).toBe(id);
    expect(await find({ identifiers: [{ system: 'RX1', value: 'L1' }] })).toBe(id);
    expect(await find({ identifiers: [{ system: 'RX2', value: 'L1' }] })).toBeUndefined();
    expect(await find({ visitNumber: 'V1' }, 'hillview')).toBeUndefined();
    expect(await saveAdmission(fresh.record.manager, { id, organisationId: 'riverside', ward: 'Ward 4', status: 'left', leftAt: new Date('2026-11-03T10:00:00Z') })).toEqual({ id, created: false });
    expect(await admissionView(fresh.record.manager, hub, id)).toMatchObject({ status: 'left', ward: 'Ward 4', leftAt: '2026-11-03T10:00:00.000Z', patient: { name: 'A Person', nhsNumber } });
    expect(await admissionView(fresh.record.manager, reading('hillview-hub'), id)).toBeNull();
  });

  it('is listed while the person is in hospital, by ward and name, and by whether they have a case', async () => {
    const list = async (search: AdmissionListing) => (await listAdmissions(fresh.record.manager, hub, { ward: 'ward 12', ...search })).items.map(({ id }) => id);
    const people = await Promise.all(['Ada One', 'Bea Two', 'Cay Three'].map(async (name) => {
      const resolved = await resolvePatient(fresh.record.manager, { nhsNumber: somebody().nhsNumber!, name, dateOfBirth: '1941-03-04' });
      if (!resolved.ok) throw new Error('not resolved');
      return { patient: resolved.patient, name };
    }));
    const ids: string[] = [];
    for (const { patient, name } of people) ids.unshift((await saveAdmission(fresh.record.manager, { organisationId: 'riverside', nhsNumber: patient.nhsNumber!, patientId: patient.id, name, ward: 'Ward 12' })).id);
    expect(await list({})).toEqual(ids);
    expect(await list({ q: 'bea' })).toEqual([ids[1]]);
    const first = await listAdmissions(fresh.record.manager, hub, { ward: 'Ward 12', limit: 2 });
    expect((await listAdmissions(fresh.record.manager, hub, { ward: 'Ward 12', limit: 2, cursor: first.next! })).items.map(({ id }) => id)).toEqual(ids.slice(2));
    const story = new CaseStory({ patient: people[0]!.patient });
    const rehearsal = new CaseStory({ patient: people[1]!.patient, rehearsal: true });
    for (const each of [story, rehearsal]) await writeTail(fresh.record.manager, each.caseId, each.events);
    expect(await list({ hasCase: true })).toEqual([ids[2]]);
    expect(await list({ hasCase: false })).toEqual(ids.slice(0, 2));
    expect(await list({ hasCase: true, rehearsal: true })).toEqual([ids[1]]);
    story.close();
    await writeTail(fresh.record.manager, story.caseId, story.events);
    expect(await list({ hasCase: true })).toEqual([]);
    await saveAdmission(fresh.record.manager, { id: ids[0]!, organisationId: 'riverside', status: 'left' });
    expect(await list({})).toEqual(ids.slice(1));
  });
});

describe('a notice', () => {
  const called = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director'].map((role) => `riverside-${role}`);
  const plan = () => planNotices(fresh.record.manager, { served: ['email'], limit: 100 });
  const take = (now: Date, more: { leaseMs?: number; manager?: EntityManager; limit?: number } = {}) => takeMessages(more.manager ?? fresh.record.manager, { limit: more.limit ?? 2, now, leaseMs: more.leaseMs ?? 60_000, gatherMs: 10_000, teamMost: 100 });

  it('is taken by one of several senders, for a time, and shown on the call with its fate', async () => {
    const escalations: string[] = [];
    const stories = called.map(() => new CaseStory());
    for (const [index, story] of stories.entries()) {
      escalations.push(story.rung(story.task('departure', { owner: { role: 'hub', person: null } }), 1, called[index]!, 'hub').escalationId);
      await writeTail(fresh.record.manager, story.caseId, story.events);
    }
    await plan();
    const now = new Date(Date.now() + 1000);
    // A sender that is slow to commit keeps nobody waiting.
    const undone = fresh.record.transaction(async (manager) => {
      expect(await take(now, { manager })).toHaveLength(2);
      expect(await take(now, { leaseMs: -1 })).toHaveLength(2);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await fresh.record.query(`update notices set tries = 0, sent_as = null, next_try_at = now() where status = 'queued'`);
    await fresh.record.query('update notice_turns set free_at = now(), leased_until = now()');
    const taken = (await Promise.all([take(now), take(now), take(now)])).flat().toSorted((one, other) => Number(one.notices[0]!.id) - Number(other.notices[0]!.id));
    expect(new Set(taken.map(({ sentAs }) => sentAs)).size).toBe(6);
    expect(taken[0]).toMatchObject({ channel: 'email', person: { id: 'riverside-hub', name: 'Harriet Hughes', address: 'hub@riverside.example' }, notices: [{
      kind: 'call', caseId: stories[0]!.caseId, step: 'departure', taskStatus: 'open', escalationEnded: false, level: 1, role: 'hub', asked: 'Do it now.', reason: 'overdue', tries: 1,
    }] });
    expect(await take(now)).toEqual([]);
    await messageAccepted(fresh.record.manager, taken[0]!, [taken[0]!.notices[0]!.id], { at: now });
    await messageDelayed(fresh.record.manager, taken[1]!, [taken[1]!.notices[0]!.id], { at: now, error: 'mail-unreachable', unsure: false, nextTryAt: new Date(now.getTime() + 5_000) });
    expect((await take(new Date(now.getTime() + 5_000))).map(({ notices: [notice] }) => [notice!.id, notice!.tries])).toEqual([[taken[1]!.notices[0]!.id, 2]]);
    expect(await take(new Date(now.getTime() + 66_000), { limit: 9 })).toHaveLength(5);
    expect((await escalationView(fresh.record.manager, hub, escalations[0]!))!.calls[0]!.notices).toEqual([{ channel: 'email', status: 'accepted', at: now.toISOString(), tries: 1 }]);
    expect((await escalationView(fresh.record.manager, hub, escalations[1]!))!.calls[0]!.notices).toMatchObject([{ status: 'queued', error: 'mail-unreachable', tries: 3 }]);
  });

  it('tells its sender when the task was done meanwhile', async () => {
    await fresh.record.query(`update notices set status = 'unknown', next_try_at = null where status = 'queued'`);
    const story = new CaseStory();
    const task = story.task('departure');
    story.rung(task, 1, 'riverside-coordinator');
    story.complete(task);
    await writeTail(fresh.record.manager, story.caseId, story.events);
    await plan();
    const taken = await take(new Date(Date.now() + 10 * 60_000), { limit: 100 });
    expect(taken.flatMap(({ notices }) => notices).find(({ caseId }) => caseId === story.caseId)).toMatchObject({ taskStatus: 'completed', escalationEnded: true });
  });
});

describe('a worker', () => {
  it('is known by its last beat', async () => {
    await beat(fresh.record.manager, { worker: 'w1', kind: 'live' });
    await beat(fresh.record.manager, { worker: 'w2', kind: 'rehearsal' });
    await beat(fresh.record.manager, { worker: 'w1', kind: 'live' });
    const beats = await lastBeats(fresh.record.manager);
    expect(beats.map(({ worker }) => worker)).toEqual(['w1', 'w2']);
    expect(Math.abs(Date.now() - beats[0]!.at.getTime())).toBeLessThan(60_000);
  });
});
