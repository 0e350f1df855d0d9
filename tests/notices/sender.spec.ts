import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { channelsOf } from '#libs/notices/channels.js';
import { startSender, type SenderOptions } from '#libs/notices/sender.js';
import { openRecord } from '#libs/records/database.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { CalledCase, MARK } from './called-case.js';
import { MailServer } from './mail-server.js';
import { noticesOf, noticesOnce, waitsOver } from './notice-rows.js';

const owner = 'riverside-coordinator';
const address = 'coordinator@riverside.example';
let fresh: FreshRecord;
let record: DataSource;
let mail: MailServer;
const senders: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  fresh = await freshRecord('notices');
  ({ record } = fresh);
}, 120_000);
afterAll(() => fresh.close());
beforeEach(async () => {
  mail = new MailServer();
  await mail.start();
});
afterEach(async () => {
  await Promise.all(senders.splice(0).map((sender) => sender.stop()));
  await mail.stop();
  await record.query(`update notices set status = 'unknown', next_try_at = null where status = 'queued'`);
});

const byMail = (smtpUrl: string, deadlineMs: number) => channelsOf({ smtpUrl, from: 'Handrail <handrail@hospital.example>', deadlineMs });
const options = (more: Partial<SenderOptions> = {}): SenderOptions =>
  ({ record, channels: byMail(mail.url, more.deadlineMs ?? 2_000), publicUrl: 'https://handrail.example', poll: 20, retryMaxMs: 50, gatherMs: 10, receiptMs: 60_000, deadlineMs: 2_000, log: () => undefined, ...more });
const send = (more: Partial<SenderOptions> = {}): { stop(): Promise<void> } => {
  const sender = startSender(options(more));
  senders.push(sender);
  return sender;
};
const opened = async (rehearsal = false): Promise<CalledCase> => {
  const made = new CalledCase(record.manager, rehearsal);
  await made.open();
  return made;
};
const settled = (caseId: string) => noticesOnce(record, caseId, (rows) => rows.every((row) => row.status !== 'queued'));

describe('a call to a person', () => {
  it('becomes one mail to the address of the directory, and its fate stands on the call', async () => {
    const made = await opened();
    const taskId = await made.call(owner);
    send();
    expect(await settled(made.id)).toEqual([{ rung: 4, person: owner, status: 'accepted', tries: 1, error: null, waits: null }]);
    expect(mail.received).toEqual([{
      to: address, from: 'handrail@hospital.example', subject: 'Late: First visit booked, or accepted by name', messageId: expect.stringMatching(/^<[0-9a-f-]{36}@hospital\.example>$/),
      text: expect.stringContaining(`https://handrail.example/tasks/${taskId}\n`),
    }]);
    expect(mail.received[0]?.text).toContain('Hello Colin Okafor,');
  });

  it('tells nothing of the case but its id, whatever stands in it', async () => {
    const made = await opened();
    await made.call(owner, { step: 'action', title: `Ring ${MARK}`, asked: `Ring ${MARK}` });
    send();
    await settled(made.id);
    expect(mail.received).toHaveLength(1);
    expect(JSON.stringify(mail.received)).not.toMatch(/MARKED|Arabella|Quist|943476/);
  });

  it('is not told in a rehearsal', async () => {
    const rehearsal = await opened(true);
    await rehearsal.call(owner);
    const live = await opened();
    await live.call(owner);
    send();
    await settled(live.id);
    expect((await noticesOf(record, rehearsal.id)).map(({ status }) => status)).toEqual(['rehearsed']);
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]!.text).toContain(live.id);
  });
});

describe('a mail server that is away', () => {
  it('hinders no call, and gets what it missed when it is back, at the address of then', async () => {
    await mail.stop();
    const made = await opened();
    const taskId = await made.call(owner);
    send();
    await noticesOnce(record, made.id, ([row]) => (row?.tries ?? 0) >= 3);
    await made.callAgain(taskId, 'riverside-director', 2);
    const [first] = await noticesOf(record, made.id);
    expect(first).toMatchObject({ status: 'queued', error: expect.stringContaining('ECONNREFUSED') });
    await fresh.owner.query(`update contact_methods set address = 'moved@riverside.example' where person_id = 'riverside-director'`);
    // A try that was under way at that moment may still have had the old address.
    const tries = (await noticesOf(record, made.id))[1]?.tries ?? 0;
    await noticesOnce(record, made.id, ([, row]) => (row?.tries ?? 0) > tries);
    await mail.start();
    expect((await settled(made.id)).map(({ status, error }) => [status, error])).toEqual([['accepted', null], ['accepted', null]]);
    expect(mail.received.map(({ to }) => to).sort()).toEqual([address, 'moved@riverside.example']);
  });

  it('is not sent what was done meanwhile, nor what belongs to a climb that ended', async () => {
    await mail.stop();
    const made = await opened();
    const done = await made.call(owner);
    const replanned = await made.call(owner);
    await made.call(owner);
    send();
    await noticesOnce(record, made.id, (rows) => rows.every(({ tries }) => tries >= 1));
    await made.complete(done);
    await made.replan(replanned);
    // A try that was under way at that moment knew of neither.
    await noticesOnce(record, made.id, ([ofDone, ofClimb]) => ofDone?.status === 'failed' && ofClimb?.status === 'failed');
    await mail.start();
    expect((await settled(made.id)).map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'not sent: the task was done meanwhile'], ['failed', 'not sent: the climb ended meanwhile'], ['accepted', null],
    ]);
    expect(mail.received).toHaveLength(1);
  });
});

describe('a mail server that says no', () => {
  it('to one address for good: that one has failed, and why; the others are sent', async () => {
    mail.manner = (to) => (to === address ? 'never' : 'accept');
    const made = await opened();
    await made.call(owner);
    await made.call('riverside-hub');
    send();
    expect(await settled(made.id)).toMatchObject([
      { status: 'failed', tries: 1, error: expect.stringContaining('550 5.1.1 no such mailbox') }, { status: 'accepted', tries: 1, error: null },
    ]);
  });

  it('for now: it is tried again, with the same Message-ID', async () => {
    mail.manner = () => (mail.tried < 4 ? 'later' : 'accept');
    const made = await opened();
    await made.call(owner);
    send();
    expect(await settled(made.id)).toMatchObject([{ status: 'accepted', tries: 4, error: null }]);
  });

  it('cannot be asked where the directory has no address, or none that is one', async () => {
    await fresh.owner.query(`delete from contact_methods where person_id = 'riverside-auditor'`);
    await fresh.owner.query(`update contact_methods set address = 'nobody at all' where person_id = 'riverside-crisis-team'`);
    await fresh.owner.query(`update contact_methods set address = '  ' where person_id = 'riverside-escalation-lead'`);
    const made = await opened();
    await made.call('riverside-auditor');
    await made.call('riverside-crisis-team');
    await made.call('riverside-escalation-lead');
    send();
    expect((await settled(made.id)).map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'no other way to reach them'], ['failed', expect.stringContaining('501')], ['failed', 'the address is not one that mail can be sent to'],
    ]);
  });
});

describe('a mail server that is slow', () => {
  let tarpit: Server;
  const held = new Set<Socket>();
  beforeAll(async () => {
    // A byte now and then: nobody's idle timeout ever fires.
    tarpit = createServer((socket) => {
      held.add(socket);
      const drip = setInterval(() => socket.write('220-'), 20);
      socket.on('error', () => undefined).on('close', () => { clearInterval(drip); held.delete(socket); });
    });
    await new Promise<void>((resolve) => { tarpit.listen(0, '127.0.0.1', resolve); });
  });
  afterAll(async () => {
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => { tarpit.close(resolve); });
  });

  it('is given up at the deadline, connection and all', async () => {
    const made = await opened();
    await made.call(owner);
    const sender = send({ channels: byMail(`smtp://127.0.0.1:${(tarpit.address() as AddressInfo).port}`, 300), deadlineMs: 300, retryMaxMs: 60_000 });
    const [row] = await noticesOnce(record, made.id, ([seen]) => seen?.error !== null);
    expect(row).toMatchObject({ status: 'queued', tries: 1, waits: true, error: 'the mail server did not finish within 0.3 s' });
    await eventually('the connection is closed', () => held.size === 0);
    await sender.stop();
  });

  it('to one recipient holds up nobody else, and no command', async () => {
    mail.manner = (to) => (to === address ? 'silent' : 'accept');
    const made = await opened();
    const slow = await made.call(owner);
    await made.call('riverside-hub');
    send({ deadlineMs: 60_000, graceMs: 50 });
    await noticesOnce(record, made.id, (rows) => rows[1]?.status === 'accepted');
    expect((await noticesOf(record, made.id))[0]).toMatchObject({ status: 'queued', tries: 1 });
    await made.complete(slow); // the mail has another minute
  });

  it('is left when the sender stops: the notice stays queued', async () => {
    mail.manner = () => 'silent';
    const made = await opened();
    await made.call(owner);
    const sender = send({ deadlineMs: 60_000, graceMs: 50 });
    await eventually('the mail is under way', () => mail.tried === 1);
    await sender.stop();
    expect(await noticesOf(record, made.id)).toMatchObject([{ status: 'queued', tries: 1, error: 'the sender was stopped' }]);
    mail.manner = () => 'accept';
    await waitsOver(record);
    send();
    expect(await settled(made.id)).toMatchObject([{ status: 'accepted', tries: 2, error: null }]);
  });
});

describe('a sender that dies', () => {
  it('by kill -9 while the server answers: the next one sends it again with the same Message-ID, when the lease is over', async () => {
    spawnSync(process.execPath, [join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
    const made = await opened();
    await made.call(owner);
    const child = spawn(process.execPath, [join(checkoutFolder(), 'dist', 'tests', 'notices', 'sender-process.js'), fresh.database.applicationUrl, mail.url], { stdio: 'ignore' });
    const killed = new Promise((resolve) => { child.once('exit', (_status, signal) => resolve(signal)); });
    mail.beforeAnswer = () => {
      child.kill('SIGKILL');
      return killed.then(() => undefined);
    };
    expect(await killed).toBe('SIGKILL');
    mail.beforeAnswer = () => Promise.resolve();
    expect(await noticesOf(record, made.id)).toMatchObject([{ status: 'queued', tries: 1, waits: true, error: null }]);
    await waitsOver(record);
    send();
    expect(await settled(made.id)).toMatchObject([{ status: 'accepted', tries: 2 }]);
    expect(mail.received).toHaveLength(2);
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1);
  }, 120_000);

  it('after the mail was taken and before that was written: it is sent again with the same Message-ID', async () => {
    const made = await opened();
    await made.call(owner);
    const cutOnce = { done: false };
    mail.beforeAnswer = async () => {
      if (!cutOnce.done) await fresh.database.cut();
      cutOnce.done = true;
    };
    const lines: string[] = [];
    const first = send({ log: (_level, code) => { lines.push(code); } });
    await eventually('the sender cannot write it down', () => lines.includes('notice-not-settled'));
    await first.stop();
    await fresh.database.mend();
    expect(await noticesOnce(record, made.id, () => true)).toMatchObject([{ status: 'queued', tries: 1, waits: true }]);
    await waitsOver(record);
    send();
    expect(await settled(made.id)).toMatchObject([{ status: 'accepted', tries: 2 }]);
    expect(mail.received).toHaveLength(2);
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('and lives on through a record that is away: what was taken is written down, and sent once', async () => {
    const made = await opened();
    await made.call(owner);
    mail.beforeAnswer = () => fresh.database.cut();
    const lines: string[] = [];
    send({ log: (_level, code) => { lines.push(code); } });
    await eventually('the sender cannot write it down', () => lines.includes('notice-not-settled') && lines.includes('notices-unreadable'));
    mail.beforeAnswer = () => Promise.resolve();
    await fresh.database.mend();
    expect(await noticesOnce(record, made.id, ([row]) => row?.status === 'accepted')).toMatchObject([{ tries: 1 }]);
    expect(mail.received).toHaveLength(1);
  });
});

describe('senders side by side', () => {
  it('never send one notice twice', async () => {
    const made = await opened();
    const taskId = await made.call(owner);
    for (let level = 2; level <= 40; level++) await made.callAgain(taskId, level % 2 ? owner : 'riverside-hub', level);
    mail.beforeAnswer = () => new Promise((resolve) => { setTimeout(resolve, 5); });
    const other = await openRecord(fresh.database.applicationUrl, { poolSize: 5, applicationName: 'notices-other' });
    send();
    send({ record: other });
    send();
    for (let level = 41; level <= 60; level++) await made.callAgain(taskId, level % 2 ? owner : 'riverside-hub', level);
    expect((await settled(made.id)).filter(({ status, tries }) => status === 'accepted' && tries === 1)).toHaveLength(60);
    expect(mail.mostAtOnce).toBe(1);
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(mail.received.length);
    const [{ count }] = await record.query<{ count: number }[]>('select count(distinct sent_as)::int as count from notices where case_id = $1', [made.id]) as [{ count: number }];
    expect(mail.received).toHaveLength(count);
    await Promise.all(senders.splice(0).map((sender) => sender.stop()));
    await other.destroy();
  });
});
