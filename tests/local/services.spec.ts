import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import nodemailer from 'nodemailer';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { localNotify } from '#apps/local/local-notify.js';
import { channelsOf } from '#libs/notices/channels.js';
import { localIssuer, localPeople, localToken } from '#apps/local/issuer.js';
import type { LocalMail } from '#apps/local/mail.js';
import { Part } from '#apps/local/part.js';
import { freePort } from '#apps/local/ports.js';
import { answers, temporaryFolder } from '#tests/support/stack/product.js';

const folder = temporaryFolder();
let url: string;
let smtpUrl: string;
let part: Part;

const start = async () => {
  part = await Part.start(folder, {
    name: 'services', command: process.execPath, args: [join(checkoutFolder(), 'dist', 'apps', 'local', 'services.js')],
    env: { PATH: process.env['PATH'], HANDRAIL_MODE: 'local', HANDRAIL_DATA: folder, LOCAL_SERVICES_URL: url, SMTP_URL: smtpUrl, OIDC_ISSUER: localIssuer, ...localNotify(folder, url) },
  });
  await answers(`${url}/jwks.json`);
};

const post = (manners: string, to?: string) => fetch(`${url}/local/mail/manners`, { method: 'POST', body: JSON.stringify({ manners, to }) });
const mails = async (to?: string) => (await (await fetch(`${url}/local/mail${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`)).json()) as LocalMail[];
const send = (to: string, subject: string) => nodemailer.createTransport({ url: smtpUrl, greetingTimeout: 300 } as never).sendMail({ from: 'Handrail <handrail@localhost>', to, subject, text: 'Bitte öffnen – what is asked' });

describe('the local services', () => {
  beforeAll(async () => {
    for (const name of ['logs', 'parts', 'mail']) mkdirSync(join(folder, name));
    url = `http://127.0.0.1:${await freePort()}`;
    smtpUrl = `smtp://127.0.0.1:${await freePort()}`;
    await start();
  });
  afterAll(async () => {
    await part.stop();
    rmSync(folder, { recursive: true });
  });

  it('show what arrived by SMTP, newest first, for all or for one address', async () => {
    await send('coordinator@riverside.example', 'first');
    await send('hub@riverside.example', 'second');
    expect((await mails()).map(({ to, subject }) => [to, subject])).toEqual([['hub@riverside.example', 'second'], ['coordinator@riverside.example', 'first']]);
    expect(await mails('Coordinator@Riverside.example')).toEqual([{
      to: 'coordinator@riverside.example', from: 'handrail@localhost', subject: 'first', text: expect.stringMatching(/^Bitte öffnen – what is asked\s*$/),
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), messageId: expect.stringMatching(/^<.+>$/),
    }]);
    expect(await mails('nobody@riverside.example')).toEqual([]);
  });

  it('take text messages as GOV.UK Notify does, and show them', async () => {
    const { NOTIFY_API_KEY: apiKey = '', NOTIFY_BASE_URL: baseUrl = '', NOTIFY_SMS_TEMPLATE: smsTemplate = '' } = localNotify(folder, url);
    const text = (key: string) => channelsOf({ smtpUrl, from: 'handrail@localhost', notify: { apiKey: key, baseUrl, smsTemplate } }).get('sms')!;
    const send_ = (to: string, key = apiKey) => text(key).send({ to: { name: 'n', address: to }, subject: '', text: 'Handrail: what is asked', id: `to-${to}` });
    expect(await send_('07700900001')).toEqual({ fate: 'accepted', providerId: expect.any(String) });
    expect(await send_('07700900002')).toMatchObject({ fate: 'accepted' });
    expect(await send_('no number')).toMatchObject({ fate: 'permanent', why: expect.stringContaining('ValidationError') });
    expect(await send_('07700900001', `${apiKey.slice(0, -1)}${apiKey.endsWith('0') ? '1' : '0'}`)).toMatchObject({ fate: 'temporary', why: expect.stringContaining('403 AuthError') });
    const shown = (await (await fetch(`${url}/local/sms`)).json()) as { to: string; text: string; status: string }[];
    expect(shown.map(({ to, text: said, status }) => [to, said, status])).toEqual([['07700900002', 'Handrail: what is asked', 'permanent-failure'], ['07700900001', 'Handrail: what is asked', 'delivered']]);
    expect((await (await fetch(`${url}/local/sms?to=07700900001`)).json()) as unknown[]).toHaveLength(1);
  });

  it('can be told to reject one address and no other', async () => {
    await post('reject', 'gone@riverside.example');
    await expect(send('Gone@riverside.example', 'rejected')).rejects.toMatchObject({ responseCode: 550 });
    await send('there@riverside.example', 'accepted');
    await post('accept', 'gone@riverside.example');
    await send('gone@riverside.example', 'accepted');
    expect([await mails('gone@riverside.example'), await mails('there@riverside.example')].map((each) => each.map(({ subject }) => subject))).toEqual([['accepted'], ['accepted']]);
  });

  it('keep the mail when they are killed', async () => {
    await send('director@riverside.example', 'kept');
    part.kill();
    await part.ending;
    await start();
    expect((await mails('director@riverside.example')).map(({ subject }) => subject)).toEqual(['kept']);
  });

  it('can be told to refuse, reject or hold mail', async () => {
    expect((await post('refuse')).status).toBe(200);
    await expect(send('hub@riverside.example', 'refused')).rejects.toMatchObject({ responseCode: 451 });
    await post('reject');
    await expect(send('hub@riverside.example', 'rejected')).rejects.toMatchObject({ responseCode: 550 });
    await post('tarpit');
    await expect(send('hub@riverside.example', 'held')).rejects.toThrow(/greeting never received/i);
    expect((await post('anything')).status).toBe(422);
    await post('accept');
    await send('hub@riverside.example', 'accepted');
    expect((await mails('hub@riverside.example'))[0]?.subject).toBe('accepted');
  });

  it.each(localPeople)('sign a token for %s that their published key proves, for 12 hours', async (who) => {
    const { jwks_uri: keysAt } = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
    const { payload, protectedHeader } = await jwtVerify(await localToken(folder, who), createRemoteJWKSet(new URL(String(keysAt))), { issuer: localIssuer, audience: 'handrail', algorithms: ['RS256'], typ: 'at+jwt' });
    expect(payload).toEqual({ iss: localIssuer, sub: who, aud: 'handrail', iat: expect.any(Number), exp: (payload.iat ?? 0) + 12 * 3600, jti: expect.any(String) });
    expect(protectedHeader.kid).toBeDefined();
  });

  it('publish nothing of the private key', async () => {
    const { keys } = (await (await fetch(`${url}/jwks.json`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });
});
