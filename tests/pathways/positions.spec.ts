import { describe, expect, it } from '@jest/globals';
import { positionsOf } from '#libs/pathway/positions.js';
import { Discharge } from '#tests/support/pathways/discharge.js';

const next = (discharge: Discharge, step: string): string | null => {
  const found = positionsOf('case', discharge.events).find(({ taskId }) => taskId === discharge.task(step).id)?.next;
  return found ? `${found.role} ${new Date(found.at).toISOString()}` : null;
};
const rungs = (discharge: Discharge): string[] => discharge.of('rung-reached').map(({ data }) => `${data.taskId} ${data.role} ${data.dueAt}`);

describe('who is called next, and when', () => {
  it('is what then happens, rung by rung, its repeats too', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 12:00');
    for (let turn = 0; turn < 12; turn += 1) {
      const before = rungs(discharge).length;
      const positions = positionsOf('case', discharge.events).flatMap(({ taskId, next: call }) => (call ? [{ taskId, ...call }] : []));
      const at = Math.min(...positions.map((each) => each.at));
      discharge.until(at);
      expect(rungs(discharge).slice(before).toSorted()).toEqual(positions.filter((each) => each.at === at).map(({ taskId, role }) => `${taskId} ${role} ${new Date(at).toISOString()}`).toSorted());
    }
  });

  it('waits for the end of an acknowledgement, and starts with the rung that somebody climbed to', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10');
    expect(next(discharge, 'equipment-in-place')).toBe('escalation-owner 2026-06-10T13:00:00.000Z');
    discharge.acknowledges('equipment-in-place', 'PT2H');
    expect(next(discharge, 'equipment-in-place')).toBe('escalation-owner 2026-06-10T14:10:00.000Z');
    discharge.climbs('equipment-in-place', 2);
    expect(next(discharge, 'equipment-in-place')).toBe('escalation-lead 2026-06-10T14:10:00.000Z');
  });

  it('is nobody once the task has ended', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').meets('equipment-in-place');
    expect(next(discharge, 'equipment-in-place')).toBeNull();
  });
});
