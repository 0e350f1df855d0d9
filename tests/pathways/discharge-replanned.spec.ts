import { describe, expect, it } from '@jest/globals';
import { Discharge, fourStandards } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const friday = london('Fri 12 Jun 2026 12:00');

describe('a plan that moves', () => {
  it('takes the deadlines along and keeps the history', () => {
    const discharge = Discharge.onWednesday().replans('Thu 11 Jun 2026 12:00');
    expect(fourStandards.map((step) => discharge.due(step))).toEqual(Array(4).fill('Thu 11 Jun 2026 10:00'));
    expect(discharge.of('task-due-changed')[0]?.data).toMatchObject({ before: london('Wed 10 Jun 2026 13:00'), because: 'replanned' });
    discharge.meets().confirms().replans('Thu 11 Jun 2026 11:00');
    expect([discharge.due('departure'), discharge.gateOpen]).toEqual(['Thu 11 Jun 2026 13:00', true]);
  });

  it('to a later time ends the climb, which starts anew; to an earlier one lets it go on', () => {
    const later = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:00').replans('Wed 10 Jun 2026 18:00').comes('Wed 10 Jun 2026 17:00');
    expect([later.called('equipment-in-place'), later.task('equipment-in-place').escalations.length]).toEqual([
      ['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'coordinator Wed 10 Jun 2026 16:00', 'escalation-owner Wed 10 Jun 2026 17:00'], 2]);
    const earlier = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:30').replans('Wed 10 Jun 2026 14:30').comes('Wed 10 Jun 2026 14:00');
    expect([earlier.called('equipment-in-place'), earlier.task('equipment-in-place').escalations.length]).toEqual([['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00'], 1]);
  });

  it('to an earlier time calls at that time, also when somebody was called about it before', () => {
    const discharge = Discharge.planned('Fri 12 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00');
    discharge.does({ type: 'owners', role: 'coordinator', person: 'a-new-coordinator', reason: 'leave' }).replans('Wed 10 Jun 2026 15:00').comes('Wed 10 Jun 2026 13:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 08:00', 'coordinator Wed 10 Jun 2026 13:00']);
  });

  it('past the visit opens the booking again and shuts the gate, to before the delivery the equipment', () => {
    const discharge = Discharge.onWednesday().meets('first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given');
    discharge.complete('equipment-in-place', { items: ['bed'], deliveryAt: london('Wed 10 Jun 2026 12:00') });
    discharge.confirms().replans('Wed 10 Jun 2026 12:00');
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure']]);
    discharge.replans('Wed 10 Jun 2026 11:59');
    expect([discharge.gateOpen, discharge.open(), discharge.due('equipment-in-place')]).toEqual([false, ['equipment-in-place'], 'Wed 10 Jun 2026 09:59']);
    // The visit is booked for Thursday 11:00.
    discharge.replans('Thu 11 Jun 2026 11:00');
    expect(discharge.open()).toEqual(['equipment-in-place']);
    discharge.replans('Thu 11 Jun 2026 11:01');
    expect([discharge.open(), discharge.due('first-visit-booked')]).toEqual([['equipment-in-place', 'first-visit-booked'], 'Thu 11 Jun 2026 09:01']);
  });

  it('asks for the confirmation anew when the gate stood on met standards', () => {
    const discharge = Discharge.onWednesday().meets().confirms().replans('Thu 11 Jun 2026 15:00').meets('first-visit-booked');
    expect([discharge.gateOpen, discharge.open(), discharge.due('standards-confirmed')]).toEqual([false, ['standards-confirmed'], 'Thu 11 Jun 2026 14:00']);
  });

  it('asks for a new risk decision at once when the gate stood on one', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').unmet('equipment-in-place').decides('go-with-risk', { unmetDueAt: friday }).replans('Thu 11 Jun 2026 15:00');
    expect([discharge.gateOpen, discharge.open(), discharge.due('risk-decision'), discharge.due('equipment-in-place')]).toEqual([
      false, ['equipment-in-place', 'first-visit-booked', 'risk-decision'], 'Thu 11 Jun 2026 15:00', 'Fri 12 Jun 2026 12:00']);
  });

  it('leaves the gate open when nothing that it stood on changed', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').unmet('equipment-in-place').decides('go-with-risk', { unmetDueAt: friday }).replans('Wed 10 Jun 2026 17:00');
    expect([discharge.gateOpen, discharge.due('departure')]).toEqual([true, 'Wed 10 Jun 2026 19:00']);
  });

  it('away from the hour before it withdraws the risk decision that had opened for that', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:10').replans('Thu 11 Jun 2026 15:00');
    expect(discharge.status('risk-decision')).toBe('not-needed');
  });

  it('for the third time calls the escalation owner, and only then', () => {
    const discharge = Discharge.onWednesday().replans('Thu 11 Jun 2026 10:00').replans('Thu 11 Jun 2026 11:00');
    expect(discharge.of('rung-reached')).toEqual([]);
    discharge.replans('Thu 11 Jun 2026 12:00').replans('Thu 11 Jun 2026 13:00');
    expect(discharge.of('rung-reached').map(({ data }) => [data.role, data.reason, data.dueAt])).toEqual([['escalation-owner', 'trigger', london('Wed 10 Jun 2026 08:00')]]);
  });

  it('for the third time calls about what still stands when the plan moved past the visit', () => {
    const discharge = Discharge.onWednesday().meets().confirms().replans('Wed 10 Jun 2026 16:00').replans('Wed 10 Jun 2026 17:00').replans('Fri 12 Jun 2026 15:00');
    expect([discharge.open(), discharge.of('rung-reached').map(({ data }) => `${data.step}: ${data.role}`)]).toEqual([['first-visit-booked'], ['first-visit-booked: escalation-owner']]);
  });

  it('counts a postponement as a move', () => {
    const discharge = Discharge.onWednesday().replans('Thu 11 Jun 2026 10:00').replans('Thu 11 Jun 2026 11:00').unmet('equipment-in-place').decides('postpone', { plannedDischargeAt: friday });
    expect(discharge.of('rung-reached').map(({ data }) => data.role)).toEqual(['escalation-owner']);
  });

  it('may lie 24 hours past at most, moves nothing when it stays the same, and not at all after leaving', () => {
    const discharge = Discharge.onWednesday();
    const to = (planned: string): string => discharge.answers({ type: 'replan', plannedDischargeAt: london(planned), reason: 'r' });
    expect([to('Tue 9 Jun 2026 07:59'), to('Tue 9 Jun 2026 08:00'), to('Wed 10 Jun 2026 15:00')]).toEqual(['422 too-long-ago', 'allowed', '409 plan-unchanged']);
    discharge.walksOut();
    expect(to('Thu 11 Jun 2026 15:00')).toBe('409 already-left');
  });
});
