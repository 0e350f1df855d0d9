import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, type Answer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

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
