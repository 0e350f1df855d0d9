import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { policies } from '#libs/policies/released.js';
import { inWords, noticeMail, type NoticeFacts } from './notice-mail.js';
import { waitAfter } from './retry.js';

const facts: NoticeFacts = {
  caseId: '0b6f2c1e-0000-4000-8000-000000000001', taskId: '0b6f2c1e-0000-4000-8000-000000000001.4', step: 'first-visit-booked', title: 'First visit booked, or accepted by name',
  reason: 'overdue', level: 2, role: 'escalation-owner', asked: 'Make it happen: reach the owner or arrange another, and write down the response.',
  dueAt: new Date('2026-10-23T12:00:00Z'), calledAt: new Date('2026-10-23T13:00:00Z'), recipient: 'Sam Okoro',
};

describe('the mail about a call', () => {
  it('says which case, what is late and since when, what is asked, and where', () => {
    expect(noticeMail(facts, `https://handrail.example/tasks/${facts.taskId}`)).toEqual({
      subject: 'Late: First visit booked, or accepted by name',
      text: [
        'Hello Sam Okoro,', '',
        'A step of a case is late. You are called as escalation owner, level 2.', '',
        'Case: 0b6f2c1e-0000-4000-8000-000000000001',
        'Step: First visit booked, or accepted by name',
        'Late since: 13:00 on Friday 23 October 2026 (British Summer Time)',
        'Called: 14:00 on Friday 23 October 2026 (British Summer Time)', '',
        'What is asked: Make it happen: reach the owner or arrange another, and write down the response.', '',
        'Open the task: https://handrail.example/tasks/0b6f2c1e-0000-4000-8000-000000000001.4', '',
        'Reading or answering this mail does not stop the calls; what you record on the task does.', '',
      ].join('\n'),
    });
  });

  it('does not call late what is not due yet', () => {
    const { subject, text } = noticeMail({ ...facts, reason: 'trigger', step: 'trigger-response', title: 'Respond to what was seen', dueAt: new Date('2026-10-23T17:00:00Z') }, 'http://127.0.0.1:3000');
    expect(subject).toBe('Needs a response: Respond to what was seen');
    expect(text).toContain('Something happened that needs a response.');
    expect(text).toContain('Due: 18:00 on Friday 23 October 2026 (British Summer Time)');
    expect(text).not.toMatch(/late/i);
  });

  it.each([
    ['2026-10-25T00:30:00Z', '01:30 on Sunday 25 October 2026 (British Summer Time)'],
    ['2026-10-25T01:30:00Z', '01:30 on Sunday 25 October 2026 (Greenwich Mean Time)'],
    ['2026-12-31T23:59:59Z', '23:59 on Thursday 31 December 2026 (Greenwich Mean Time)'],
    ['2026-06-30T23:00:00Z', '00:00 on Wednesday 1 July 2026 (British Summer Time)'],
  ])('%s is %s', (at, said) => expect(inWords(new Date(at))).toBe(said));

  it('uses the words of the policies, for every step and rung of every released one', () => {
    for (const policy of policies) {
      for (const [step, { title, ladder, variants = [] }] of Object.entries(policy.steps)) {
        for (const { asked, role } of [ladder, ...variants.map((variant) => variant.ladder)].flatMap((each) => each.rungs)) {
          const { subject, text } = noticeMail({ ...facts, step, title, asked, role }, 'http://127.0.0.1:3000');
          expect(subject).toBe(`Late: ${title}`);
          expect(text).toContain(`What is asked: ${asked}`);
        }
      }
    }
  });

  it('lets nothing out that somebody typed', () => {
    const MARK = 'MARKED Arabella Quist 943 476 5919';
    for (const reason of ['overdue', 'trigger', 'attempt', 'handed-over'] as const) {
      for (const step of ['action', 'first-visit-booked', MARK]) {
        const { subject, text } = noticeMail({ ...facts, step, reason, title: `Ring ${MARK}'s daughter`, asked: `Ring ${MARK}` }, 'http://127.0.0.1:3000');
        expect(subject + text).not.toMatch(/MARKED|Arabella|Quist|943|5919/);
      }
    }
    expect(noticeMail({ ...facts, step: 'action', title: MARK }, 'x').subject).toBe('Late: Action that was agreed');
    expect(noticeMail({ ...facts, step: 'none', title: MARK }, 'x').subject).toBe('Late: A step of the pathway');
  });

  it('keeps the recipient on one line', () => {
    const { text, subject } = noticeMail({ ...facts, recipient: ' Eve\r\nBcc: all@example.org\u0000 ' }, 'http://h/tasks/a');
    expect(text.split('\n')[0]).toBe('Hello Eve Bcc: all@example.org,');
    expect(text).toContain('http://h/tasks/a\n');
    expect(subject).not.toContain('\n');
  });
});

describe('the wait after a try', () => {
  it('doubles from a second to the longest, and is never more', () => {
    expect([1, 2, 3, 4, 7, 8].map((tries) => waitAfter(tries, 60_000, 0))).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 10_000_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, most, random) => {
      const wait = waitAfter(tries, most, random);
      expect(wait).toBeLessThanOrEqual(most);
      expect(wait).toBeGreaterThanOrEqual(Math.floor(Math.min(most, 1_000) * 0.8));
    }));
  });
});
