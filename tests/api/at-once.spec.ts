import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RehearsalUnavailable } from '#libs/pathway/temporal/case-client.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { ApiServer, dischargeOf, type Answer } from './support/api-server.js';
import { Discharge, said, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-at-once'); }, 600_000);
afterAll(async () => { await api.stop(); });
afterEach(() => { api.cases.beforeMove = undefined; });

let keys = 0;
const times = (count: number, send: (key: string) => Promise<Answer>): Promise<Answer[]> => {
  const key = `at-once-${keys += 1}`;
  return Promise.all(Array.from({ length: count }, () => send(key)));
};
/** Until so many more requests than now have come in. */
const allAreIn = (count: number): (() => Promise<void>) => {
  const before = api.came;
  return async () => { await eventually(`all ${count} have come`, () => api.came >= before + count); };
};
const hoursAhead = ({ clock }: { clock: { now: string } }) => Math.round((Date.parse(clock.now) - Date.now()) / 3_600_000);
const refusalsOf = async (path: string) => (await api.get('hub', `${path}/refusals`)).body.items;

/** What came over the wire. */
async function bytes(as: string, path: string, body: unknown, key: string): Promise<string> {
  const answer = await fetch(`${api.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${await api.tokenOf(as)}`, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body) });
  return `${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`;
}

describe('the same key several times at once', () => {
  it.each([2, 3, 5])('moves a clock once, and all %d hear the same', async (count) => {
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    api.cases.beforeMove = allAreIn(count);
    const moves = api.cases.moves.length;
    const answers = await times(count, (key) => api.command('hub', `${rehearsal.path}/advance`, { by: 'PT6H' }, key));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect([api.cases.moves.length - moves, hoursAhead(await rehearsal.look())]).toEqual([1, 6]);
  });

  it('is pending for all where it takes long, and nobody is refused', async () => {
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    api.cases.slowAdvances = 2;
    const answers = await times(2, (key) => api.command('hub', `${rehearsal.path}/advance`, { by: 'PT6H' }, key));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers[0]!.body).toEqual({ pending: true, clock: { now: expect.any(String) } });
  });

  it('is taken over from a carrier that failed', async () => {
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    let failed = false;
    const allIn = allAreIn(3);
    api.cases.beforeMove = async () => {
      await allIn();
      if (failed) return;
      failed = true;
      api.cases.faults.push('unavailable');
    };
    const answers = await times(3, (key) => api.command('hub', `${rehearsal.path}/advance`, { by: 'PT6H' }, key));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 200, 503]);
    expect(hoursAhead(await rehearsal.look())).toBe(6);
  });

  it('is refused with the same no, which is written down once', async () => {
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    const allIn = allAreIn(3);
    api.cases.beforeMove = async () => { await allIn(); throw new RehearsalUnavailable(); };
    const moves = await times(3, (key) => api.command('hub', `${rehearsal.path}/advance`, { by: 'PT6H' }, key));
    expect(moves.map(said)).toEqual(moves.map(() => [409, 'rehearsal-unavailable']));
    const discharge = await Discharge.started(api);
    const move = { dueAt: new Date(Date.now() + 3_600_000).toISOString(), reason: 'x' };
    const refused = await times(6, (key) => api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/move`, move, key));
    for (const answers of [moves, refused]) for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect([(await refusalsOf(discharge.path)).length, (await api.get('hub', `${rehearsal.path}/refusals?rehearsal=true`)).body.items.length]).toEqual([1, 1]);
  });

  it('starts one case', async () => {
    const body = dischargeOf(somebody());
    const answers = await times(5, (key) => api.command('hub', '/v1/cases', body, key));
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([201, answers[0]!.body]);
    const refused = await times(4, (key) => api.command('hub', '/v1/cases', body, key));
    for (const answer of refused) expect([...said(answer), answer.body]).toEqual([409, 'case-already-open', refused[0]!.body]);
    expect(await refusalsOf(`/v1/cases/${answers[0]!.body.id}`)).toHaveLength(1);
  });

  it.each([
    ['triggers', 'trigger-recorded', () => ({ kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'a smell of gas' })],
    ['notes', 'note-added', () => ({ text: 'rang' })],
    ['replan', 'replanned', () => ({ plannedDischargeAt: new Date(Date.now() + 60 * 3_600_000).toISOString(), reason: 'no transport' })],
    ['owners', 'owner-changed', () => ({ role: 'coordinator', person: 'riverside-crisis-team', reason: 'leave' })],
    ['patient', 'patient-corrected', () => ({ name: 'Another Name', reason: 'married' })],
    ['end', 'case-ended', () => ({ because: 'entered-in-error', at: new Date().toISOString(), note: 'twice' })],
  ])('is one of %s', async (what, kind, body) => {
    const discharge = await Discharge.started(api);
    const given = body();
    const answers = await times(5, (key) => api.command('coordinator', `${discharge.path}/${what}`, given, key));
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, answers[0]!.body]);
    expect((await api.get('hub', `${discharge.path}/events`)).body.items.filter((event) => event['kind'] === kind)).toHaveLength(1);
  });
});

describe('a readmission that is reported late, several times at once', () => {
  it('brings the case back once', async () => {
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    await rehearsal.throughToTheEnd();
    const body = { kind: 'readmission', occurredAt: new Date(Date.parse(String(rehearsal.now['leftAt'])) + 86_400_000).toISOString(), note: 'through the emergency department' };
    const answers = await times(4, (key) => api.command('coordinator', `${rehearsal.path}/triggers`, body, key));
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, answers[0]!.body]);
    const kinds = (await api.get('hub', `${rehearsal.path}/events`)).body.items.map((event) => event['kind']);
    for (const once of ['case-revived', 'trigger-recorded']) expect(kinds.filter((kind) => kind === once)).toHaveLength(1);
  });
});

describe('a key that is sent again', () => {
  it('is told the same bytes, of a yes and of a no', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    for (const [key, expected] of [['yes', /^200 /], ['no', /^409 application\/problem\+json/]] as const) {
      const first = await bytes('coordinator', path, { evidence: { items: ['bed'] } }, `bytes-${key}`);
      expect(first).toMatch(expected);
      expect(await bytes('coordinator', path, { evidence: { items: ['bed'] } }, `bytes-${key}`)).toBe(first);
    }
    const start = dischargeOf(somebody());
    expect(await bytes('hub', '/v1/cases', start, 'bytes-start')).toBe(await bytes('hub', '/v1/cases', start, 'bytes-start'));
  });
});
