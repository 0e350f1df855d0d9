import { describe, expect, it } from '@jest/globals';
import { Discharge, fourStandards } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

describe('a message of the hospital that bears on the case', () => {
  it.each(['dead', 'transferred', 'admission-cancelled', 'discharge-cancelled', 'merged'])('%s completes and rewinds nothing: the coordinator looks within an hour and is called at once', (finding) => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').hears(finding);
    expect([discharge.open(), discharge.due('hospital-message-review'), discharge.called('hospital-message-review')]).toEqual([
      [...fourStandards, 'hospital-message-review'].toSorted(), 'Wed 10 Jun 2026 11:00', ['coordinator Wed 10 Jun 2026 10:00']]);
    expect(discharge.task('hospital-message-review').owner.role).toBe('coordinator');
  });

  it('at night waits for the morning', () => {
    const discharge = Discharge.planned('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 22:00').hears('transferred').comes('Thu 11 Jun 2026 09:00');
    expect(discharge.called('hospital-message-review')).toEqual(['coordinator Thu 11 Jun 2026 08:00', 'escalation-owner Thu 11 Jun 2026 09:00']);
  });

  it('opens one review a message, and none for what changes nothing', () => {
    const discharge = Discharge.onWednesday().hears('transferred').hears('merged').hears('merged', undefined, 'm2').hears('updated');
    expect(discharge.tasksOf('hospital-message-review')).toHaveLength(2);
  });
});

describe('a message that the person is back in hospital', () => {
  const left = (): Discharge => Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');

  it('holds calls and visits to the home until it is answered; everything else goes on', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('readmitted', london('Thu 11 Jun 2026 11:00')).comes('Thu 11 Jun 2026 17:00');
    expect([discharge.called('first-visit-done'), discharge.called('safety-call'), discharge.tasksOf('person-seen')]).toEqual([[], [], []]);
    expect(discharge.called('gp-summary-sent')).toEqual(['clinical-lead Thu 11 Jun 2026 15:00']);
    expect(discharge.called('hospital-message-review')).toEqual(['coordinator Thu 11 Jun 2026 11:30', 'coordinator Thu 11 Jun 2026 12:30', 'escalation-owner Thu 11 Jun 2026 13:30', 'escalation-lead Thu 11 Jun 2026 15:30']);
  });

  it('answered with no: what was held back is called together, each with its own instant', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('readmitted').comes('Thu 11 Jun 2026 14:00');
    discharge.complete('hospital-message-review', { finding: 'the old stay, told again', readmitted: false });
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner Thu 11 Jun 2026 12:00', 'escalation-lead Thu 11 Jun 2026 12:30', 'director Thu 11 Jun 2026 13:30']);
    expect(new Set(discharge.of('rung-reached').filter(({ data }) => data.step === 'first-visit-done').map(({ at }) => at))).toEqual(new Set([london('Thu 11 Jun 2026 14:00')]));
    expect([discharge.status('person-seen'), discharge.task('person-seen').openedAt]).toEqual(['open', discharge.now]);
  });

  it('answered with no at night: what waits for the day waits for the morning', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('readmitted').comes('Sat 13 Jun 2026 21:00');
    discharge.complete('first-visit-done', { visitedAt: london('Thu 11 Jun 2026 10:00'), by: 'a nurse' });
    discharge.complete('hospital-message-review', { finding: 'no', readmitted: false });
    expect(discharge.called('safety-call')).toEqual([]);
    discharge.comes('Sun 14 Jun 2026 08:00');
    expect(discharge.called('safety-call')).toEqual(['coordinator Sat 13 Jun 2026 15:00', 'escalation-owner Sat 13 Jun 2026 16:00', 'escalation-lead Sat 13 Jun 2026 18:00']);
  });

  it('answered with yes: a failed discharge, on what the hospital said', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('readmitted', london('Thu 11 Jun 2026 11:00'));
    discharge.complete('hospital-message-review', { finding: 'on the ward', readmitted: true });
    expect([discharge.open(), discharge.state.outcome]).toEqual([['learning-review'], { outcome: 'failed-discharge', basis: 'hospital-messages' }]);
    expect(discharge.answers({ type: 'reopen', step: 'hospital-message-review', reason: 'r' })).toBe('409 already-readmitted');
  });

  it('must be answered: yes or no', () => {
    const discharge = left().hears('readmitted');
    expect(discharge.answers({ type: 'complete', step: 'hospital-message-review', evidence: { finding: 'x' } })).toBe('422 required');
  });

  it('cannot be answered with yes for somebody who has not left: the leaving was taken back meanwhile', () => {
    const discharge = left().hears('readmitted').reopens('departure');
    expect(discharge.answers({ type: 'complete', step: 'hospital-message-review', evidence: { finding: 'x', readmitted: true } })).toBe('422 not-left-yet');
  });

  it('holds until the last such message is answered', () => {
    const discharge = left().hears('readmitted').hears('readmitted');
    discharge.complete('hospital-message-review', { finding: 'x', readmitted: false });
    expect(discharge.task('first-visit-done').heldBecause).not.toBeNull();
    const [first] = discharge.tasksOf('hospital-message-review');
    discharge.does({ type: 'complete', taskId: first!.id, evidence: { finding: 'x', readmitted: false } });
    expect(discharge.task('first-visit-done').heldBecause).toBeNull();
  });

  it('holds a visit that is booked anew meanwhile too', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('readmitted').reopens('first-visit-booked').rebooks('Thu 11 Jun 2026 14:00').comes('Thu 11 Jun 2026 16:00');
    expect([discharge.due('first-visit-done'), discharge.called('first-visit-done')]).toEqual(['Thu 11 Jun 2026 15:00', []]);
  });

  it('nobody rings the home while the hospital says that the person has died', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').hears('dead').comes('Thu 11 Jun 2026 16:00');
    expect([discharge.called('first-visit-done'), discharge.tasksOf('person-seen')]).toEqual([[], []]);
  });

  it('makes the outcome rest on what the hospital said', () => {
    const discharge = left().hears('updated');
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 15:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    expect(discharge.comes('Wed 17 Jun 2026 15:00').outcome).toEqual({ outcome: 'safe-discharge', basis: 'hospital-messages' });
  });
});
