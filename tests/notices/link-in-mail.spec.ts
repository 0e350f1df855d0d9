import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelsOf } from '#libs/notices/channels.js';
import { openLink } from '#libs/notices/links.js';
import { startSender } from '#libs/notices/sender.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { CalledCase } from './called-case.js';
import { MailServer } from './mail-server.js';
import { noticesOnce, waitsOver } from './notice-rows.js';

const keys = parsePayloadKeys(newPayloadKey('test'));
const owner = 'riverside-coordinator';
let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('link-in-mail'); }, 120_000);
afterAll(() => fresh.close());

const tokenIn = (text: string): string | undefined => /https:\/\/handrail\.example\/links\/(\S+)/.exec(text)?.[1];

describe('the link in a notice', () => {
  it('is the same in a mail that comes twice because its taking was not written down, and opens once', async () => {
    const mail = new MailServer();
    await mail.start();
    const lines: string[] = [];
    const send = () => startSender({
      record: fresh.record, channels: channelsOf({ smtpUrl: mail.url, from: 'Handrail <handrail@hospital.example>' }), publicUrl: 'https://handrail.example', links: { keys, lifeMs: 60_000, publicUrl: 'https://handrail.example' },
      poll: 20, retryMaxMs: 50, gatherMs: 10, receiptMs: 60_000, log: (_level, code) => { lines.push(code); },
    });
    const made = new CalledCase(fresh.record.manager);
    await made.open();
    const taskId = await made.call(owner);
    mail.beforeAnswer = () => fresh.database.cut();
    const first = send();
    await eventually('the sender cannot write it down', () => lines.includes('notice-not-settled'));
    await first.stop();
    mail.beforeAnswer = () => Promise.resolve();
    await fresh.database.mend();
    await noticesOnce(fresh.record, made.id, () => true);
    await waitsOver(fresh.record);
    const second = send();
    await noticesOnce(fresh.record, made.id, ([row]) => row?.status === 'accepted');
    await second.stop();
    await mail.stop();

    const [token, again] = mail.received.map(({ text }) => tokenIn(text));
    expect([mail.received.length, again, token]).toEqual([2, token, expect.any(String)]);
    expect(await openLink(fresh.record.manager, keys, { token: token!, person: owner })).toEqual({ taskId });
    await expect(openLink(fresh.record.manager, keys, { token: token!, person: owner })).rejects.toMatchObject({ code: 'link-used' });
  });
});
