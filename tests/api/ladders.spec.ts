import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, type Answer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';
import { FallsReview } from './support/falls.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-ladders'); }, 600_000);
afterAll(async () => { await api.stop(); });

/** Planned for two hours ago: the risk decision is late from the start, on a ladder that calls day and night. */
const late = (): Promise<Discharge> => Discharge.started(api, {}, -2);
const climbOf = (discharge: Discharge) => discharge.now.escalations.find(({ step }) => step === 'risk-decision')!;

describe('acknowledging over HTTP', () => {
  const again = async (discharge: Discharge, note: unknown = 'on it'): Promise<Answer> => api.command('clinical-lead', `${discharge.taskPath('risk-decision')}/acknowledge`, { for: 'PT10M', ...(note === undefined ? {} : { note }) });

  it('is counted, needs a note each time, and the third calls the next rung at once, on the task and on its escalation alike', async () => {
    const discharge = await late();
    const path = `/v1/escalations/${climbOf(discharge).id}/acknowledge`;
    expect((await again(discharge)).body).toMatchObject({ acknowledgements: 1, acknowledgement: { note: 'on it' } });
    for (const note of ['', ' ']) {
      const refused = await again(discharge, note);
      expect([refused.status, new Set(refused.body.errors.map(({ pointer }) => pointer))]).toEqual([422, new Set(['/note'])]);
    }
    const without = await api.command('clinical-lead', path, { for: 'PT10M' });
    expect([without.status, without.body.errors]).toEqual([422, [expect.objectContaining({ pointer: '/note', code: 'required' })]]);
    expect((await api.command('clinical-lead', path, { for: 'PT10M', note: 'still on it' })).body).toMatchObject({ status: 'acknowledged', acknowledgements: 2 });
    const third = await again(discharge);
    expect(said(third)).toEqual([200, undefined]);
    expect(third.body).toMatchObject({ acknowledgements: 3, acknowledgement: null });
    await discharge.look();
    expect(climbOf(discharge)).toMatchObject({ status: 'open', acknowledgements: 3 });
    expect(climbOf(discharge).calls.map(({ level, role }) => [level, role])).toEqual([[1, 'clinical-lead'], [2, 'escalation-owner']]);
  });
});

describe('a named role that is offered over HTTP', () => {
  const path = (discharge: Discharge): string => `${discharge.path}/owners`;
  const body = { role: 'coordinator', person: 'riverside-crisis-team', reason: 'the other is away' };

  it('stands until it is accepted; handing it over all the same is an escalation lead’s alone, and says that it was imposed', async () => {
    const discharge = await Discharge.started(api);
    expect((await api.command('hub', path(discharge), { ...body, offer: true })).body['offers']).toEqual([{ role: 'coordinator', person: { id: 'riverside-crisis-team', name: 'Chris Tennant' } }]);
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'director', 'escalation-owner', 'crisis-team']) expect([as, ...said(await api.command(as, path(discharge), body))]).toEqual([as, 403, 'not-yours']);
    const without = await api.command('escalation-lead', path(discharge), { role: body.role, person: body.person });
    expect([without.status, without.body.errors]).toEqual([422, [expect.objectContaining({ pointer: '/reason', code: 'required' })]]);
    const imposed = await api.command('escalation-lead', path(discharge), body);
    expect([...said(imposed), imposed.body.owners['coordinator']?.id, imposed.body['offers']]).toEqual([200, undefined, 'riverside-crisis-team', undefined]);
    const events = (await api.get('hub', `${discharge.path}/events`)).body.items;
    expect(events.find((event) => event['kind'] === 'owner-changed')).toMatchObject({ actor: { person: 'riverside-escalation-lead' }, data: { imposed: true, reason: 'the other is away' } });
  });
});

describe('a system alarm over HTTP', () => {
  interface Alarm { id: string; step: string; status: string; caseId: string; told: { person: { id: string }; notices: { status: string }[] }[]; done?: { by: { id: string }; done: string } }
  /** A rehearsal of a discharge whose risk decision nobody takes: the director is called after 105 minutes, and two hours later nobody has answered. */
  const unanswered = async (): Promise<Discharge> => {
    const discharge = await Discharge.started(api, { rehearsal: true }, -2);
    await discharge.advance('PT3H50M');
    return discharge;
  };
  const open = async (as: string, caseId: string, path = '/v1/alarms?rehearsal=true&status=open&limit=200', field = 'items'): Promise<Alarm[]> => ((await api.get(as, path)).body[field] as Alarm[]).filter((each) => each.caseId === caseId && each.step === 'risk-decision');
  const write = (as: string, id: string, done = 'rang the director at home; she decides now', key?: string) => api.command(as, `/v1/alarms/${id}/done`, { done }, key);

  it('goes to everybody on duty, stands on top of everybody’s lists and on the case, and is gone from there once somebody has written what was done', async () => {
    const discharge = await unanswered();
    const [alarm] = await open('hub', discharge.id);
    expect(alarm).toMatchObject({ status: 'open', role: 'director', level: 4, times: 1, rehearsal: true, told: [{ person: { id: 'riverside-duty' }, notices: [{ status: 'rehearsed' }] }] });
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor', 'duty']) {
      expect([as, (await open(as, discharge.id)).length, (await open(as, discharge.id, '/v1/tasks?rehearsal=true', 'alarms')).length, (await open(as, discharge.id, '/v1/escalations?rehearsal=true', 'alarms')).length]).toEqual([as, 1, 1, 1]);
    }
    expect(await open('hub', discharge.id, '/v1/alarms?status=open')).toEqual([]);
    expect(await open('hub', discharge.id, '/v1/tasks', 'alarms')).toEqual([]);
    expect(await open('other-hub', discharge.id)).toEqual([]);
    expect(((await discharge.look())['alarms'] as Alarm[]).map(({ id }) => id)).toContain(alarm!.id);
    const written = await write('duty', alarm!.id);
    expect([...said(written), written.body['done']]).toEqual([200, undefined, expect.objectContaining({ by: { id: 'riverside-duty', name: 'Dara Quill' }, done: 'rang the director at home; she decides now' })]);
    expect([await open('hub', discharge.id), await open('hub', discharge.id, '/v1/tasks?rehearsal=true', 'alarms')]).toEqual([[], []]);
    expect((await open('hub', discharge.id, '/v1/alarms?rehearsal=true&status=done&limit=200')).map(({ id }) => id)).toEqual([alarm!.id]);
    // It ended neither the task nor its climb.
    expect((await discharge.look()).tasks.find(({ step }) => step === 'risk-decision')?.status).toBe('open');
  });

  it('is written about by those whose it is, once, with words', async () => {
    const discharge = await unanswered();
    const [alarm] = await open('hub', discharge.id);
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'crisis-team', 'auditor']) expect([as, ...said(await write(as, alarm!.id))]).toEqual([as, 403, 'not-yours']);
    expect(said(await write('other-hub', alarm!.id))).toEqual([404, 'not-found']);
    expect(said(await write('director', 'no-such-alarm'))).toEqual([404, 'not-found']);
    for (const body of [{}, { done: '' }, { done: '  ' }]) {
      const refused = await api.command('director', `/v1/alarms/${alarm!.id}/done`, body);
      expect([refused.status, refused.body.errors[0]?.pointer]).toEqual([422, '/done']);
    }
    const [first, again] = [await write('director', alarm!.id, 'done', 'same'), await write('director', alarm!.id, 'done', 'same')];
    expect([first.status, again.body]).toEqual([200, first.body]);
    expect(said(await write('director', alarm!.id, 'other', 'same'))).toEqual([422, 'idempotency-key-reused']);
    expect(said(await write('escalation-lead', alarm!.id))).toEqual([409, 'alarm-already-done']);
    const refusals = (await api.get('hub', `${discharge.path}/refusals`)).body.items;
    expect(refusals.map(({ code }) => code)).toContain('alarm-already-done');
  });

  it('may be written about after its case has closed', async () => {
    const discharge = await unanswered();
    const [alarm] = await open('hub', discharge.id);
    expect(said(await api.command('hub', `${discharge.path}/end`, { because: 'entered-in-error', at: discharge.now.clock.now, note: 'a trial' }))).toEqual([200, undefined]);
    expect([(await discharge.look()).status, (await open('hub', discharge.id)).length]).toEqual(['closed', 1]);
    expect(said(await write('escalation-lead', alarm!.id))).toEqual([200, undefined]);
    expect(await open('hub', discharge.id)).toEqual([]);
  });

  it('comes again as another when nobody answers after that either', async () => {
    const discharge = await unanswered();
    const [alarm] = await open('hub', discharge.id);
    await write('director', alarm!.id);
    await discharge.advance('PT2H');
    expect((await open('hub', discharge.id)).map(({ id }) => id === alarm!.id)).toEqual([false]);
  });
});

describe('reminders over HTTP', () => {
  it('are shown on the task with what became of their notices, and in the policy', async () => {
    const falls = await FallsReview.started(api, { rehearsal: true });
    const moved = await api.command('hub', `${falls.path}/advance`, { by: 'PT49H' });
    const review = moved.body.tasks.find(({ step }) => step === 'review-held');
    expect(review?.['reminders']).toEqual([expect.objectContaining({ before: 'PT24H', answered: true, person: { id: 'riverside-coordinator', name: 'Colin Okafor' }, why: 'scripted', notices: [expect.objectContaining({ status: 'rehearsed' })] })]);
    expect((await api.get('hub', `/v1/tasks/${review!.id}`)).body['reminders']).toEqual(review?.['reminders']);
    expect((await api.get('hub', '/v1/policies/rapid-falls-review/1')).body['steps']).toMatchObject({ 'review-held': { reminders: [{ before: 'PT24H', status: 'local' }, { before: 'PT4H', status: 'local' }] } });
  });
});

describe('a call over HTTP', () => {
  it('says why it reached this person; a rung is climbed to with a reason, and an outcome has a response', async () => {
    const discharge = await late();
    expect(climbOf(discharge).calls[0]).toMatchObject({ level: 1, person: { id: 'riverside-clinical-lead' }, answered: true, why: 'scripted' });
    const path = `/v1/escalations/${climbOf(discharge).id}`;
    const wrong = async (command: string, body: object) => { const answer = await api.command('escalation-lead', `${path}/${command}`, body); return [answer.status, answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]; };
    expect([await wrong('climb', { toLevel: 3 }), await wrong('climb', { toLevel: 3, reason: ' ' }), await wrong('outcome', {}), await wrong('outcome', { response: '' })]).toEqual([
      [422, ['/reason required']], [422, ['/reason empty']], [422, ['/response required']], [422, [expect.stringMatching(/^\/response /)]]]);
    const climbed = await api.command('escalation-lead', `${path}/climb`, { toLevel: 3, reason: 'the owner is in theatre' });
    expect(climbed.body.calls.map(({ level, role }) => [level, role])).toEqual([[1, 'clinical-lead'], [3, 'escalation-lead']]);
    expect(climbed.body['climbs']).toEqual([{ at: expect.any(String), by: { id: 'riverside-escalation-lead', name: 'Elena Marsh' }, toLevel: 3, reason: 'the owner is in theatre' }]);
    expect((await api.command('escalation-lead', `${path}/outcome`, { response: 'took over' })).body['outcomes']).toEqual([expect.objectContaining({ response: 'took over', by: { id: 'riverside-escalation-lead', name: 'Elena Marsh' } })]);
  });
});
