import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const lastOf = (discharge: Discharge) => discharge.of('task-completed').at(-1)!.data;

describe('work that is late', () => {
  it('can still be done, and is recorded as late: a standard has no instant of its own, the completion counts', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:00').meets('equipment-in-place');
    expect(lastOf(discharge)).toMatchObject({ late: false, recordedLate: false });
    discharge.until(discharge.now + 1);
    discharge.meets('medicines-reconciled');
    expect(lastOf(discharge)).toMatchObject({ late: true, recordedLate: true, completedAt: discharge.nowText });
  });

  it.each([
    ['departure', { leftAt: london('Wed 10 Jun 2026 16:30') }, false], ['departure', { leftAt: london('Wed 10 Jun 2026 17:01') }, true],
  ])('%s is late by when it happened, however late it was typed in: %j', (step, evidence, late) => {
    const discharge = Discharge.onWednesday().meets().confirms().comes('Wed 10 Jun 2026 20:00');
    discharge.complete(step, evidence);
    expect(lastOf(discharge)).toMatchObject({ late, recordedLate: true });
  });

  it('judges the summary by when it was sent, and somebody seen by when they were seen', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Fri 12 Jun 2026 09:00');
    discharge.complete('gp-summary-sent', { sentAt: london('Thu 11 Jun 2026 15:00'), to: 'the practice' });
    expect(lastOf(discharge)).toMatchObject({ late: false, recordedLate: true });
    discharge.complete('person-seen', { seenAt: london('Thu 11 Jun 2026 18:00'), by: 'a nurse', how: 'visit', findings: 'well' });
    expect(lastOf(discharge)).toMatchObject({ late: false, recordedLate: true });
  });

  it('ends the climb with the task: nobody is called any more', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:30').meets('equipment-in-place').comes('Wed 10 Jun 2026 18:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00']);
  });

  it('is completed once', () => {
    const discharge = Discharge.onWednesday().meets('equipment-in-place');
    expect(discharge.answers({ type: 'complete', step: 'equipment-in-place', evidence: { items: ['frame'] } })).toBe('409 task-already-completed');
    expect(discharge.answers({ type: 'attempt', step: 'equipment-in-place', at: discharge.nowText, tried: 'a', why: 'b' })).toBe('409 task-already-completed');
  });

  it('that shares its instant with the deadline swallows no call: the deadline was first', () => {
    const discharge = Discharge.onWednesday();
    discharge.now = Date.parse(london('Wed 10 Jun 2026 13:00'));
    discharge.meets('equipment-in-place');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00']);
    const intime = Discharge.onWednesday();
    intime.now = Date.parse(london('Wed 10 Jun 2026 13:00')) - 1;
    intime.meets('equipment-in-place').comes('Wed 10 Jun 2026 13:00');
    expect(intime.called('equipment-in-place')).toEqual([]);
  });
});
