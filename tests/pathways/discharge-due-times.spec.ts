import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

const standardDue = (planned: string, opened: string): string => Discharge.planned(planned, opened).due('medicines-reconciled');

describe('when the standards are due', () => {
  it('two hours before the planned discharge, and at 18:00 the day before where that falls before 09:00', () => {
    expect(standardDue('Wed 10 Jun 2026 11:00', 'Mon 8 Jun 2026 08:00')).toBe('Wed 10 Jun 2026 09:00');
    expect(standardDue('Wed 10 Jun 2026 10:59', 'Mon 8 Jun 2026 08:00')).toBe('Tue 9 Jun 2026 18:00');
    expect(standardDue('Wed 10 Jun 2026 02:00', 'Mon 8 Jun 2026 08:00')).toBe('Tue 9 Jun 2026 18:00');
    expect(standardDue('Wed 10 Jun 2026 01:59', 'Mon 8 Jun 2026 08:00')).toBe('Tue 9 Jun 2026 23:59');
  });

  it('never sooner than an hour after opening, whatever the other rules give', () => {
    expect(standardDue('Wed 10 Jun 2026 10:30', 'Tue 9 Jun 2026 20:00')).toBe('Tue 9 Jun 2026 21:00');
    expect(standardDue('Wed 10 Jun 2026 15:00', 'Wed 10 Jun 2026 12:30')).toBe('Wed 10 Jun 2026 13:30');
    expect(standardDue('Wed 10 Jun 2026 15:00', 'Wed 10 Jun 2026 12:00')).toBe('Wed 10 Jun 2026 13:00');
    expect(standardDue('Tue 9 Jun 2026 16:00', 'Wed 10 Jun 2026 12:00')).toBe('Wed 10 Jun 2026 13:00');
  });

  it('says which rule it came from', () => {
    expect(Discharge.onWednesday().task('medicines-reconciled').due).toEqual({ rule: 'PT2H before the planned discharge', clock: 'elapsed', source: 'none found; agreed locally', status: 'local' });
  });
});

describe('a plan that is past when the case opens', () => {
  it('climbs at once: the risk decision is late from the start', () => {
    const discharge = Discharge.planned('Tue 9 Jun 2026 12:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 09:45');
    expect([discharge.due('risk-decision'), discharge.called('risk-decision')]).toEqual(['Tue 9 Jun 2026 12:00', [
      'clinical-lead Wed 10 Jun 2026 08:00', 'escalation-owner Wed 10 Jun 2026 08:15', 'escalation-lead Wed 10 Jun 2026 08:45', 'director Wed 10 Jun 2026 09:45']]);
  });
});

describe('the days when the clocks change', () => {
  it.each([
    ['Sun 29 Mar 2026 11:00', 'Sun 29 Mar 2026 09:00'], ['Sun 29 Mar 2026 10:30', 'Sat 28 Mar 2026 18:00'], ['Sun 29 Mar 2026 02:30', 'Sat 28 Mar 2026 23:30'],
    ['Sun 25 Oct 2026 11:00', 'Sun 25 Oct 2026 09:00'], ['Sun 25 Oct 2026 10:30', 'Sat 24 Oct 2026 18:00'], ['Sun 25 Oct 2026 03:30', 'Sat 24 Oct 2026 18:00'],
    ['Sun 28 Mar 2027 11:00', 'Sun 28 Mar 2027 09:00'], ['Sun 28 Mar 2027 10:30', 'Sat 27 Mar 2027 18:00'],
    ['Sun 31 Oct 2027 11:00', 'Sun 31 Oct 2027 09:00'], ['Sun 31 Oct 2027 10:30', 'Sat 30 Oct 2027 18:00'],
  ])('a discharge planned for %s has its standards due %s', (planned, due) => {
    expect(standardDue(planned, 'Fri 20 Mar 2026 08:00')).toBe(due);
  });

  it.each([
    ['Sat 28 Mar 2026 15:00', 'Sun 29 Mar 2026 16:00', 'Tue 31 Mar 2026 16:00', 'Sat 4 Apr 2026 16:00'],
    ['Sat 24 Oct 2026 15:00', 'Sun 25 Oct 2026 14:00', 'Tue 27 Oct 2026 14:00', 'Sat 31 Oct 2026 14:00'],
    ['Sat 27 Mar 2027 15:00', 'Sun 28 Mar 2027 16:00', 'Tue 30 Mar 2027 16:00', 'Sat 3 Apr 2027 16:00'],
    ['Sat 30 Oct 2027 15:00', 'Sun 31 Oct 2027 14:00', 'Tue 2 Nov 2027 14:00', 'Sat 6 Nov 2027 14:00'],
  ])('24 hours, 72 hours and seven days after leaving on %s are elapsed time', (leftAt, summary, call, watched) => {
    const discharge = Discharge.planned(leftAt, leftAt.replace('15:00', '08:00')).leavesByPlan(leftAt);
    expect(discharge.due('gp-summary-sent')).toBe(summary);
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes(summary);
    expect([discharge.task('safety-call').openedAt - discharge.state.left!.at, discharge.due('safety-call')]).toEqual([86_400_000, call]);
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    discharge.until(discharge.state.watch!.until - 1);
    expect(discharge.outcome).toBeUndefined();
    discharge.comes(watched);
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
  });

  it.each([
    ['Sun 29 Mar 2026 06:00', 'Mon 30 Mar 2026 00:00', 18], ['Sat 24 Oct 2026 23:30', 'Sun 25 Oct 2026 00:00', 0.5], ['Sun 25 Oct 2026 00:15', 'Mon 26 Oct 2026 00:00', 24.75],
    ['Sun 28 Mar 2027 00:15', 'Mon 29 Mar 2027 00:00', 22.75], ['Sun 31 Oct 2027 00:15', 'Mon 1 Nov 2027 00:00', 24.75],
  ])('"the same local day" of %s ends at %s', (seenAt, due, hours) => {
    const discharge = Discharge.planned('Mon 1 Nov 2027 15:00', seenAt).sees('system-risk');
    expect([discharge.due('trigger-response'), (discharge.task('trigger-response').dueAt - discharge.now) / 3_600_000]).toEqual([due, hours]);
  });
});
