import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { hoursAfter, inLondon, london } from '#tests/support/pathways/london.js';

/** The summary to the practice is late at this time: 24 hours after leaving. */
const summaryLate = (late: string): Discharge => {
  const leftAt = hoursAfter(london(late), -24);
  const discharge = new Discharge(Discharge.planned(late, late).start, Date.parse(leftAt));
  return discharge.walksOut(leftAt);
};

describe('a ladder that calls day and night', () => {
  it.each([
    ['Sat 28 Mar 2026 23:30', ['clinical-lead Sat 28 Mar 2026 23:30', 'escalation-owner Sat 28 Mar 2026 23:45', 'escalation-lead Sun 29 Mar 2026 00:15', 'director Sun 29 Mar 2026 02:15', 'director Sun 29 Mar 2026 04:15']],
    ['Sun 25 Oct 2026 00:30', ['clinical-lead Sun 25 Oct 2026 00:30', 'escalation-owner Sun 25 Oct 2026 00:45', 'escalation-lead Sun 25 Oct 2026 01:15', 'director Sun 25 Oct 2026 01:15', 'director Sun 25 Oct 2026 03:15']],
    ['Sat 27 Mar 2027 23:30', ['clinical-lead Sat 27 Mar 2027 23:30', 'escalation-owner Sat 27 Mar 2027 23:45', 'escalation-lead Sun 28 Mar 2027 00:15', 'director Sun 28 Mar 2027 02:15', 'director Sun 28 Mar 2027 04:15']],
    ['Sun 31 Oct 2027 00:30', ['clinical-lead Sun 31 Oct 2027 00:30', 'escalation-owner Sun 31 Oct 2027 00:45', 'escalation-lead Sun 31 Oct 2027 01:15', 'director Sun 31 Oct 2027 01:15', 'director Sun 31 Oct 2027 03:15']],
  ])('runs on elapsed time through the night when the clocks change: %s', (planned, calls) => {
    const discharge = Discharge.planned(planned, 'Mon 23 Mar 2026 08:00').unmet('equipment-in-place');
    discharge.until(Date.parse(london(planned)) + 4 * 3_600_000);
    expect(discharge.called('risk-decision')).toEqual(calls);
  });
});

describe('a ladder that calls by day', () => {
  it('waits from 20:00 to 08:00, also at the weekend', () => {
    // Late on Friday at 19:30: the next hour falls into Saturday morning, and 20:00 itself is outside.
    const discharge = Discharge.planned('Fri 12 Jun 2026 21:30', 'Fri 12 Jun 2026 08:00').comes('Sun 14 Jun 2026 12:00');
    expect(discharge.called('equipment-in-place')).toEqual([
      'coordinator Fri 12 Jun 2026 19:30', 'escalation-owner Sat 13 Jun 2026 08:30', 'escalation-lead Sat 13 Jun 2026 10:30', 'escalation-lead Sat 13 Jun 2026 14:30', 'escalation-lead Sat 13 Jun 2026 18:30', 'escalation-lead Sun 14 Jun 2026 10:30']);
    expect(Discharge.planned('Fri 12 Jun 2026 22:00', 'Fri 12 Jun 2026 08:00').comes('Sat 13 Jun 2026 09:00').called('equipment-in-place')).toEqual(['coordinator Sat 13 Jun 2026 08:00', 'escalation-owner Sat 13 Jun 2026 09:00']);
  });

  it.each([
    ['Sat 28 Mar 2026 21:00', 'Sun 29 Mar 2026 09:00'], ['Sat 24 Oct 2026 21:00', 'Sun 25 Oct 2026 09:00'], ['Sat 27 Mar 2027 21:00', 'Sun 28 Mar 2027 09:00'], ['Sat 30 Oct 2027 21:00', 'Sun 31 Oct 2027 09:00'],
  ])('goes on at 08:00 local when the clocks changed in the night: planned for %s', (planned, until) => {
    // Due at 19:00: half the hour before 20:00 is not enough, the escalation owner follows at 08:00.
    const discharge = Discharge.planned(planned, planned.replace('21:00', '08:00')).comes(until);
    expect(discharge.called('equipment-in-place')).toEqual([`coordinator ${planned.replace('21:00', '19:00')}`, `escalation-owner ${until.replace('09:00', '08:00')}`]);
  });
});

describe('what waited for its clock', () => {
  /** Every call that was made between two times, by the instant at which it was made. */
  const made = (discharge: Discharge, from: string, until: string): string[] => discharge.of('rung-reached').filter(({ at }) => at >= london(from) && at <= london(until)).map(({ at, data }) => `${data.step} ${inLondon(at)}`);

  it('is called together at 08:00, so that one message can list it: two standards whose calls fell into the night', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:30', 'Wed 10 Jun 2026 08:00').meets('first-visit-booked', 'medicines-reconciled').comes('Thu 11 Jun 2026 08:10');
    expect(discharge.due('equipment-in-place')).toBe('Wed 10 Jun 2026 20:30');
    expect(made(discharge, 'Wed 10 Jun 2026 20:00', 'Thu 11 Jun 2026 08:10').filter((call) => /equipment|red-flag/.test(call)).toSorted()).toEqual(['equipment-in-place Thu 11 Jun 2026 08:00', 'red-flag-instructions-given Thu 11 Jun 2026 08:00']);
  });

  it('and at 09:00 of the next working day on ladders of working hours', () => {
    const late = summaryLate('Fri 12 Jun 2026 17:30').comes('Mon 15 Jun 2026 09:00');
    expect(late.called('gp-summary-sent')).toEqual(['clinical-lead Mon 15 Jun 2026 09:00']);
  });
});

describe('a ladder that calls in working hours', () => {
  it('calls the owner, the owner again the next working day, then the escalation lead every working day', () => {
    expect(summaryLate('Wed 10 Jun 2026 15:00').comes('Tue 16 Jun 2026 17:00').called('gp-summary-sent')).toEqual([
      'clinical-lead Wed 10 Jun 2026 15:00', 'clinical-lead Thu 11 Jun 2026 15:00', 'escalation-lead Fri 12 Jun 2026 15:00', 'escalation-lead Mon 15 Jun 2026 15:00', 'escalation-lead Tue 16 Jun 2026 15:00']);
  });

  it('waits over the bank-holiday weekend at the end of August', () => {
    expect(summaryLate('Fri 28 Aug 2026 17:00').comes('Fri 4 Sep 2026 09:00').called('gp-summary-sent')).toEqual([
      'clinical-lead Tue 1 Sep 2026 09:00', 'clinical-lead Wed 2 Sep 2026 09:00', 'escalation-lead Thu 3 Sep 2026 09:00', 'escalation-lead Fri 4 Sep 2026 09:00']);
  });

  it('waits over Christmas 2026, when Boxing Day is taken on the Monday', () => {
    expect(summaryLate('Thu 24 Dec 2026 16:59').comes('Thu 31 Dec 2026 17:00').called('gp-summary-sent')).toEqual([
      'clinical-lead Thu 24 Dec 2026 16:59', 'clinical-lead Tue 29 Dec 2026 16:59', 'escalation-lead Wed 30 Dec 2026 16:59', 'escalation-lead Thu 31 Dec 2026 16:59']);
  });

  it.each([
    ['Fri 27 Mar 2026 10:00', 'Mon 30 Mar 2026 10:00'], ['Fri 23 Oct 2026 10:00', 'Mon 26 Oct 2026 10:00'], ['Fri 29 Oct 2027 10:00', 'Mon 1 Nov 2027 10:00'],
  ])('goes by the wall clock over a weekend when the clocks change: %s', (late, next) => {
    expect(summaryLate(late).comes(next).called('gp-summary-sent')).toEqual([`clinical-lead ${late}`, `clinical-lead ${next}`]);
  });

  it('goes by the wall clock over Easter 2027, when the clocks change on Easter Sunday', () => {
    expect(summaryLate('Thu 25 Mar 2027 10:00').comes('Wed 31 Mar 2027 10:00').called('gp-summary-sent')).toEqual(['clinical-lead Thu 25 Mar 2027 10:00', 'clinical-lead Tue 30 Mar 2027 10:00', 'escalation-lead Wed 31 Mar 2027 10:00']);
  });
});
