import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

/** Left on Wednesday at 15:00; visited; the call opens on Thursday at 15:00 and is due on Saturday at 15:00. */
function called(time: string): Discharge {
  const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');
  discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
  return discharge.comes(time);
}
const tells = (worry: string, time: string): Discharge => {
  const discharge = called(time);
  discharge.complete('safety-call', { spokeTo: 'her', how: 'phone', worry });
  return discharge;
};

describe('nobody answers the safety call', () => {
  it('once: nothing is called yet', () => {
    const discharge = called('Fri 12 Jun 2026 09:00').attempts('safety-call');
    expect([discharge.called('safety-call'), discharge.open()]).toEqual([[], ['gp-summary-sent', 'safety-call']]);
  });

  it('twice, two hours apart: the next is called, and somebody sees the person the same day', () => {
    const discharge = called('Fri 12 Jun 2026 09:00').attempts('safety-call').comes('Fri 12 Jun 2026 11:00').attempts('safety-call');
    expect([discharge.called('safety-call'), discharge.reasons('safety-call')]).toEqual([['escalation-owner Fri 12 Jun 2026 11:00'], ['attempt']]);
    expect([discharge.due('person-seen'), discharge.called('person-seen'), discharge.task('person-seen').owner.role]).toEqual(['Sat 13 Jun 2026 00:00', ['clinical-lead Fri 12 Jun 2026 11:00'], 'clinical-lead']);
  });

  it('twice within two hours: the next is called, but the second try comes too soon to send somebody', () => {
    const discharge = called('Fri 12 Jun 2026 09:00').attempts('safety-call').comes('Fri 12 Jun 2026 10:59').attempts('safety-call');
    expect([discharge.called('safety-call'), discharge.open()]).toEqual([['escalation-owner Fri 12 Jun 2026 10:59'], ['gp-summary-sent', 'safety-call']]);
    discharge.comes('Fri 12 Jun 2026 11:00').attempts('safety-call');
    expect([discharge.called('safety-call').length, discharge.status('person-seen')]).toEqual([1, 'open']);
  });

  it('counts the tries by when they were made, in whatever order they are typed in', () => {
    const discharge = called('Fri 12 Jun 2026 12:00');
    discharge.attempts('safety-call').attempts('safety-call', new Date(discharge.now - 2 * 3_600_000).toISOString());
    expect(discharge.status('person-seen')).toBe('open');
  });

  it('and the person was seen: the call is not needed any more', () => {
    const discharge = called('Fri 12 Jun 2026 09:00').attempts('safety-call').comes('Fri 12 Jun 2026 11:00').attempts('safety-call');
    discharge.complete('person-seen', { seenAt: discharge.nowText, by: 'a nurse', how: 'visit', findings: 'the phone was off' });
    expect(discharge.status('safety-call')).toBe('not-needed');
  });

  it('in the evening: the next is called in the morning', () => {
    const discharge = called('Fri 12 Jun 2026 18:00').attempts('safety-call').comes('Fri 12 Jun 2026 20:10').attempts('safety-call').comes('Sat 13 Jun 2026 08:00');
    expect(discharge.called('safety-call')).toEqual(['escalation-owner Sat 13 Jun 2026 08:00']);
    // To see the person calls day and night.
    expect(discharge.called('person-seen')[0]).toBe('clinical-lead Fri 12 Jun 2026 20:10');
  });
});

describe('a worry at the safety call', () => {
  it('none: nothing follows', () => expect(tells('none', 'Fri 12 Jun 2026 10:00').tasksOf('person-seen')).toEqual([]));
  it('today: somebody sees the person the same local day', () => expect(tells('today', 'Fri 12 Jun 2026 10:00').due('person-seen')).toBe('Sat 13 Jun 2026 00:00'));
  it('urgent: within two hours, by day as urgent community response', () => {
    const discharge = tells('urgent', 'Fri 12 Jun 2026 10:00');
    expect([discharge.due('person-seen'), discharge.task('person-seen').due.status, discharge.called('person-seen')]).toEqual(['Fri 12 Jun 2026 12:00', 'national', ['clinical-lead Fri 12 Jun 2026 10:00']]);
  });
  it('urgent outside 08:00 to 20:00: within two hours too, by the out-of-hours owner of the policy', () => {
    expect(['Fri 12 Jun 2026 07:59', 'Fri 12 Jun 2026 08:00', 'Fri 12 Jun 2026 19:59', 'Fri 12 Jun 2026 20:00'].map((time) => {
      const discharge = tells('urgent', time);
      return [(discharge.task('person-seen').dueAt - discharge.now) / 3_600_000, discharge.task('person-seen').when];
    })).toEqual([[2, 'worry-urgent-out-of-hours'], [2, 'worry-urgent'], [2, 'worry-urgent'], [2, 'worry-urgent-out-of-hours']]);
  });
  it('999: within an hour, and it climbs day and night', () => {
    const discharge = tells('999', 'Fri 12 Jun 2026 22:00').comes('Fri 12 Jun 2026 23:45');
    expect([discharge.due('person-seen'), discharge.called('person-seen')]).toEqual(['Fri 12 Jun 2026 23:00', [
      'clinical-lead Fri 12 Jun 2026 22:00', 'clinical-lead Fri 12 Jun 2026 23:00', 'escalation-owner Fri 12 Jun 2026 23:15', 'escalation-lead Fri 12 Jun 2026 23:45']]);
  });
  it('is not swallowed by a missed visit that somebody is looking into', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 15:30');
    discharge.complete('safety-call', { spokeTo: 'her', how: 'phone', worry: '999' });
    expect(discharge.tasksOf('person-seen').map((task) => [task.when, task.status])).toEqual([[null, 'open'], ['worry-999', 'open']]);
  });
});
