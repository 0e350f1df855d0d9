import { describe, expect, it } from '@jest/globals';
import { Discharge, fourStandards } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

describe('a discharge that goes to plan', () => {
  it('asks four standards side by side, each with its owner, due two hours before the planned discharge', () => {
    const discharge = Discharge.onWednesday();
    expect(discharge.open()).toEqual(fourStandards);
    expect(fourStandards.map((step) => [discharge.task(step).owner.role, discharge.due(step)])).toEqual([
      ['coordinator', 'Wed 10 Jun 2026 13:00'], ['coordinator', 'Wed 10 Jun 2026 13:00'], ['clinical-lead', 'Wed 10 Jun 2026 13:00'], ['coordinator', 'Wed 10 Jun 2026 13:00'],
    ]);
  });

  it('asks for the confirmation when all four are met, due one hour before; opens the gate on it, and expects the departure two hours after the plan', () => {
    const discharge = Discharge.onWednesday().meets('first-visit-booked', 'equipment-in-place', 'red-flag-instructions-given');
    expect(discharge.open()).toEqual(['medicines-reconciled']);
    discharge.meets('medicines-reconciled');
    expect([discharge.open(), discharge.due('standards-confirmed'), discharge.gateOpen]).toEqual([['standards-confirmed'], 'Wed 10 Jun 2026 14:00', false]);
    discharge.confirms();
    expect([discharge.open(), discharge.due('departure'), discharge.gateOpen, discharge.task('departure').owner.role]).toEqual([['departure'], 'Wed 10 Jun 2026 17:00', true, 'hub']);
  });

  it('never assumes the departure: when its time passes the hub is called, then the escalation owner, then the escalation lead again and again', () => {
    const discharge = Discharge.onWednesday().meets().confirms().comes('Thu 11 Jun 2026 13:00');
    expect(discharge.state.left).toBeNull();
    expect(discharge.called('departure')).toEqual(['hub Wed 10 Jun 2026 17:00', 'escalation-owner Wed 10 Jun 2026 18:00', 'escalation-lead Thu 11 Jun 2026 08:00', 'escalation-lead Thu 11 Jun 2026 12:00']);
  });

  it('after leaving asks for the summary in 24 hours and the first visit in its slot and an hour; rings a day later; is safe after seven days', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:05');
    expect(discharge.open()).toEqual(['first-visit-done', 'gp-summary-sent']);
    // Booked for 20 hours after the planned discharge: Thursday 11:00.
    expect([discharge.due('gp-summary-sent'), discharge.due('first-visit-done')]).toEqual(['Thu 11 Jun 2026 15:05', 'Thu 11 Jun 2026 12:00']);
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.comes('Thu 11 Jun 2026 11:30').complete('first-visit-done', { visitedAt: london('Thu 11 Jun 2026 11:15'), by: 'a nurse' });
    expect(discharge.open()).toEqual([]);
    discharge.comes('Thu 11 Jun 2026 15:04');
    expect(discharge.open()).toEqual([]);
    discharge.comes('Thu 11 Jun 2026 15:05');
    expect([discharge.open(), discharge.due('safety-call')]).toEqual([['safety-call'], 'Sat 13 Jun 2026 15:05']);
    discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    expect(discharge.state.stage).toBe('watching');
    discharge.comes('Wed 17 Jun 2026 15:04');
    expect(discharge.outcome).toBeUndefined();
    discharge.comes('Wed 17 Jun 2026 15:05');
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
    expect(discharge.of('rung-reached')).toEqual([]);
  });

  it('is watched until its last task is done when that takes longer than seven days', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:05');
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 18 Jun 2026 10:00').complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    // Open for more than a week, it is looked at weekly until nothing else is.
    expect(discharge.open()).toEqual(['gp-summary-sent', 'weekly-review']);
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    expect(discharge.status('weekly-review')).toBe('not-needed');
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
  });

  it('at the end of life rings from the leaving on, within 24 hours', () => {
    const discharge = Discharge.onWednesday({ endOfLife: true }).leavesByPlan('Wed 10 Jun 2026 15:05');
    expect([discharge.open(), discharge.due('safety-call'), discharge.task('safety-call').due.source]).toEqual([
      ['first-visit-done', 'gp-summary-sent', 'safety-call'], 'Thu 11 Jun 2026 15:05', 'NICE NG27: within 24 hours at the end of life']);
  });

  it('asks for no visit where somebody accepted the person by name', () => {
    const discharge = Discharge.onWednesday({ destination: 'care-home' });
    discharge.complete('first-visit-booked', { acceptedBy: 'the matron', organisation: 'Elm House' });
    discharge.meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').confirms().leaves();
    expect(discharge.open()).toEqual(['gp-summary-sent']);
  });

  it('asks for no visit on pathway 0 where none is needed, and says why', () => {
    const discharge = Discharge.onWednesday({ dischargePathway: 0 });
    discharge.complete('first-visit-booked', { noneNeeded: true, because: 'independent' });
    discharge.meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').confirms().leaves();
    expect(discharge.open()).toEqual(['gp-summary-sent']);
  });
});

describe('evidence that does not fit the case', () => {
  const booking = (discharge: Discharge, evidence: Record<string, string | boolean>): string => discharge.answers({ type: 'complete', step: 'first-visit-booked', evidence });

  it('refuses a visit before the planned discharge, and one before the leaving', () => {
    const discharge = Discharge.onWednesday();
    expect(booking(discharge, { visitAt: london('Wed 10 Jun 2026 14:59'), provider: 'nursing' })).toBe('422 before-planned-discharge');
    expect(booking(discharge, { visitAt: london('Wed 10 Jun 2026 15:00'), provider: 'nursing' })).toBe('allowed');
    discharge.comes('Wed 10 Jun 2026 10:00').walksOut();
    expect(booking(discharge, { visitAt: london('Wed 10 Jun 2026 09:59'), provider: 'nursing' })).toBe('422 before-leaving');
    expect(booking(discharge, { visitAt: london('Wed 10 Jun 2026 10:00'), provider: 'nursing' })).toBe('allowed');
  });

  it('takes an acceptance by name only for a bed, care home, hospice or custody', () => {
    const answers = ['own-home', 'other-home', 'care-home', 'community-bed', 'hospice', 'no-fixed-address', 'custody', 'other-area'].map((destination) =>
      booking(Discharge.onWednesday({ destination }), { acceptedBy: 'somebody', organisation: 'somewhere' }));
    const no = '422 destination-needs-a-visit';
    expect(answers).toEqual([no, no, 'allowed', 'allowed', 'allowed', no, 'allowed', no]);
  });

  it('takes that no visit is needed on pathway 0 only', () => {
    expect([0, 1, 2, 3].map((dischargePathway) => booking(Discharge.onWednesday({ dischargePathway }), { noneNeeded: true, because: 'well' }))).toEqual(['allowed', ...Array(3).fill('422 only-pathway-0')]);
  });

  it('refuses a delivery after the planned discharge', () => {
    const deliver = (deliveryAt: string): string => Discharge.onWednesday().answers({ type: 'complete', step: 'equipment-in-place', evidence: { items: ['bed'], deliveryAt: london(deliveryAt) } });
    expect([deliver('Wed 10 Jun 2026 15:00'), deliver('Wed 10 Jun 2026 15:01')]).toEqual(['allowed', '422 after-planned-discharge']);
  });

  it('takes nothing that was done after now, give or take a minute', () => {
    const discharge = Discharge.onWednesday().meets().confirms();
    const left = (second: number): string => discharge.answers({ type: 'complete', step: 'departure', evidence: { leftAt: new Date(discharge.now + second * 1000).toISOString() } });
    expect([left(60), left(61)]).toEqual(['allowed', '422 in-the-future']);
  });
});
