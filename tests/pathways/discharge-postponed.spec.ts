import { describe, expect, it } from '@jest/globals';
import { Discharge, fourStandards } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const postponed = { plannedDischargeAt: london('Fri 12 Jun 2026 15:00') };

describe('a discharge that is postponed', () => {
  it('moves the plan, and what was unmet is open again, due before the new time', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled').unmet('equipment-in-place').decides('postpone', postponed);
    expect([discharge.planned, discharge.open()]).toEqual([postponed.plannedDischargeAt, ['equipment-in-place', 'first-visit-booked', 'red-flag-instructions-given']]);
    expect(['equipment-in-place', 'first-visit-booked'].map((step) => discharge.due(step))).toEqual(Array(2).fill('Fri 12 Jun 2026 13:00'));
    expect(discharge.of('replanned')).toHaveLength(1);
  });

  it('goes to the gate once more, and leaves by plan', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').decides('postpone', postponed).meets().confirms();
    expect([discharge.gateOpen, discharge.due('departure')]).toEqual([true, 'Fri 12 Jun 2026 17:00']);
  });

  it('asks for the next risk decision an hour before the new time', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:00').decides('postpone', postponed).comes('Fri 12 Jun 2026 13:59');
    expect(discharge.tasksOf('risk-decision').map((task) => task.status)).toEqual(['completed']);
    discharge.comes('Fri 12 Jun 2026 14:00');
    expect(discharge.due('risk-decision')).toBe('Fri 12 Jun 2026 15:00');
  });

  it('asks again for what was declined', () => {
    const discharge = Discharge.onWednesday().declines('equipment-in-place').decides('postpone', postponed);
    expect([discharge.status('equipment-in-place'), discharge.due('equipment-in-place'), discharge.open()]).toEqual(['open', 'Fri 12 Jun 2026 13:00', fourStandards]);
    discharge.declines('equipment-in-place');
    expect(discharge.status('risk-decision')).toBe('open');
  });

  it('asks again for what an earlier decision had let pass, due before the new time', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').unmet('equipment-in-place')
      .decides('go-with-risk', { unmetDueAt: london('Mon 15 Jun 2026 12:00') }).sees('safety-flag').decides('postpone', postponed);
    expect([discharge.due('equipment-in-place'), discharge.open()]).toEqual(['Fri 12 Jun 2026 13:00', ['equipment-in-place', 'first-visit-booked', 'trigger-response']]);
  });

  it('ends the climb of what was late, which starts anew at the new due time', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').comes('Wed 10 Jun 2026 14:30');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00']);
    discharge.decides('postpone', postponed).comes('Fri 12 Jun 2026 13:30');
    expect(discharge.called('equipment-in-place').slice(2)).toEqual(['coordinator Fri 12 Jun 2026 13:00']);
    expect(discharge.task('equipment-in-place').escalations).toHaveLength(2);
  });
});
