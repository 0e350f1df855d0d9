import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

const left = (): Discharge => Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');

describe('a standard that is opened again after the person left', () => {
  it('is urgent: what is late already is called about at once, day and night', () => {
    const discharge = left().comes('Wed 10 Jun 2026 21:00').reopens('medicines-reconciled').comes('Wed 10 Jun 2026 21:45');
    expect([discharge.due('medicines-reconciled'), discharge.called('medicines-reconciled')]).toEqual(['Wed 10 Jun 2026 13:00', [
      'clinical-lead Wed 10 Jun 2026 21:00', 'escalation-owner Wed 10 Jun 2026 21:15', 'escalation-lead Wed 10 Jun 2026 21:45']]);
    expect([discharge.gateOpen, discharge.state.left?.gate]).toEqual([true, 'open']);
  });

  it('holds the closing until it is done', () => {
    const discharge = left();
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 15:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    discharge.reopens('equipment-in-place').comes('Thu 18 Jun 2026 15:00');
    expect(discharge.outcome).toBeUndefined();
    discharge.meets('equipment-in-place');
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
  });

  it('can be the confirmation too', () => {
    const discharge = left().reopens('standards-confirmed');
    expect([discharge.task('standards-confirmed').ladder, discharge.called('standards-confirmed')]).toEqual(['urgent', ['coordinator Wed 10 Jun 2026 15:00']]);
  });
});

describe('a departure that did not happen', () => {
  it('is open again, and what followed it is not needed', () => {
    const discharge = left().comes('Thu 11 Jun 2026 16:00').reopens('departure');
    expect([discharge.open(), discharge.gateOpen, discharge.state.left, discharge.state.watch]).toEqual([['departure'], true, null, null]);
    expect(['gp-summary-sent', 'first-visit-done', 'safety-call', 'person-seen'].map((step) => discharge.status(step))).toEqual(Array(4).fill('not-needed'));
  });

  it('may happen after all: everything that follows opens anew, counted from then', () => {
    const discharge = left().comes('Wed 10 Jun 2026 16:00').reopens('departure').comes('Wed 10 Jun 2026 18:00').leaves();
    expect([discharge.open(), discharge.due('gp-summary-sent'), discharge.state.watch?.until]).toEqual([['first-visit-done', 'gp-summary-sent'], 'Thu 11 Jun 2026 18:00', discharge.now + 7 * 86_400_000]);
  });

  it('puts back the times of a standard that was opened again meanwhile, and the gate shuts on it', () => {
    const discharge = left().reopens('first-visit-booked').reopens('departure');
    expect([discharge.gateOpen, discharge.due('first-visit-booked'), discharge.task('first-visit-booked').ladder]).toEqual([false, 'Wed 10 Jun 2026 16:00', '']);
  });

  it('told by a message is not told by it once more', () => {
    const discharge = Discharge.onWednesday().meets().confirms().comes('Wed 10 Jun 2026 15:00').hears('departure').reopens('departure');
    expect([discharge.state.left, discharge.open()]).toEqual([null, ['departure']]);
    discharge.hears('departure');
    expect(discharge.state.left?.source).toBe('message m2');
  });

  it('and a visit that did not happen is missed', () => {
    const discharge = left();
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 14:00').reopens('first-visit-done');
    expect([discharge.status('person-seen'), discharge.called('first-visit-done')]).toEqual(['open', ['escalation-owner Thu 11 Jun 2026 14:00']]);
  });

  it('is opened again only when it was completed', () => {
    expect(Discharge.onWednesday().answers({ type: 'reopen', step: 'equipment-in-place', reason: 'r' })).toBe('409 task-not-completed');
    expect(Discharge.onWednesday().comes('Wed 10 Jun 2026 14:00').decides('postpone', { plannedDischargeAt: '2026-06-12T12:00:00.000Z' }).answers({ type: 'reopen', step: 'risk-decision', reason: 'r' })).toBe('409 cannot-be-reopened');
  });
});
