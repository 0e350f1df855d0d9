import { describe, expect, it } from '@jest/globals';
import { decision } from '#tests/support/pathways/case-story.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const friday = london('Fri 12 Jun 2026 12:00');

describe('a discharge at risk', () => {
  it('asks for a risk decision at once when a standard is marked unmet, due at the planned discharge', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 09:00').unmet('first-visit-booked');
    expect([discharge.status('first-visit-booked'), discharge.status('risk-decision'), discharge.due('risk-decision')]).toEqual(['unmet', 'open', 'Wed 10 Jun 2026 15:00']);
    expect(discharge.task('risk-decision').openedAt).toBe(discharge.now);
  });

  it('asks for one at once when a standard is declined, and for no decision of its own', () => {
    const discharge = Discharge.onWednesday().declines('equipment-in-place');
    expect(discharge.open()).toEqual(['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given', 'risk-decision']);
  });

  it('asks for one an hour before the planned discharge while one standard is still open', () => {
    const discharge = Discharge.onWednesday().meets('first-visit-booked', 'equipment-in-place', 'red-flag-instructions-given').comes('Wed 10 Jun 2026 13:59');
    expect(discharge.open()).toEqual(['medicines-reconciled']);
    discharge.comes('Wed 10 Jun 2026 14:00');
    expect([discharge.open(), discharge.due('risk-decision')]).toEqual([['medicines-reconciled', 'risk-decision'], 'Wed 10 Jun 2026 15:00']);
  });

  it('no longer asks for one when the last standard is met first', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:30').meets();
    expect([discharge.status('risk-decision'), discharge.task('risk-decision').endedBecause, discharge.open()]).toEqual(['not-needed', 'the last standard was met first', ['standards-confirmed']]);
  });

  it('no longer asks for one when what was marked unmet is met after all, with the discharge far off', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').meets('equipment-in-place');
    expect([discharge.status('equipment-in-place'), discharge.status('risk-decision')]).toEqual(['completed', 'not-needed']);
  });

  it('calls about the decision day and night when it is late: clinical lead, escalation owner, escalation lead, director, and the director every two hours', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00').unmet('equipment-in-place').comes('Thu 11 Jun 2026 04:00');
    expect(discharge.called('risk-decision')).toEqual([
      'clinical-lead Wed 10 Jun 2026 22:00', 'escalation-owner Wed 10 Jun 2026 22:15', 'escalation-lead Wed 10 Jun 2026 22:45', 'director Wed 10 Jun 2026 23:45', 'director Thu 11 Jun 2026 01:45', 'director Thu 11 Jun 2026 03:45']);
  });
});

describe('a decision to go with the risk', () => {
  it('opens the gate for what is unmet, which stays a task due when the decision says', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday });
    expect([discharge.gateOpen, discharge.open(), discharge.due('first-visit-booked')]).toEqual([true, ['departure', 'first-visit-booked'], 'Fri 12 Jun 2026 12:00']);
    expect(discharge.state.decisions.at(-1)?.covered).toEqual(['first-visit-booked']);
  });

  it('does not cover a standard that is merely open: that keeps the gate shut', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place').unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday });
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['first-visit-booked', 'red-flag-instructions-given']]);
    discharge.meets('red-flag-instructions-given');
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure', 'first-visit-booked']]);
  });

  it('covers all that is not met from one hour before the planned discharge', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled').comes('Wed 10 Jun 2026 14:00').decides('go-with-risk', { unmetDueAt: friday });
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure', 'equipment-in-place', 'first-visit-booked', 'red-flag-instructions-given']]);
    expect(discharge.due('equipment-in-place')).toBe('Fri 12 Jun 2026 12:00');
  });

  it('covers what an earlier decision let pass when a second one is taken for another standard', () => {
    const discharge = Discharge.onWednesday().unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday }).unmet('equipment-in-place').decides('go-with-risk', { unmetDueAt: friday });
    discharge.meets('medicines-reconciled', 'red-flag-instructions-given');
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure', 'equipment-in-place', 'first-visit-booked']]);
  });

  it('ends what was declined as declined', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').declines('equipment-in-place').decides('go-with-risk', { because: 'declined' });
    expect([discharge.status('equipment-in-place'), discharge.open()]).toEqual(['declined', ['departure']]);
  });

  it('is asked for once more when what it let pass is given up a second time', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday }).unmet('first-visit-booked');
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['risk-decision']]);
    discharge.decides('go-with-risk', { unmetDueAt: london('Sat 13 Jun 2026 12:00') });
    expect([discharge.gateOpen, discharge.due('first-visit-booked')]).toEqual([true, 'Sat 13 Jun 2026 12:00']);
  });

  it('makes its actions tasks of their owners, at their own times', () => {
    const discharge = Discharge.onWednesday().unmet('first-visit-booked').decides('go-with-risk', {
      unmetDueAt: friday, actions: [{ title: 'ring each evening', owner: 'a-nurse', dueAt: london('Wed 10 Jun 2026 19:00'), completionCheck: 'a note' }],
    });
    expect([discharge.task('action').owner, discharge.due('action')]).toEqual([{ role: 'action-owner', person: 'a-nurse' }, 'Wed 10 Jun 2026 19:00']);
  });

  it('ends in a discharge with concerns, which it names', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday });
    discharge.comes('Wed 10 Jun 2026 15:00').leaves().rebooks('Thu 11 Jun 2026 10:00');
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.comes('Thu 11 Jun 2026 10:30').complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 15:00').complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    discharge.comes('Wed 17 Jun 2026 15:00');
    expect(discharge.outcome).toEqual({ outcome: 'discharged-with-concerns', basis: 'asked', concerns: ['left-with-risk-accepted'] });
  });
});

describe('what a decision must fit', () => {
  it('is taken only where one is asked for, and only with an outcome of the step', () => {
    const discharge = Discharge.onWednesday();
    expect(discharge.refusalOf(decision('go-with-risk', { unmetDueAt: friday }))).toBe('409 nothing-to-decide');
    discharge.unmet('equipment-in-place');
    expect(discharge.refusalOf(decision('accept'))).toBe('422 unknown-outcome');
    expect(discharge.refusalOf(decision('go-with-risk', { unmetDueAt: london('Wed 10 Jun 2026 07:00') }))).toBe('422 in-the-past');
    expect(discharge.refusalOf(decision('go-with-risk', { unmetDueAt: friday, actions: [{ title: 'a', owner: 'b', dueAt: london('Wed 10 Jun 2026 07:00'), completionCheck: 'c' }] }))).toBe('422 in-the-past');
  });

  it('is the only way to end its task', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place');
    const step = 'risk-decision';
    expect([
      discharge.answers({ type: 'complete', step, evidence: {} }), discharge.answers({ type: 'attempt', step, at: discharge.nowText, tried: 'a', why: 'b' }),
      discharge.answers({ type: 'hand-over', step, acceptedBy: { organisation: 'o', name: 'n', contact: 'c' }, reason: 'r' }),
      discharge.answers({ type: 'declined', step, by: 'x', capacity: 'presumed', explained: 'e', alternative: 'a' }), discharge.answers({ type: 'unmet', step, reason: 'r', unsafe: 'u' }),
    ]).toEqual([...Array(4).fill('409 needs-decision'), '409 cannot-be-unmet']);
  });
});
