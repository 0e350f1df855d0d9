import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { ApiServer, type Body } from './support/api-server.js';
import { Discharge, said, taskOf } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-rehearsals'); }, 600_000);
afterAll(async () => { await api.stop(); });

const rehearsed = (hours = 30) => Discharge.started(api, { rehearsal: true }, hours);
const advance = (discharge: Discharge, by: string, key?: string, as = 'hub') => api.command(as, `${discharge.path}/advance`, { by }, key);
const hour = 3_600_000;
const hoursAhead = (body: Body) => Math.round((Date.parse(body.clock.now) - Date.now()) / hour);

describe('moving the clock', () => {
  it('is for rehearsals only, for who may start them, by twelve weeks at most', async () => {
    const live = await Discharge.started(api);
    expect(said(await advance(live, 'PT1H'))).toEqual([409, 'not-a-rehearsal']);
    const rehearsal = await rehearsed();
    expect(said(await advance(rehearsal, 'PT1H', undefined, 'director'))).toEqual([403, 'not-yours']);
    expect(said(await advance(rehearsal, 'P12WT1S'))).toEqual([422, 'too-long']);
    expect(said(await advance(rehearsal, 'P1M'))).toEqual([422, 'wrong-format']);
    expect((await rehearsal.look()).clock.rehearsal).toBe(true);
  });

  it('makes everything due on the way happen, once for a key', async () => {
    // The standards are due at 13:00 in London, whenever this runs: at night their calls would wait for 08:00. Whole hours end between 13:30 and 14:30, when nothing else is due.
    const plan = atLocal(addLocalDays(localTime(Date.now()).date, 2), '15:00').at;
    const rehearsal = await rehearsed((plan - Date.now()) / hour);
    const ahead = Math.floor((plan - Date.now()) / hour - 0.5);
    const moved = await advance(rehearsal, `PT${ahead}H`, 'moved');
    expect([moved.status, hoursAhead(moved.body)]).toEqual([200, ahead]);
    expect(moved.body.escalations.length).toBeGreaterThan(0);
    expect(moved.body.escalations[0]?.calls[0]).toMatchObject({ person: { id: expect.any(String) }, asked: expect.any(String) });
    expect(taskOf(moved.body, 'equipment-in-place')['overdue']).toBe(true);
    const again = await advance(rehearsal, `PT${ahead}H`, 'moved');
    expect([again.status, hoursAhead(await rehearsal.look())]).toEqual([200, ahead]);
    const listed = await api.get('hub', `/v1/tasks?rehearsal=true&overdue=true&caseId=${rehearsal.id}`);
    expect(listed.body.items.length).toBe(4);
  });

  it('says pending when it takes long, and the same key waits on; one at a time', async () => {
    const rehearsal = await rehearsed();
    api.cases.slowAdvances = 2;
    const pending = await advance(rehearsal, 'PT2H', 'long');
    expect([pending.status, pending.body]).toEqual([202, { pending: true, clock: { now: expect.any(String) } }]);
    expect(said(await advance(rehearsal, 'PT1H', 'other'))).toEqual([409, 'advance-running']);
    expect((await advance(rehearsal, 'PT2H', 'long')).status).toBe(202);
    const done = await advance(rehearsal, 'PT2H', 'long');
    expect([done.status, hoursAhead(done.body)]).toEqual([200, 2]);
    expect((await advance(rehearsal, 'PT1H')).status).toBe(200);
  });

  it('says pending with the time that it is there when the record is slow, and answers when it is back', async () => {
    const rehearsal = await rehearsed();
    api.cases.beforeAnswer = () => api.database.cut();
    const pending = await advance(rehearsal, 'PT2H', 'slow');
    expect([pending.status, pending.body, hoursAhead(pending.body)]).toEqual([202, { pending: true, clock: { now: expect.any(String) } }, 2]);
    await api.database.mend();
    // Whoever carried it could not say that they have stopped: until that is plain, the same key waits.
    let done = await advance(rehearsal, 'PT2H', 'slow');
    while (done.status === 202) done = await advance(rehearsal, 'PT2H', 'slow');
    expect([done.status, hoursAhead(done.body)]).toEqual([200, 2]);
  }, 30_000);

  it('cannot be where the server cannot skip time', async () => {
    const rehearsal = await rehearsed();
    api.cases.canSkip = false;
    try {
      expect(said(await advance(rehearsal, 'PT1H'))).toEqual([409, 'rehearsal-unavailable']);
    } finally {
      api.cases.canSkip = true;
    }
  });
});

describe('the whole way', () => {
  it('closes as a safe discharge; a readmission that is reported late makes it a failed one', async () => {
    const rehearsal = await rehearsed();
    await rehearsal.throughToTheEnd();
    expect(rehearsal.now['outcome']).toMatchObject({ outcome: 'safe-discharge' });
    expect(said(await api.command('hub', `${rehearsal.path}/notes`, { text: 'x' }))).toEqual([409, 'case-closed']);
    expect(said(await advance(rehearsal, 'PT1H'))).toEqual([409, 'case-closed']);
    const leftAt = Date.parse(String(rehearsal.now['leftAt']));
    const readmission = (days: number, key?: string) => api.command('coordinator', `${rehearsal.path}/triggers`, { kind: 'readmission', occurredAt: new Date(leftAt + days * 86_400_000).toISOString(), note: 'through the emergency department', reportedBy: 'the daughter' }, key);
    expect(said(await readmission(7.5))).toEqual([409, 'case-closed']);
    expect(said(await readmission(-1))).toEqual([409, 'case-closed']);
    expect(said(await readmission(400))).toEqual([409, 'case-closed']);
    const amended = await readmission(3, 'late');
    expect([...said(amended), amended.body.status, amended.body['outcome']]).toEqual([200, undefined, 'open', expect.objectContaining({ outcome: 'failed-discharge' })]);
    expect((await readmission(3, 'late')).body).toEqual(amended.body);
    expect(amended.body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step)).toEqual(['learning-review']);
    rehearsal.now = amended.body;
    await rehearsal.complete('clinical-lead', 'learning-review', { findings: 'no equipment', change: 'order earlier' });
    expect([rehearsal.now.status, rehearsal.now['outcome']]).toEqual(['closed', expect.objectContaining({ outcome: 'failed-discharge' })]);
    expect(said(await readmission(4))).toEqual([409, 'case-closed']);
  });

  it('lets a new case begin while the old one watches, and ends that watch', async () => {
    const details = { ward: 'Willow', plannedDischargeAt: new Date(Date.now() + 3_600_000).toISOString(), dischargePathway: 0, destination: 'own-home' };
    const old = await Discharge.started(api, { details });
    const { nhsNumber } = old.now.patient;
    const again = { pathway: 'minimum-safe-discharge', patient: { nhsNumber }, organisation: 'riverside', details, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' } };
    await old.complete('coordinator', 'first-visit-booked', { noneNeeded: true, because: 'independent' });
    await old.met('first-visit-booked');
    await old.complete('hub', 'departure', { leftAt: new Date().toISOString() });
    const tooSoon = await api.command('hub', '/v1/cases', again);
    expect([...said(tooSoon), tooSoon.body.caseId]).toEqual([409, 'case-already-open', old.id]);
    await old.complete('clinical-lead', 'gp-summary-sent', { sentAt: new Date().toISOString(), to: 'the GP' });
    expect([old.now.status, old.now['watching'], old.openSteps()]).toEqual(['open', true, []]);
    expect((await api.get('hub', '/v1/cases?status=watching')).body.items.map(({ id }) => id)).toEqual([old.id]);
    expect(said(await api.command('hub', '/v1/cases', again))).toEqual([201, undefined]);
    const ended = await old.look();
    expect([ended.status, ended['watching'], ended['outcome']]).toEqual(['closed', false, { outcome: 'safe-discharge', basis: 'nothing-heard' }]);
    // Its seven days are not over: a readmission would bring it back, but none that is still to come, within them or after.
    for (const days of [1, 30]) expect(said(await api.command('coordinator', `${old.path}/triggers`, { kind: 'readmission', occurredAt: new Date(Date.now() + days * 86_400_000).toISOString(), note: 'x' }))).toEqual([422, 'in-the-future']);
  });
});
