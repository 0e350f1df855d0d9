import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localDay } from '#libs/records/queries/huddle.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from '#tests/records/case-story.js';
import { ApiServer, type Body } from './support/api-server.js';
import { said } from './support/discharge.js';
import { action, FallsReview, reviewRecord } from './support/falls.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-huddle'); }, 600_000);
afterAll(async () => { await api.stop(); });

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const day = (days: number) => localDay(new Date(Date.now() + days * 24 * HOUR));
const write = (story: CaseStory, extra: { clockOffsetMs?: number } = {}) => writeTail(api.record.manager, story.caseId, story.events, extra);
const falls = (more: ConstructorParameters<typeof CaseStory>[0] = {}) => new CaseStory({ pathway: 'rapid-falls-review', at: inHours(-50), ...more });
const steps = ({ items }: Body) => items.map(({ step }) => step);
const huddle = async (as: string, query = ''): Promise<Body> => {
  const answer = await api.get(as, `/v1/huddle${query}`);
  expect([query, ...said(answer)]).toEqual([query, 200, undefined]);
  return answer.body;
};

describe('the list that a huddle walks through', () => {
  const patient = somebody({ name: 'Ada Quillfeather', nhsNumber: '9990000018' });
  beforeAll(async () => {
    const one = falls({ patient });
    one.task('review-held', { dueAt: inHours(20) });
    one.task('action', { title: 'Stop the sleeping tablet', dueAt: inHours(-3), owner: { role: 'action-owner', person: 'riverside-director' } });
    one.complete(one.task('risk-assessed', { dueAt: inHours(-9) }));
    const other = falls({ details: {} });
    other.task('safety-net-shared', { dueAt: inHours(-5) });
    other.task('review-booked', { dueAt: inHours(90), openedAt: inHours(0) });
    const discharge = new CaseStory();
    discharge.task('safety-call', { dueAt: inHours(-8) });
    const elsewhere = falls({ organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } });
    elsewhere.task('review-held', { dueAt: inHours(1) });
    for (const story of [one, other, discharge, elsewhere]) await write(story);
  });

  it('is every open step and action of the falls cases, overdue first, with owner, due and whom it is about', async () => {
    const body = await huddle('coordinator');
    expect(steps(body)).toEqual(['safety-net-shared', 'action', 'review-held', 'review-booked']);
    expect(body.items.map(({ overdue }) => overdue)).toEqual([true, true, false, false]);
    expect(body.items[1]).toMatchObject({
      title: 'Stop the sleeping tablet', owner: { role: 'action-owner', person: { id: 'riverside-director', name: 'Dilip Rao' } }, dueAt: expect.any(String), patient: { name: 'Ada Quillfeather', nhsNumber: '9990000018' }, needs: expect.anything(),
    });
    expect([body['date'], body['walked'], body.next]).toEqual([day(0), [], null]);
  });

  it('goes on page by page', async () => {
    const first = await huddle('hub', '?limit=3');
    const second = await huddle('hub', `?limit=3&cursor=${first.next}`);
    expect([steps(first), steps(second), second.next]).toEqual([['safety-net-shared', 'action', 'review-held'], ['review-booked'], null]);
  });

  it('is one team’s where a team is named, and of nobody else’s', async () => {
    expect(steps(await huddle('hub', '?team=riverside'))).toHaveLength(4);
    expect(steps(await huddle('other-hub'))).toEqual(['review-held']);
    for (const team of ['hillview', 'nobody']) expect([team, ...said(await api.get('hub', `/v1/huddle?team=${team}`))]).toEqual([team, 404, 'not-found']);
  });

  it('shows of a day to come what is due by its end, and of a past one what was open then and still is', async () => {
    expect(steps(await huddle('hub', `?date=${day(0)}`))).toHaveLength(4);
    expect(steps(await huddle('hub', `?date=${day(2)}`))).toEqual(['safety-net-shared', 'action', 'review-held']);
    expect(steps(await huddle('hub', `?date=${day(-1)}`))).toEqual(['safety-net-shared', 'action', 'review-held']);
    expect(steps(await huddle('hub', `?date=${day(-9)}`))).toEqual([]);
  });

  it('does not name the person to who reads without identity', async () => {
    const body = await huddle('auditor');
    expect(steps(body)).toHaveLength(4);
    expect(body.items.map((item) => item.patient['name'])).toEqual([null, null, null, null]);
    expect(JSON.stringify(body)).not.toMatch(/quillfeather|9990000018/i);
  });

  it('keeps rehearsals apart, each by its own clock', async () => {
    const ahead = falls({ rehearsal: true });
    ahead.task('review-held', { dueAt: inHours(30) });
    await write(ahead, { clockOffsetMs: 40 * HOUR });
    const present = falls({ rehearsal: true });
    present.task('review-booked', { dueAt: inHours(2) });
    await write(present);
    const body = await huddle('hub', '?rehearsal=true');
    expect(body.items.map(({ step, overdue }) => [step, overdue])).toEqual([['review-held', true], ['review-booked', false]]);
    const first = await huddle('hub', '?rehearsal=true&limit=1');
    expect(steps(await huddle('hub', `?rehearsal=true&limit=1&cursor=${first.next}`))).toEqual(['review-booked']);
    expect(steps(await huddle('hub'))).toHaveLength(4);
  });

  it.each([['date=2026-02-30', '/date', 'not-a-date'], ['date=tomorrow', '/date', 'not-a-date'], ['colour=red', '/colour', 'unknown-parameter'], ['limit=0', '/limit', 'out-of-range']])('does not take ?%s', async (query, pointer, code) => {
    const answer = await api.get('hub', `/v1/huddle?${query}`);
    expect([answer.status, answer.body.errors.map((each) => [each.pointer, each.code])]).toEqual([422, [[pointer, code]]]);
  });
});

describe('what is done at a huddle', () => {
  const open = async (caseId: string) => (await huddle('coordinator', '?limit=200')).items.filter((item) => item.caseId === caseId && item.step === 'action').map(({ title, owner, dueAt }) => [title, owner.person?.id, dueAt]);

  it('an action is done, moved or handed over: it goes from the list, or stands there with its new time', async () => {
    const review = await FallsReview.started(api);
    const [one, two, three] = ['Stop the tablet', 'Rail on the stairs', 'Ask the daughter'].map((title, index) => action({ title, dueAt: inHours(30 + index) }));
    await review.complete('coordinator', 'review-held', reviewRecord({ actions: [one, two, three] }));
    expect((await open(review.id)).map(([title]) => title)).toEqual(['Stop the tablet', 'Rail on the stairs', 'Ask the daughter']);
    const [tablet, rail, daughter] = review.now.tasks.filter(({ step }) => step === 'action');
    const say = async (task: Body, what: string, body: unknown) => expect([what, ...said(await api.command('coordinator', `/v1/tasks/${task.id}/${what}`, body))]).toEqual([what, 200, undefined]);
    await say(tablet!, 'complete', { evidence: { done: 'stopped', check: 'chart', checkedBy: 'Leila' } });
    const dueAt = inHours(60);
    await say(rail!, 'move', { dueAt, reason: 'no fitter' });
    await say(daughter!, 'hand-over', { acceptedBy: { organisation: 'Council', name: 'Sam', contact: 'desk 4' }, reason: 'theirs' });
    expect(await open(review.id)).toEqual([['Rail on the stairs', 'riverside-director', dueAt]]);
  });
});

describe('walking it', () => {
  const walk = (as: string, change: Record<string, unknown> = {}, key?: string) => api.command(as, '/v1/huddle', { team: 'riverside', date: day(0), present: ['Colin', 'the ward sister'], ...change }, key);

  it('is recorded with who did and who was there, and shown with the list of that day', async () => {
    const before = Date.now();
    const walked = await walk('coordinator');
    expect([walked.status, walked.headers.get('location'), walked.headers.get('cache-control')]).toEqual([201, `/v1/huddle?team=riverside&date=${day(0)}`, 'no-store']);
    expect(walked.body).toEqual({ id: expect.any(String), team: 'riverside', date: day(0), at: expect.any(String), by: { id: 'riverside-coordinator', name: 'Colin Okafor' }, present: ['Colin', 'the ward sister'] });
    expect(Date.parse(String(walked.body['at']))).toBeGreaterThanOrEqual(before);
    const late = await walk('clinical-lead', { date: day(-1), present: ['Leila'] });
    expect((await huddle('hub'))['walked']).toEqual([walked.body]);
    expect((await huddle('auditor', `?team=riverside&date=${day(-1)}`))['walked']).toEqual([late.body]);
    expect((await huddle('other-hub'))['walked']).toEqual([]);
    const again = await walk('crisis-team');
    expect(((await huddle('hub'))['walked'] as Body[]).map(({ id }) => id)).toEqual([again.body.id, walked.body.id]);
  });

  it('is recorded once a key, however often it is sent', async () => {
    const sent = await Promise.all(Array.from({ length: 6 }, () => walk('director', { present: ['Dilip'] }, 'walked-once')));
    expect(new Set(sent.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(sent[0]!.status).toBe(201);
    expect(((await huddle('hub'))['walked'] as Body[]).filter(({ id }) => id === sent[0]!.body.id)).toHaveLength(1);
    expect(said(await walk('director', { present: ['Somebody else'] }, 'walked-once'))).toEqual([422, 'idempotency-key-reused']);
    expect(said(await api.send('POST', '/v1/huddle', { as: 'hub', body: { team: 'riverside', date: day(0), present: ['x'] } }))).toEqual([400, 'idempotency-key-missing']);
  });

  it.each([
    [{ date: '2026-02-30' }, '/date not-a-date'], [{ present: [] }, '/present too-small'], [{ present: [' '] }, '/present/0 empty'], [{ present: undefined }, '/present required'], [{ team: undefined }, '/team required'], [{ mood: 'good' }, '/mood unknown-field'],
  ])('with %j is refused', async (change, error) => {
    const answer = await walk('coordinator', change);
    expect([answer.status, answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, [error]]);
  });

  it('cannot be told of a day to come', async () => {
    const answer = await walk('coordinator', { date: day(2) });
    expect([...said(answer), answer.body.errors[0]?.pointer]).toEqual([422, 'in-the-future', '/date']);
  });

  it('is for the people of that team, and not for the auditor', async () => {
    expect(said(await walk('other-hub'))).toEqual([404, 'not-found']);
    expect(said(await walk('coordinator', { team: 'hillview' }))).toEqual([404, 'not-found']);
    expect(said(await walk('auditor'))).toEqual([403, 'not-yours']);
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team']) expect([as, (await walk(as)).status]).toEqual([as, 201]);
  });

  it('cannot be changed or taken back by the application', async () => {
    for (const change of [`update huddle_walks set date = '2020-01-01'`, 'delete from huddle_walks', 'truncate huddle_walks']) await expect(api.record.query(change)).rejects.toThrow(/permission denied/);
  });
});
