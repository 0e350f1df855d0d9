import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWebhookSender } from '#libs/notices/webhooks/sender.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Receiver } from '#tests/webhooks/receiver.js';
import { ApiServer, testKeys, type Answer, type Body } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-webhooks'); }, 120_000);
afterAll(() => api.stop());

const reason = 'the council’s system asked for it';
const body = (more: object = {}) => ({ organisation: 'riverside', url: 'http://127.0.0.1:9/hook', description: 'the council', reason, ...more });
const lead = (path: string, sent: object = { reason }, key?: string): Promise<Answer> => api.command('escalation-lead', `/v1/webhooks${path}`, sent, key);
const done = async (answer: Promise<Answer>, status = 200): Promise<Body> => {
  const { status: given, body: shown } = await answer;
  expect([given, shown.code, shown.errors]).toEqual([status, undefined, undefined]);
  return shown;
};
const refused = async (answer: Promise<Answer>) => said(await answer);

describe('webhooks', () => {
  it('tell another system what happens, from the first case on: made, tried, and told', async () => {
    const receiver = await Receiver.start();
    const sender = startWebhookSender({ record: api.record, keys: testKeys, local: true, poll: 10, deadlineMs: 2_000, retryMaxMs: 50, giveUpMs: 86_400_000, log: () => undefined });
    try {
      const answer = await lead('', body({ url: receiver.url, kinds: ['case-opened', 'task-completed'] }));
      const { id, secret } = answer.body;
      expect([answer.status, answer.headers.get('location'), secret]).toEqual([201, `/v1/webhooks/${id}`, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
      receiver.secret = String(secret);
      expect(await done(lead(`/${id}/test`))).toMatchObject({ kind: 'test', status: 'queued', caseId: null });
      const discharge = await Discharge.started(api);
      await discharge.complete('coordinator', 'equipment-in-place', { items: ['frame'] });
      const sent = async () => (await api.get('director', `/v1/webhooks/${id}/deliveries?status=delivered`)).body.items;
      await eventually('three were delivered', async () => (await sent()).length === 3);
      expect(receiver.taken.map(({ payload: { type, data } }) => [type, data.caseId, data.step])).toEqual([['test', undefined, undefined], ['case-opened', discharge.id, undefined], ['task-completed', discharge.id, 'equipment-in-place']]);
      expect((await sent()).map(({ id: messageId, kind, tries, answered }) => [messageId, kind, tries, answered])).toEqual(receiver.taken.toReversed().map(({ headers, payload }) => [headers['webhook-id'], payload.type, 1, 204]));
      const page = await api.get('director', `/v1/webhooks/${id}/deliveries?limit=2`);
      expect([page.body.items.length, (await api.get('director', `/v1/webhooks/${id}/deliveries?limit=2&cursor=${page.body.next}`)).body.items.map(({ kind }) => kind)]).toEqual([2, ['test']]);
      expect((await api.get('director', `/v1/webhooks/${id}`)).body).toMatchObject({ status: 'on', failing: null, waiting: 0, lastDeliveredAt: expect.any(String), createdBy: { id: 'riverside-escalation-lead' } });
    } finally {
      await sender.stop();
      await receiver.stop();
    }
  });

  it('show their secret once, to whoever made them, also where the answer was lost; no table has it', async () => {
    const made = await done(lead('', body(), 'made-once'), 201);
    expect((await lead('', body(), 'made-once')).body['secret']).toBe(made['secret']);
    const rotated = await done(lead(`/${made.id}/rotate`, { reason, overlap: 'PT1H' }, 'rotated-once'));
    expect((await lead(`/${made.id}/rotate`, { reason, overlap: 'PT1H' }, 'rotated-once')).body['secret']).toBe(rotated['secret']);
    expect([rotated['secret'] === made['secret'], Date.parse(String(rotated['oldSecretSignsUntil'])) - Date.parse(String(rotated['rotatedAt']))]).toEqual([false, 3_600_000]);
    for (const path of ['', `/${made.id}`]) expect(JSON.stringify((await api.get('escalation-lead', `/v1/webhooks${path}`)).body)).not.toContain('whsec_');
    for (const table of ['webhooks', 'webhook_secrets', 'commands', 'directory_changes']) {
      const text = JSON.stringify(await api.record.query(`select * from ${table}`));
      for (const secret of [made, rotated].map((each) => String(each['secret']).slice('whsec_'.length))) expect([table, text.includes(secret)]).toEqual([table, false]);
    }
    expect(await refused(lead(`/${made.id}/rotate`, { reason, overlap: 'P8D' }))).toEqual([422, 'too-long']);
  });

  it('are for escalation leads and directors of the organisation alone', async () => {
    const { id } = await done(lead('', body()), 201);
    const commands = (as: string) => ['rotate', 'switch-off', 'switch-on', 'test'].map((action) => api.command(as, `/v1/webhooks/${id}/${action}`, { reason }));
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'auditor']) {
      for (const answer of [api.get(as, '/v1/webhooks'), api.get(as, `/v1/webhooks/${id}`), api.get(as, `/v1/webhooks/${id}/deliveries`), api.command(as, '/v1/webhooks', body()), ...commands(as)]) expect([as, ...await refused(answer)]).toEqual([as, 403, 'not-yours']);
    }
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'auditor']) expect([as, ...await refused(api.command(as, `/v1/webhooks/${id}/edit`, { description: 'x', reason }))]).toEqual([as, 403, 'not-yours']);
    expect(await refused(api.command('other-hub', `/v1/webhooks/${id}/edit`, { description: 'x', reason }))).toEqual([404, 'not-found']);
    for (const answer of [api.get('other-hub', `/v1/webhooks/${id}`), api.get('other-hub', `/v1/webhooks/${id}/deliveries`), ...commands('other-hub')]) expect(await refused(answer)).toEqual([404, 'not-found']);
    expect(await refused(lead('', body({ organisation: 'hillview' })))).toEqual([403, 'not-yours']);
    expect(await refused(api.get('escalation-lead', '/v1/webhooks/no-such'))).toEqual([404, 'not-found']);
  });

  it('are switched off and on with a reason, and it is written down who did', async () => {
    const { id } = await done(lead('', body({ url: 'http://127.0.0.1:9/secret-path' })), 201);
    expect(await done(lead(`/${id}/switch-off`, { reason: 'too noisy' }))).toMatchObject({ status: 'off', offBecause: 'by-hand' });
    expect(await refused(lead(`/${id}/switch-off`))).toEqual([409, 'switched-off-already']);
    expect(await refused(lead(`/${id}/test`))).toEqual([409, 'switched-off']);
    expect(await done(lead(`/${id}/switch-on`))).toMatchObject({ status: 'on', offBecause: null });
    expect(await refused(lead(`/${id}/switch-on`))).toEqual([409, 'switched-on-already']);
    const changes = (await api.get('auditor', `/v1/directory-changes?subject=${id}`)).body.items;
    expect(changes.map((each) => [(each['actor'] as { person: Body }).person.id, each['reason'], (each['after'] as Body).status])).toEqual([['riverside-escalation-lead', reason, 'on'], ['riverside-escalation-lead', 'too noisy', 'off'], ['riverside-escalation-lead', reason, 'on']]);
    expect(JSON.stringify(changes)).not.toContain('secret-path');
  });

  it('are edited: what is not said stays, and the audit says who changed what, but for the address', async () => {
    const made = await done(lead('', body({ url: 'http://127.0.0.1:9/first-word', kinds: ['called'] })), 201);
    const { secret: _secret, ...shown } = made;
    expect(await done(lead(`/${made.id}/edit`, { reason: 'they moved', url: 'http://127.0.0.1:9/second-word' }))).toEqual({ ...shown, url: 'http://127.0.0.1:9/second-word' });
    expect(await done(lead(`/${made.id}/edit`, { reason: 'they asked', kinds: ['case-closed', 'called'], description: 'the council’s new system' }))).toMatchObject({ url: 'http://127.0.0.1:9/second-word', kinds: ['case-closed', 'called'], description: 'the council’s new system', status: 'on', rotatedAt: null });
    expect(await refused(lead(`/${made.id}/edit`))).toEqual([422, 'nothing-to-change']);
    expect(await refused(lead(`/${made.id}/edit`, { reason, url: 'nowhere' }))).toEqual([422, 'not-a-url']);
    expect(await refused(lead(`/${made.id}/edit`, { reason, kinds: [] }))).toEqual([422, 'too-small']);
    expect(await refused(lead(`/${made.id}/edit`, { description: 'x', reason: undefined }))).toEqual([422, 'required']);
    expect(await refused(lead('/no-such/edit', { reason, description: 'x' }))).toEqual([404, 'not-found']);
    const changes = (await api.get('auditor', `/v1/directory-changes?subject=${made.id}`)).body.items;
    expect(changes.map((each) => [each['reason'], (each['after'] as Body)['description'], (each['after'] as Body)['url']])).toEqual([['they asked', 'the council’s new system', '[withheld]'], ['they moved', expect.any(String), '[withheld]'], [reason, expect.any(String), '[withheld]']]);
    expect(JSON.stringify(changes)).not.toMatch(/first-word|second-word/);
  });

  it('say what is wrong with what was sent', async () => {
    expect(await refused(lead('', body({ kinds: ['case-opened', 'note-added'] })))).toEqual([422, 'not-one-of']);
    expect(await refused(lead('', body({ kinds: [] })))).toEqual([422, 'too-small']);
    expect(await refused(lead('', body({ url: 'nowhere' })))).toEqual([422, 'not-a-url']);
    expect(await refused(lead('', body({ url: 'http://u:p@127.0.0.1/' })))).toEqual([422, 'credentials-in-url']);
    expect(await refused(lead('', { ...body(), reason: undefined }))).toEqual([422, 'required']);
    expect(await refused(lead('', body({ secret: 'mine' })))).toEqual([422, 'unknown-field']);
  });

  it('that were switched off because they took nothing stand in the readiness until somebody has seen to them', async () => {
    const word = async () => ((await api.send('GET', '/healthz/ready')).body['parts'] as Record<string, string>)['webhooks'];
    const { id } = await done(lead('', body()), 201);
    expect(await word()).toBe('up');
    await api.record.transaction(async (manager) => {
      await manager.query(`select set_config('handrail.actor', '{"system": "webhooks"}', true), set_config('handrail.reason', 'it is gone', true)`);
      await manager.query(`update webhooks set status = 'off', off_because = 'gone' where id = $1`, [id]);
    });
    expect(await word()).toBe('switched-off');
    await done(lead(`/${id}/switch-on`));
    expect(await word()).toBe('up');
    await api.record.transaction(async (manager) => {
      await manager.query(`select set_config('handrail.actor', '{"system": "webhooks"}', true), set_config('handrail.reason', 'it is gone', true)`);
      await manager.query(`update webhooks set status = 'off', off_because = 'kept-failing' where id = $1`, [id]);
    });
    // Seen to, and left off.
    expect(await done(lead(`/${id}/switch-off`, { reason: 'their system is closed' }))).toMatchObject({ status: 'off', offBecause: 'by-hand' });
    expect([await word(), await refused(lead(`/${id}/switch-off`))]).toEqual(['up', [409, 'switched-off-already']]);
  });
});

describe('outside local mode', () => {
  it('webhooks go to public addresses over https alone', async () => {
    const strict = await ApiServer.start('api-webhooks-strict', { local: false });
    try {
      const add = (url: string) => refused(strict.command('director', '/v1/webhooks', body({ url })));
      expect(await add('http://8.8.8.8/')).toEqual([422, 'not-https']);
      for (const url of ['https://127.0.0.1/', 'https://localhost/', 'https://10.0.0.1/', 'https://169.254.169.254/', 'https://[::1]/', 'https://[fe80::1]/']) expect([url, ...await add(url)]).toEqual([url, 422, 'not-public']);
      expect(await add('https://nowhere.invalid/')).toEqual([422, 'unknown-host']);
      expect(await add('https://8.8.8.8/hook')).toEqual([201, undefined]);
      const [{ id }] = (await strict.get('director', '/v1/webhooks')).body.items as [Body];
      const edit = (url: string) => refused(strict.command('director', `/v1/webhooks/${id}/edit`, { url, reason }));
      expect([await edit('http://8.8.8.8/'), await edit('https://169.254.169.254/'), await edit('https://8.8.4.4/hook')]).toEqual([[422, 'not-https'], [422, 'not-public'], [200, undefined]]);
    } finally { await strict.stop(); }
  });
});
