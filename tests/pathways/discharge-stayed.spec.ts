import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const actions = [{ title: 'ask again on Monday', owner: 'a-nurse', dueAt: london('Mon 15 Jun 2026 12:00'), completionCheck: 'a note' }];

describe('a person who stays in hospital', () => {
  it('needs nothing further: the case closes at once, without a watch', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').decides('stay');
    expect([discharge.outcome, discharge.state.watch]).toEqual([{ outcome: 'stayed-in-hospital' }, null]);
    expect(new Set(discharge.state.tasks.filter((task) => task.step !== 'risk-decision').map((task) => task.status))).toEqual(new Set(['not-needed']));
  });

  it('keeps the answer of the capacity route and the actions of the decision, and closes when these are done', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').sees('system-risk').decides('stay', { because: 'capacity', actions });
    expect(discharge.open()).toEqual(['action', 'capacity-response']);
    discharge.complete('capacity-response', { contacted: 'discharge-hub', who: 'x', contactedAt: discharge.nowText, askedFor: 'a bed', response: 'none' });
    expect([discharge.open(), discharge.outcome]).toEqual([['action'], undefined]);
    discharge.complete('action', { done: 'yes', check: 'a note', checkedBy: 'a-nurse' });
    expect(discharge.outcome).toEqual({ outcome: 'stayed-in-hospital' });
  });

  it('keeps no action of an earlier decision', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').decides('postpone', { plannedDischargeAt: london('Fri 12 Jun 2026 15:00'), actions }).unmet('equipment-in-place').decides('stay');
    expect([discharge.tasksOf('action').map((task) => task.status), discharge.outcome]).toEqual([['not-needed'], { outcome: 'stayed-in-hospital' }]);
  });

  it('is answered for when something is seen meanwhile, or the hospital sends something', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').decides('stay', { actions }).sees('clinical-deterioration').hears('transferred');
    expect(discharge.open()).toEqual(['action', 'hospital-message-review', 'trigger-response']);
  });

  it('cannot be replanned, and what the gate rested on is not taken up again', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled').unmet('equipment-in-place').decides('stay', { actions });
    expect(discharge.answers({ type: 'replan', plannedDischargeAt: london('Fri 12 Jun 2026 15:00'), reason: 'r' })).toBe('409 staying-in-hospital');
    expect(discharge.answers({ type: 'reopen', step: 'medicines-reconciled', reason: 'r' })).toBe('409 staying-in-hospital');
  });

  it('who walks out all the same has left before it was safe: what was withdrawn is open again', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled').unmet('equipment-in-place').decides('stay', { actions }).walksOut();
    expect(discharge.open()).toEqual(['action', 'equipment-in-place', 'first-visit-booked', 'gp-summary-sent', 'left-before-safe-response', 'red-flag-instructions-given']);
    expect(discharge.state.watch).not.toBeNull();
  });
});
