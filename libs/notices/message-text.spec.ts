import { describe, expect, it } from '@jest/globals';
import { codeMail, codeSms } from '#libs/directory/code-sender.js';
import type { EscalationReason } from '#libs/contracts/events.js';
import type { NoticeKind } from '#libs/records/entities/notice.js';
import type { NoticeToSend } from '#libs/records/notices.js';
import { policies } from '#libs/policies/released.js';
import { messageText } from './message-text.js';
import { SMS_AT_MOST, smsText } from './sms-text.js';

const MARK = 'MARKED Arabella Quist 943 476 5919';
const marked = /MARKED|Arabella|Quist|943|476|5919/;
const id = '0b6f2c1e-0000-4000-8000-00000000000a';
const at = new Date('2026-10-23T12:00:00Z');
const publicUrl = 'https://handrail.community-health.nhs.example';
const link = `${publicUrl}/links/${'a'.repeat(22)}.key-of-2026.${'b'.repeat(22)}`;

const notice = (more: Partial<NoticeToSend> = {}): NoticeToSend => ({
  id: '1', kind: 'call', tries: 1, createdAt: at, caseId: id, rung: 4, taskId: `${id}.4`, step: 'first-visit-booked', title: 'First visit booked, or accepted by name', taskStatus: 'open', taskDueAt: at, escalationEnded: false,
  reason: 'overdue', level: 2, role: 'escalation-owner', asked: 'x', calledAt: at, ...more,
});
const kinds: NoticeKind[] = ['call', 'reminder', 'alarm'];
const reasons: EscalationReason[] = ['overdue', 'trigger', 'attempt', 'handed-over'];

describe('every template', () => {
  it('rendered with a case full of marked text says none of it', () => {
    let read = 0;
    for (const kind of kinds) for (const reason of reasons) for (const step of ['action', 'first-visit-booked', MARK]) {
      const full = notice({ kind, reason, step, title: `Ring ${MARK}`, asked: `Ring ${MARK}` });
      for (const channel of ['email', 'sms'] as const) for (const listed of [[full], [full, full], [full, full, full]]) for (const to of [link, null]) {
        const { subject, text } = messageText(channel, listed, 'Sam Okoro', publicUrl, to);
        expect(subject + text).not.toMatch(marked);
        read += 1;
      }
    }
    expect(read).toBe(432);
    // A code goes to somebody of the staff, and knows nothing of a case.
    expect(codeMail({ code: '000000', name: 'Sam Okoro' }) + codeSms({ code: '000000' })).not.toMatch(marked);
  });

  it('of one notice leads to it, of several to My work', () => {
    for (const channel of ['email', 'sms'] as const) {
      expect(messageText(channel, [notice()], 'Sam', publicUrl, link).text).toContain(link);
      expect(messageText(channel, [notice()], 'Sam', publicUrl, null).text).toContain(`${publicUrl}/tasks/${id}.4`);
      const { text } = messageText(channel, [notice(), notice({ taskId: `${id}.9` })], 'Sam', publicUrl, null);
      expect(text).toContain(`${publicUrl}/`);
      expect([text.includes(`${id}.4`), text.includes(`${id}.9`), text.includes('First visit')]).toEqual([true, true, false]);
    }
  });

  it('says of a reminder that it is none of a call, and of an alarm that nobody has answered', () => {
    const [reminder, alarm] = (['reminder', 'alarm'] as const).map((kind) => messageText('email', [notice({ kind, reason: null, level: null, role: null, asked: null, calledAt: null })], 'Sam', publicUrl, link));
    expect([reminder?.subject, alarm?.subject]).toEqual(['Due soon: First visit booked, or accepted by name', 'Alarm: nobody has answered: First visit booked, or accepted by name']);
    expect(reminder?.text).toContain('This is a reminder: nobody is called yet.');
    expect(alarm?.text).toContain('write down what was done');
    expect(messageText('email', [notice(), notice({ kind: 'reminder' })], 'Sam', publicUrl, null).subject).toBe('1 call and 1 reminder for you');
  });
});

describe('a text message', () => {
  const shared = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

  it('takes two segments at the most, in the alphabet that all phones share, its link whole, for every step and role of every policy', () => {
    for (const policy of policies) for (const [step, { title, ladder, variants = [] }] of Object.entries(policy.steps)) for (const { role } of [ladder, ...variants.map((variant) => variant.ladder)].flatMap((each) => each.rungs)) {
      for (const kind of kinds) for (const reason of reasons) {
        const { text } = messageText('sms', [notice({ kind, reason, step, title, role })], 'Sam', publicUrl, link);
        expect(text.length).toBeLessThanOrEqual(SMS_AT_MOST);
        expect(text).toMatch(shared);
        expect(text.endsWith(` ${link}`)).toBe(true);
      }
    }
  });

  it('of many names as many as there is room for, and how many more there are', () => {
    const { text } = messageText('sms', Array.from({ length: 500 }, (_, index) => notice({ taskId: `${id}.${index}` })), 'Sam', publicUrl, null);
    expect(text.length).toBeLessThanOrEqual(SMS_AT_MOST);
    expect(text).toMatch(/^Handrail: 500 tasks need you: .* and 49\d more\. https:/);
  });

  it('writes what is outside that alphabet otherwise, and leaves out what there is no room for', () => {
    expect(smsText('The person’s plan – “now”… 你 ô', '', 'https://h')).toBe('Handrail: The person\'s plan - "now"...   o https://h');
    expect(smsText('What', 'x'.repeat(400), 'https://h')).toBe('Handrail: What https://h');
    expect(codeSms({ code: '123456' }).length).toBeLessThanOrEqual(160);
  });
});
