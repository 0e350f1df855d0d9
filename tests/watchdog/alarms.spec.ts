import { describe, expect, it } from '@jest/globals';
import { alarmMail } from '#apps/watchdog/alarms/alarm-mail.js';
import { Alarms, type Alarm } from '#apps/watchdog/alarms/alarms.js';
import type { Finding, Looked } from '#apps/watchdog/alarms/finding.js';
import { PartWatch } from '#apps/watchdog/looks/parts.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const pace = { repeatMs: 15 * MINUTE, pauseMs: 10 * SECOND, longestPauseMs: 2 * MINUTE };
const lost = (subject: string): Finding => ({ kind: 'call-missing', subject, says: `Task ${subject}: rung 1 was not called.`, since: 0 });
const looked = (...findings: Finding[]): Looked[] => [{ kinds: ['call-missing'], findings }];

/** A turn every ten seconds from `from` on, with what each finds; answers what the mails told, and when. */
function turns(alarms: Alarms, from: number, until: number, finds: (at: number) => Finding[]): { at: number; told: string }[] {
  const mails: { at: number; told: string }[] = [];
  for (let at = from; at < until; at += 10 * SECOND) {
    alarms.take(looked(...finds(at)), at);
    const telling = alarms.due(at);
    if (!telling) continue;
    mails.push({ at, told: `${telling.raised.length} new, ${telling.lasting.length} lasting, ${telling.over.length} over` });
    alarms.told(telling, at);
  }
  return mails;
}

describe('an alarm', () => {
  it('is told at once, again every quarter of an hour while it lasts, and that it is over', () => {
    const mails = turns(new Alarms(pace), 0, 40 * MINUTE, (at) => (at < 35 * MINUTE ? [lost('a')] : []));
    expect(mails).toEqual([
      { at: 0, told: '1 new, 0 lasting, 0 over' }, { at: 15 * MINUTE, told: '0 new, 1 lasting, 0 over' }, { at: 30 * MINUTE, told: '0 new, 1 lasting, 0 over' }, { at: 35 * MINUTE + 10 * SECOND, told: '0 new, 0 lasting, 1 over' },
    ]);
  });

  it('that comes and goes is one, and no flood: never more than a mail every two minutes for long', () => {
    const mails = turns(new Alarms(pace), 0, 60 * MINUTE, (at) => ((at / (10 * SECOND)) % 6 < 3 ? [lost('a')] : []));
    expect(mails.length).toBeLessThan(60 / 2 + 6);
    expect(mails.length).toBeGreaterThan(10);
    // Gone for one look only: it never was.
    expect(turns(new Alarms(pace), 0, 10 * MINUTE, (at) => ((at / (10 * SECOND)) % 2 === 0 ? [lost('a')] : []))).toHaveLength(1);
  });

  it('of five hundred tasks at once is one mail; what falls due one by one is gathered', () => {
    const all = Array.from({ length: 500 }, (_, index) => lost(`t${index}`));
    expect(turns(new Alarms(pace), 0, MINUTE, () => all)).toEqual([{ at: 0, told: '500 new, 0 lasting, 0 over' }]);
    const mails = turns(new Alarms(pace), 0, 30 * MINUTE, (at) => all.slice(0, 1 + at / (10 * SECOND)));
    expect(mails.length).toBeLessThan(22);
    expect(mails.slice(0, 3).map(({ at }) => at)).toEqual([0, 10 * SECOND, 30 * SECOND]);
  });

  it('stands while nobody could look: silence about it is no all-clear', () => {
    const alarms = new Alarms(pace);
    alarms.take(looked(lost('a')), 0);
    for (let turn = 1; turn < 10; turn += 1) alarms.take([{ kinds: ['api-away'], findings: [] }], turn * 10 * SECOND);
    expect(alarms.standing.map(({ subject }) => subject)).toEqual(['a']);
  });

  it('stands while what it is about is seen to be there, though a new watchdog would not raise it yet; and none is raised by that', () => {
    const alarms = new Alarms(pace);
    alarms.take(looked(lost('a')), 0);
    for (let turn = 1; turn < 10; turn += 1) alarms.take([{ kinds: ['call-missing'], findings: [], early: [lost('a'), lost('b')] }], turn * 10 * SECOND);
    expect(alarms.standing.map(({ subject }) => subject)).toEqual(['a']);
    for (let turn = 10; turn < 12; turn += 1) alarms.take(looked(), turn * 10 * SECOND);
    expect(alarms.standing).toEqual([]);
  });

  it('that no mail server took is told when one does, also when it is over by then', () => {
    const alarms = new Alarms(pace);
    alarms.take(looked(lost('a'), lost('b')), 0);
    expect(alarms.due(0)?.raised).toHaveLength(2);
    alarms.take(looked(lost('b')), 10 * SECOND);
    alarms.take(looked(lost('b')), 20 * SECOND);
    expect(alarms.untold).toHaveLength(2);
    const telling = alarms.due(20 * SECOND)!;
    expect([telling.raised.map(({ subject }) => subject), telling.over.map(({ subject }) => subject)]).toEqual([['b'], ['a']]);
  });
});

describe('a part that does not answer', () => {
  it('is trouble after half a minute, counted from the first knock that nobody heard; a restart is none', () => {
    const watch = new PartWatch('api-away', 'The API does not answer.', 30 * SECOND);
    const at = (second: number, answers: boolean): number => watch.take(answers, second * SECOND).findings.length;
    expect([at(0, true), at(10, false), at(20, false), at(30, true), at(40, false), at(60, false), at(70, false)]).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(watch.take(false, 80 * SECOND).findings).toEqual([{ kind: 'api-away', subject: '', says: 'The API does not answer.', since: 40 * SECOND }]);
  });
});

describe('the mail', () => {
  it('says what is new, what lasts and what is over, twenty of each at most, and where the rest is', () => {
    const alarm = (subject: string, overAt: number | null = null): Alarm => ({ ...lost(subject), id: subject, raisedAt: 0, overAt, toldAt: null, timesTold: 0, overToldAt: null });
    const { subject, text } = alarmMail({ raised: Array.from({ length: 30 }, (_, index) => alarm(`t${index}`)), lasting: [], over: [alarm('x', MINUTE)] }, MINUTE);
    expect(subject).toBe('Handrail watchdog: ALARM, 30 new, 1 over');
    expect(text.match(/^- Task t\d+: rung 1 was not called\. Since 1970-01-01T00:00:00\.000Z\.$/gm)).toHaveLength(20);
    expect(text).toContain('- and 10 more: table watchdog_alarms');
    expect(text).toContain('Task x: rung 1 was not called. From 1970-01-01T00:00:00.000Z, over at 1970-01-01T00:01:00.000Z.');
    expect(alarmMail({ raised: [], lasting: [], over: [alarm('x', MINUTE)] }, MINUTE).subject).toBe('Handrail watchdog: all clear, 1 over');
  });
});
