import { describe, expect, it } from '@jest/globals';
import { positionsOf } from '#libs/pathway/positions.js';
import { keptNames, readKept } from '#tests/replay/kept-histories.js';
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

  it('is whoever the role was handed to before the rung of the same instant: both are called then, in that order', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 19:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 21:00');
    const before = rungs(discharge).length;
    discharge.does({ type: 'owners', role: 'coordinator', person: 'a-new-coordinator', reason: 'leave' });
    const { next: call } = positionsOf('case', discharge.events).find(({ taskId }) => taskId === discharge.task('equipment-in-place').id)!;
    discharge.comes('Thu 11 Jun 2026 08:00');
    const then = discharge.of('rung-reached').slice(before).filter(({ data }) => data.step === 'equipment-in-place').map(({ data: { level, role, dueAt, person, asked } }) => ({ level, role, at: Date.parse(dueAt), person, asked }));
    expect(then).toHaveLength(2);
    expect(call).toEqual({ ...then[0], repeat: 0 });
    expect(call?.person).toBe('a-new-coordinator');
  });

  it('is who then is called, at that instant, in every kept story; and nobody once a case has closed', () => {
    let looked = 0;
    const stories = keptNames().map((name) => ({ name, ...readKept(name) }));
    const wrong = stories.flatMap(({ name, caseId, events }) => events.flatMap((event, index) => {
      if (event.kind !== 'rung-reached' || event.data.missed) return [];
      const found = positionsOf(caseId, events.slice(0, index)).find(({ taskId }) => taskId === event.data.taskId)?.next;
      looked += 1;
      const as = { level: event.data.level, role: event.data.role, person: event.data.person };
      if (found && found.level === as.level && found.role === as.role && found.person === as.person && found.at <= Date.parse(event.at) && found.at >= Date.parse(event.data.dueAt)) return [];
      return [{ name, sequence: event.sequence, as, dueAt: event.data.dueAt, found }];
    }));
    expect(looked).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
    const closed = stories.filter(({ events }) => events.at(-1)?.kind === 'case-closed');
    expect(closed.length).toBeGreaterThan(3);
    for (const { caseId, events } of closed) expect(positionsOf(caseId, events)).toEqual([]);
  });

  it('is nobody once the task has ended', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').meets('equipment-in-place');
    expect(next(discharge, 'equipment-in-place')).toBeNull();
  });
});
