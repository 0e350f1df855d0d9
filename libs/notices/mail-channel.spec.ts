import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Fate } from './channel.js';
import { domainOf, smtpChannel } from './mail-channel.js';

const servers: SMTPServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => { server.close(resolve); }))));

const no = (responseCode: number): Error => Object.assign(new Error('made up'), { responseCode });

/** Sends one mail to a server with these manners. */
async function sent(manners: SMTPServerOptions, { credentials = '', deadlineMs = 30_000 } = {}): Promise<Fate> {
  const server = new SMTPServer({ disabledCommands: ['STARTTLS'], disableReverseLookup: true, authOptional: true, allowInsecureAuth: true, logger: false, closeTimeout: 20, ...manners });
  server.on('error', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address() as AddressInfo;
  const channel = smtpChannel({ url: `smtp://${credentials}127.0.0.1:${port}`, from: 'Handrail <handrail@hospital.example>', deadlineMs });
  return channel.send({ to: { name: 'Sam Okoro', address: 'sam@hospital.example' }, subject: 's', text: 't', messageId: '<1@hospital.example>' });
}

describe('what a mail server answers', () => {
  it('250 is accepted', async () => expect(await sent({})).toEqual({ fate: 'accepted' }));

  it.each([
    ['550 to the recipient', 'permanent', { onRcptTo: (_address, _session, proceed) => proceed(no(550)) }],
    ['452 to the recipient', 'temporary', { onRcptTo: (_address, _session, proceed) => proceed(no(452)) }],
    ['554 to the mail', 'permanent', { onData: (stream, _session, proceed) => { stream.resume().once('end', () => proceed(no(554))); } }],
    ['451 to the mail', 'temporary', { onData: (stream, _session, proceed) => { stream.resume().once('end', () => proceed(no(451))); } }],
    ['550 to the sender', 'temporary', { onMailFrom: (_address, _session, proceed) => proceed(no(550)) }],
    ['554 to the connection', 'temporary', { onConnect: (_session, proceed) => proceed(no(554)) }],
  ] as [string, string, SMTPServerOptions][])('%s is %s', async (_name, fate, manners) => expect((await sent(manners)).fate).toBe(fate));

  it('535 to the login is temporary: the next password may be right', async () => {
    const fate = await sent({ authOptional: false, onAuth: (_auth, _session, proceed) => proceed(no(535)) }, { credentials: 'me:wrong@' });
    expect(fate).toMatchObject({ fate: 'temporary', why: expect.stringContaining('535') });
    expect(JSON.stringify(fate)).not.toContain('wrong');
  });

  it('logs in with what the URL says', async () => {
    const seen: unknown[] = [];
    const fate = await sent({ authOptional: false, onAuth: ({ username, password }, _session, proceed) => { seen.push([username, password]); proceed(null, { user: username }); } }, { credentials: 'me:p%40ss@' });
    expect([fate, seen]).toEqual([{ fate: 'accepted' }, [['me', 'p@ss']]]);
  });

  it('nothing at all is temporary, and so is nobody there', async () => {
    expect(await sent({ onConnect: () => undefined }, { deadlineMs: 2_000 })).toEqual({ fate: 'temporary', why: 'the mail server did not finish within 2 s', unsure: true });
    const nobody = smtpChannel({ url: 'smtp://127.0.0.1:1', from: 'a@b.example', deadlineMs: 500 });
    expect(await nobody.send({ to: { name: 'n', address: 'n@b.example' }, subject: 's', text: 't', messageId: '<1@b.example>' })).toMatchObject({ fate: 'temporary', why: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('the domain of message ids', () => {
  it.each([['Handrail <handrail@hospital.example>', 'hospital.example'], ['a@b.example', 'b.example'], ['nobody', 'handrail.invalid']])('%s: %s', (from, domain) => expect(domainOf(from)).toBe(domain));
});
