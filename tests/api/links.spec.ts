import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linkFor, openLink, type LinkOptions } from '#libs/notices/links.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { ApiServer, testKeys } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
let taskId: string;
let discharge: Discharge;
let notices = 0;
beforeAll(async () => {
  api = await ApiServer.start('api-links');
  discharge = await Discharge.started(api);
  taskId = discharge.task('equipment-in-place').id;
}, 120_000);
afterAll(() => api.stop());

const options = (more: Partial<LinkOptions> = {}): LinkOptions => ({ keys: testKeys, lifeMs: 7_200_000, publicUrl: 'https://handrail.example/', ...more });
const linkOf = (noticeId: number, more: Partial<LinkOptions> = {}, personId = 'riverside-coordinator') => linkFor(api.record.manager, options(more), { noticeId: String(noticeId), taskId, personId });
const tokenIn = (link: string): string => link.slice('https://handrail.example/links/'.length);
const fresh = async (more: Partial<LinkOptions> = {}, personId?: string): Promise<string> => tokenIn(await linkOf(notices += 1, more, personId));
const open = (as: string, token: string, key?: string) => api.command(as, '/v1/links/open', { token }, key);
const row = async (token: string) => (await api.record.query<{ opened_by: string | null; opened_at: Date | null }[]>(`select opened_by, opened_at from links where token_hash = encode(sha256($1::bytea), 'hex')`, [token]))[0];

describe('the link of a notice', () => {
  it('opens its task once, for whom it was sent to, and who opened it when is written down', async () => {
    const token = await fresh();
    const answer = await open('coordinator', token, 'opening');
    expect([answer.status, answer.body]).toEqual([200, { taskId }]);
    expect(await row(token)).toEqual({ opened_by: 'riverside-coordinator', opened_at: expect.any(Date) });
    // The answer may have been lost on the way: the same key hears it again, another does not.
    expect((await open('coordinator', token, 'opening')).body).toEqual({ taskId });
    const again = await open('coordinator', token);
    expect([...said(again), again.body['taskId']]).toEqual([409, 'link-used', taskId]);
    expect(again.body['detail']).toContain('My work');
  });

  it('opens once, however many ask at the same time', async () => {
    const token = await fresh();
    expect((await Promise.all([1, 2, 3, 4, 5].map(() => open('coordinator', token)))).map(({ status }) => String(status)).toSorted()).toEqual(['200', '409', '409', '409', '409']);
  });

  it('acknowledges nothing: the task, its calls and its history are as before', async () => {
    const before = await discharge.look('coordinator');
    await open('coordinator', await fresh());
    const after = await discharge.look('coordinator');
    expect([after.version, after.tasks.find(({ id }) => id === taskId)?.['acknowledgement']]).toEqual([before.version, null]);
  });

  it('opens nothing for anybody else, and stays good for whom it was sent to', async () => {
    const token = await fresh();
    const answer = await open('hub', token);
    expect([...said(answer), answer.body['taskId']]).toEqual([403, 'not-yours', undefined]);
    expect(said(await open('other-hub', token))).toEqual([403, 'not-yours']);
    expect((await api.send('POST', '/v1/links/open', { body: { token }, headers: { 'idempotency-key': 'nobody' } })).status).toBe(401);
    expect((await row(token))?.opened_at).toBeNull();
    expect((await open('coordinator', token)).status).toBe(200);
  });

  it('is good for a short time: afterwards it says where the task is', async () => {
    const token = await fresh({ lifeMs: 1 });
    const answer = await open('coordinator', token);
    expect([...said(answer), answer.body['taskId']]).toEqual([410, 'link-expired', taskId]);
    expect(answer.body['detail']).toContain('My work');
    expect(said(await open('hub', token))).toEqual([403, 'not-yours']);
  });

  it('is the same at every try of its notice, and its time runs from the last', async () => {
    const first = await linkOf(notices += 1, { lifeMs: 1 });
    const second = await linkOf(notices);
    expect(second).toBe(first);
    expect((await open('coordinator', tokenIn(second))).status).toBe(200);
    expect(await linkOf(notices)).toBe(first);
    expect(said(await open('coordinator', tokenIn(first)))).toEqual([409, 'link-used']);
  });

  it.each([
    ['another task', (token: string) => token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))], ['another id', (token: string) => token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))], ['half of it', (token: string) => token.slice(0, -5)], ['nothing like it', () => 'x'],
  ] as [string, (token: string) => string][])('is refused where it was altered: %s', async (_what, alter) => {
    const token = await fresh();
    expect(said(await open('coordinator', alter(token)))).toEqual([404, 'link-unknown']);
  });

  it('cannot be made by somebody who can write the table', async () => {
    const token = await fresh({}, 'riverside-hub');
    await api.record.query(`update links set person_id = 'riverside-coordinator' where token_hash = encode(sha256($1::bytea), 'hex')`, [token]);
    expect(said(await open('coordinator', token))).toEqual([404, 'link-unknown']);
    await api.record.query(`insert into links (id, notice_id, key_id, token_hash, task_id, person_id, expires_at) values ('own', 99999, 'test', encode(sha256('own.test.mac'::bytea), 'hex'), $1, 'riverside-coordinator', now() + interval '1 hour')`, [taskId]);
    expect(said(await open('coordinator', 'own.test.mac'))).toEqual([404, 'link-unknown']);
  });

  it('lives through a change of keys as long as the old one is kept', async () => {
    const newer = parsePayloadKeys(newPayloadKey('newer'));
    const token = await fresh();
    const { manager } = api.record;
    await expect(openLink(manager, newer, { token, person: 'riverside-coordinator' })).rejects.toMatchObject({ status: 404, code: 'link-unknown' });
    expect(tokenIn(await linkOf(notices, { keys: [...newer, ...testKeys] }))).toBe(token);
    expect(await openLink(manager, [...newer, ...testKeys], { token, person: 'riverside-coordinator' })).toEqual({ taskId });
    // With the old key gone a notice that is tried again carries a link that works.
    await fresh();
    const mended = tokenIn(await linkOf(notices, { keys: newer }));
    expect(await openLink(manager, newer, { token: mended, person: 'riverside-coordinator' })).toEqual({ taskId });
  });

  it('is no secret of the table, and needs a key like every command', async () => {
    const token = await fresh();
    expect(JSON.stringify(await api.record.query('select * from links'))).not.toContain(token.split('.').at(-1));
    expect(said(await api.send('POST', '/v1/links/open', { as: 'coordinator', body: { token } }))).toEqual([400, 'idempotency-key-missing']);
    expect(said(await api.command('coordinator', '/v1/links/open', {}))).toEqual([422, 'required']);
  });
});
