import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiServer as Server, Body } from '#tests/api/support/api-server.js';
import './with-the-fourth.js';

const { ApiServer } = await import('#tests/api/support/api-server.js');
const { said, somebody, taskOf } = await import('#tests/api/support/discharge.js');

let api: Server;
beforeAll(async () => { api = await ApiServer.start('fourth-pathway'); }, 600_000);
afterAll(async () => { await api.stop(); });

const body = (change: object = {}) => ({
  pathway: 'equipment-return', patient: somebody(), organisation: 'riverside', details: { equipment: ['hospital bed'], where: 'the front room' }, rehearsal: true,
  owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' }, ...change,
});
const decision = (outcome: string, change: object = {}) => ({
  kind: 'write-off-decision', question: 'Go on?', options: [{ option: 'leave it there', doNothing: true, rejectedBecause: 'somebody else needs it' }, { option: 'write it off' }], chosen: 'write it off', riskAccepted: 'a bed lost',
  proportionateBecause: 'two visits cost more', personsView: 'has moved away', actions: [], safetyNet: [{ if: 'it turns up', call: 'the store', respondWithin: 'P1D' }], outcome, worth: '900 pounds', ...change,
});
const look = async (id: string): Promise<Body> => (await api.get('hub', `/v1/cases/${id}`)).body;

describe('the fourth pathway over HTTP', () => {
  it('is started, completed, attempted, decided and closed, like the other three', async () => {
    const started = await api.command('hub', '/v1/cases', body());
    expect([...said(started), started.body['policy'], started.body.tasks.map(({ step }) => step)]).toEqual([201, undefined, { id: 'equipment-return', version: '1' }, ['collection-asked']]);
    const { id } = started.body;
    const task = taskOf(started.body, 'collection-asked');
    expect(task['needs']).toMatchObject({ required: ['sentAt', 'to'] });
    expect(said(await api.command('coordinator', `/v1/tasks/${task.id}/complete`, { evidence: { sentAt: new Date().toISOString(), to: 'the store' } }))).toEqual([200, undefined]);
    const fetching = taskOf(await look(id), 'equipment-collected');
    for (const tried of ['on Monday', 'on Tuesday']) expect(said(await api.command('coordinator', `/v1/tasks/${fetching.id}/attempt`, { at: new Date().toISOString(), tried, why: 'nobody home' }))).toEqual([200, undefined]);
    const asked = taskOf(await look(id), 'write-off-decision');
    expect(asked['needs']).toMatchObject({ required: expect.arrayContaining(['options', 'worth']) });
    expect(said(await api.command('clinical-lead', `/v1/tasks/${asked.id}/complete`, { evidence: {} }))).toEqual([409, 'needs-decision']);
    expect(said(await api.command('clinical-lead', `/v1/cases/${id}/decisions`, decision('write-off')))).toEqual([200, undefined]);
    const closed = await api.command('hub', `/v1/cases/${id}/advance`, { by: 'P8D' });
    expect([...said(closed), closed.body.status, closed.body['outcome']]).toEqual([200, undefined, 'closed', { outcome: 'written-off' }]);
  });

  it('refuses what its contract does not take, each with its pointer', async () => {
    const errors = ({ body: { errors } }: { body: Body }) => errors.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(errors(await api.command('hub', '/v1/cases', body({ details: { equipment: [], where: 'x', ward: 'y' } })))).toEqual(['/details/equipment too-small', '/details/ward unknown-field']);
    const { id } = (await api.command('hub', '/v1/cases', body())).body;
    expect(errors(await api.command('clinical-lead', `/v1/cases/${id}/decisions`, decision('give-up', { worth: undefined, safetyNet: [] })))).toEqual(expect.arrayContaining(['/outcome not-one-of', '/worth required', '/safetyNet too-small']));
    expect(said(await api.command('hub', `/v1/cases/${id}/triggers`, { kind: 'needed-again', occurredAt: new Date().toISOString(), note: 'n' }))).toEqual([200, undefined]);
  });

  it('is in the document of the API and among the policies', async () => {
    const { body: document } = await api.send('GET', '/openapi.json');
    expect(Object.keys((document['components'] as { schemas: object }).schemas)).toEqual(expect.arrayContaining(['EquipmentReturnDetails', 'Evidence.equipment-return.equipment-collected']));
    expect((await api.get('hub', '/v1/policies/equipment-return/1')).body).toMatchObject({ title: 'Equipment return', locality: null, differs: [] });
  });
});
