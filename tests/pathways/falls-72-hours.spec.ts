import { describe, expect, it } from '@jest/globals';
import { action, Falls } from '#tests/support/pathways/falls.js';
import { hoursAfter, inLondon, london } from '#tests/support/pathways/london.js';

const after = (kind: string, occurred: string, opened?: string): Falls => Falls.after(kind, occurred, opened, kind === 'two-falls-in-a-week' ? { earlierAt: hoursAfter(london(occurred), -30) } : {});

describe('the 72 hours', () => {
  it.each([
    ['the spring change of 2026', 'Fri 27 Mar 2026 16:00', 'Mon 30 Mar 2026 17:00'], ['the autumn change of 2026', 'Fri 23 Oct 2026 12:00', 'Mon 26 Oct 2026 11:00'],
    ['the spring change of 2027, on Easter Sunday', 'Fri 26 Mar 2027 16:00', 'Mon 29 Mar 2027 17:00'], ['the autumn change of 2027', 'Fri 29 Oct 2027 12:00', 'Mon 1 Nov 2027 11:00'],
    ['Easter 2026', 'Thu 2 Apr 2026 17:30', 'Sun 5 Apr 2026 17:30'], ['Christmas 2026', 'Thu 24 Dec 2026 15:00', 'Sun 27 Dec 2026 15:00'], ['an ordinary weekend', 'Fri 12 Jun 2026 22:10', 'Mon 15 Jun 2026 22:10'],
  ])('run through %s: what happened on %s is reviewed by %s', (_over, occurred, due) => {
    const falls = after('two-falls-in-a-week', occurred);
    expect(falls.due('review-held')).toBe(due);
    falls.until(hoursAfter(london(occurred), 72));
    expect(falls.called('review-held')).toEqual([`coordinator ${due}`]);
    expect(['risk-assessed', 'safety-net-written', 'review-booked'].map((step) => falls.due(step))).toEqual(Array<string>(3).fill(inLondon(hoursAfter(london(occurred), 24))));
  });

  it('climb day and night: coordinator, escalation owner, escalation lead, director every two hours', () => {
    const falls = after('two-falls-in-a-week', 'Thu 2 Apr 2026 17:30').comes('Sun 5 Apr 2026 23:15');
    expect(falls.called('review-held')).toEqual([
      'coordinator Sun 5 Apr 2026 17:30', 'escalation-owner Sun 5 Apr 2026 17:45', 'escalation-lead Sun 5 Apr 2026 18:15', 'director Sun 5 Apr 2026 19:15', 'director Sun 5 Apr 2026 21:15', 'director Sun 5 Apr 2026 23:15']);
  });

  it('leave people asleep about what is for today: due at 01:30 on Saturday, called at 08:00, at weekends too', () => {
    const falls = after('two-falls-in-a-week', 'Fri 12 Jun 2026 01:30').comes('Sat 13 Jun 2026 11:00');
    expect(falls.called('risk-assessed')).toEqual(['clinical-lead Sat 13 Jun 2026 08:00', 'escalation-owner Sat 13 Jun 2026 09:00', 'escalation-lead Sat 13 Jun 2026 11:00']);
    expect(falls.called('review-booked')).toEqual(['coordinator Sat 13 Jun 2026 08:00', 'escalation-owner Sat 13 Jun 2026 09:00', 'escalation-lead Sat 13 Jun 2026 11:00']);
  });

  it('wait until after Easter with what is planned: an action that is due on Good Friday', () => {
    const falls = after('two-falls-in-a-week', 'Wed 1 Apr 2026 10:00').assesses().reviews({ actions: [action('order a frame', 'Fri 3 Apr 2026 12:00')] }).comes('Wed 8 Apr 2026 12:00');
    expect(falls.called('action')).toEqual(['action-owner Tue 7 Apr 2026 09:00', 'action-owner Wed 8 Apr 2026 09:00']);
  });
});

describe('a start three days after it happened', () => {
  it('is accepted, and what is late climbs at once from the start', () => {
    const falls = after('two-falls-in-a-week', 'Fri 5 Jun 2026 06:00', 'Mon 8 Jun 2026 10:00');
    expect([falls.due('review-held'), falls.due('risk-assessed')]).toEqual(['Mon 8 Jun 2026 06:00', 'Sat 6 Jun 2026 06:00']);
    for (const [step, role] of [['review-held', 'coordinator'], ['review-booked', 'coordinator'], ['risk-assessed', 'clinical-lead'], ['safety-net-written', 'clinical-lead']] as const) {
      expect([falls.called(step), falls.reasons(step)]).toEqual([[`${role} Mon 8 Jun 2026 10:00`], ['overdue']]);
    }
    expect(falls.comes('Mon 8 Jun 2026 10:15').called('review-held')).toEqual(['coordinator Mon 8 Jun 2026 10:00', 'escalation-owner Mon 8 Jun 2026 10:15']);
  });

  it('was held in time if it was held in time: late is judged by heldAt', () => {
    const falls = after('two-falls-in-a-week', 'Fri 5 Jun 2026 06:00', 'Mon 8 Jun 2026 10:00').reviews({ heldAt: london('Sun 7 Jun 2026 11:00') });
    expect(falls.of('task-completed').at(-1)?.data).toMatchObject({ late: false, recordedLate: true });
  });

  it('checks a head injury within an hour of the start: what has passed cannot be caught up with', () => {
    const falls = after('head-injury', 'Fri 5 Jun 2026 06:00', 'Mon 8 Jun 2026 10:00');
    expect([falls.due('urgent-clinical-check'), falls.called('urgent-clinical-check')]).toEqual(['Mon 8 Jun 2026 11:00', ['clinical-lead Mon 8 Jun 2026 10:00']]);
  });
});

describe('the urgent clinical check', () => {
  it('of a head injury is due an hour after the start; the clinical lead is called at once, at night too', () => {
    const falls = after('head-injury', 'Sat 13 Jun 2026 02:40', 'Sat 13 Jun 2026 03:00');
    expect([falls.due('urgent-clinical-check'), falls.task('urgent-clinical-check').due.status, falls.task('urgent-clinical-check').due.source]).toEqual([
      'Sat 13 Jun 2026 04:00', 'local', "none found; agreed locally; imaging is the emergency department's (NICE NG232)"]);
    falls.comes('Sat 13 Jun 2026 05:45');
    expect([falls.called('urgent-clinical-check'), falls.reasons('urgent-clinical-check')]).toEqual([
      ['clinical-lead Sat 13 Jun 2026 03:00', 'clinical-lead Sat 13 Jun 2026 04:00', 'escalation-owner Sat 13 Jun 2026 04:15', 'escalation-lead Sat 13 Jun 2026 04:45', 'director Sat 13 Jun 2026 05:45'], ['trigger']]);
  });

  it.each([
    ['08:00', 'new-confusion', 'national'], ['19:59', 'new-confusion', 'national'], ['20:00', 'new-confusion-out-of-hours', 'local'], ['03:00', 'new-confusion-out-of-hours', 'local'], ['07:59', 'new-confusion-out-of-hours', 'local'],
  ])('of new confusion told at %s is due in two hours by the rule %s, which is %s', (time, when, status) => {
    const falls = after('new-confusion', `Sun 14 Jun 2026 ${time}`);
    const check = falls.task('urgent-clinical-check');
    expect([inLondon(check.dueAt), check.when, check.due.status]).toEqual([inLondon(hoursAfter(london(`Sun 14 Jun 2026 ${time}`), 2)), when, status]);
    expect(falls.called('urgent-clinical-check')).toEqual([`clinical-lead Sun 14 Jun 2026 ${time}`]);
  });

  it('is not asked after two falls, and pauses nothing: taken to hospital, the review is due as before', () => {
    expect(after('two-falls-in-a-week', 'Mon 8 Jun 2026 09:00').tasksOf('urgent-clinical-check')).toEqual([]);
    const falls = after('head-injury', 'Mon 8 Jun 2026 09:00').doesStep('urgent-clinical-check');
    expect([falls.open(), falls.due('review-held')]).toEqual([['review-booked', 'review-held', 'risk-assessed', 'safety-net-written'], 'Thu 11 Jun 2026 09:00']);
  });

  it('that was tried in vain calls the escalation owner at once', () => {
    const falls = after('head-injury', 'Mon 8 Jun 2026 09:00').comes('Mon 8 Jun 2026 09:10').attempts('urgent-clinical-check');
    expect(falls.called('urgent-clinical-check')).toEqual(['clinical-lead Mon 8 Jun 2026 09:00', 'escalation-owner Mon 8 Jun 2026 09:10']);
  });
});
