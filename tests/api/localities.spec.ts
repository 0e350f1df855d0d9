import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, dischargeOf } from './support/api-server.js';
import { said, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-localities'); }, 600_000);
afterAll(async () => { await api.stop(); });

const owners = { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' };
const policyOf = (body: Record<string, unknown>) => body['policy'];

describe('a case of an organisation with a locality', () => {
  it('starts with the locality’s policy; one elsewhere with the default', async () => {
    const there = await api.command('other-hub', '/v1/cases', dischargeOf(somebody(), 30, { organisation: 'hillview', owners }));
    expect([...said(there), policyOf(there.body)]).toEqual([201, undefined, { id: 'minimum-safe-discharge', version: 'hillview-1' }]);
    const here = await api.command('hub', '/v1/cases', dischargeOf(somebody()));
    expect([...said(here), policyOf(here.body)]).toEqual([201, undefined, { id: 'minimum-safe-discharge', version: '1' }]);
  });

  it('has its hub read a message in the time that was agreed there', async () => {
    const message = await api.send('POST', '/v1/intake/hl7v2', { as: 'other-hub', body: 'what is this?', headers: { 'content-type': 'application/hl7-v2' } });
    expect([message.status, message.body['outcome']]).toEqual([202, 'quarantined']);
    const { items: [review] } = (await api.get('other-hub', '/v1/cases?pathway=intake-review')).body;
    expect(policyOf(review!)).toEqual({ id: 'intake-review', version: 'hillview-1' });
    expect(Date.parse(String(review!['nextDueAt'])) - Date.parse(String(review!['openedAt']))).toBe(2 * 3_600_000);
  });

  it('keeps the policy that it started with', async () => {
    const { id } = (await api.command('other-hub', '/v1/cases', dischargeOf(somebody(), 30, { organisation: 'hillview', owners }))).body;
    expect(said(await api.command('other-hub', `/v1/cases/${id}/notes`, { text: 'seen' }))).toEqual([200, undefined]);
    expect(policyOf((await api.get('other-hub', `/v1/cases/${id}`)).body)).toEqual({ id: 'minimum-safe-discharge', version: 'hillview-1' });
  });
});

describe('GET /v1/policies', () => {
  it('shows what a locality has that its default has not, number by number, each with its source', async () => {
    const { body } = await api.get('auditor', '/v1/policies/minimum-safe-discharge/hillview-1');
    expect(body).toMatchObject({ version: 'hillview-1', locality: 'hillview', extends: { version: '1' }, steps: { 'safety-call': { due: [{ when: 'end-of-life', value: 'PT24H' }, { value: 'PT48H', status: 'local' }] } } });
    expect(body['differs']).toContainEqual({ path: 'steps.safety-call.due[1].value', default: 'PT72H', here: 'PT48H', source: expect.stringContaining('Hillview'), status: 'local' });
    const { items } = (await api.get('hub', '/v1/policies')).body;
    expect(items.find((each) => each.version as unknown === 'hillview-1')?.['differs']).toEqual(body['differs']);
  });

  it('shows that a default differs from nothing', async () => {
    const { items } = (await api.get('hub', '/v1/policies')).body;
    const defaults = items.filter((each) => each['locality'] === null);
    expect(defaults.length).toBeGreaterThan(1);
    for (const each of defaults) expect([each['pathway'], each['differs'], each['extends']]).toEqual([each['pathway'], [], undefined]);
  });
});
