import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

/** Planned for Wednesday 15:00; the risk decision is due then, on a ladder that calls day and night: 15:00, 15:15, 15:45, 16:45, and every two hours. */
const untaken = (until: string): Discharge => Discharge.onWednesday().comes(until);
const from = (discharge: Discharge): string[] => discharge.called('risk-decision');

describe('a rung that no way reached', () => {
  it('counts as empty from that instant: the next rung is called then, and those above it their time after that', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:17').reachesNobody('risk-decision', 2).comes('Wed 10 Jun 2026 19:00');
    expect(from(discharge)).toEqual(['clinical-lead Wed 10 Jun 2026 15:00', 'escalation-owner Wed 10 Jun 2026 15:15', 'escalation-lead Wed 10 Jun 2026 15:17', 'director Wed 10 Jun 2026 16:17', 'director Wed 10 Jun 2026 18:17']);
    expect(discharge.of('rung-not-reached').map(({ data }) => [data.level, data.person])).toEqual([[2, 'the-escalation-owner']]);
  });

  it('calls the next within the same command: nobody waits for another turn of the clock', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:17');
    const before = from(discharge).length;
    expect(from(discharge.reachesNobody('risk-decision', 2))).toHaveLength(before + 1);
  });

  it('twice in a row: each next one is called at once, and the last still waits for its repeat', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:02').reachesNobody('risk-decision', 1).reachesNobody('risk-decision', 2).reachesNobody('risk-decision', 3).reachesNobody('risk-decision', 4).comes('Wed 10 Jun 2026 17:30');
    expect(from(discharge)).toEqual(['clinical-lead Wed 10 Jun 2026 15:00', 'escalation-owner Wed 10 Jun 2026 15:02', 'escalation-lead Wed 10 Jun 2026 15:02', 'director Wed 10 Jun 2026 15:02', 'director Wed 10 Jun 2026 17:02']);
  });

  it('moves nothing when the ladder has climbed on meanwhile, but is recorded', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:50').reachesNobody('risk-decision', 2).comes('Wed 10 Jun 2026 16:50');
    expect(from(discharge)).toEqual(['clinical-lead Wed 10 Jun 2026 15:00', 'escalation-owner Wed 10 Jun 2026 15:15', 'escalation-lead Wed 10 Jun 2026 15:45', 'director Wed 10 Jun 2026 16:45']);
    expect(discharge.of('rung-not-reached')).toHaveLength(1);
  });

  it('waits for the end of an acknowledgement', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:16').acknowledges('risk-decision', 'PT20M').comes('Wed 10 Jun 2026 15:20').reachesNobody('risk-decision', 2);
    expect(from(discharge)).toHaveLength(2);
    const [third] = discharge.comes('Wed 10 Jun 2026 15:36').of('rung-reached').filter(({ data }) => data.step === 'risk-decision' && data.level === 3);
    expect(new Date(third!.at).toISOString()).toBe('2026-06-10T14:36:00.000Z');
  });

  it('calls in the hours of its clock: who could not be reached at 20:01 is followed at 08:00', () => {
    // Due on Friday at 19:50, on a ladder that calls by day.
    const discharge = Discharge.planned('Fri 12 Jun 2026 21:50', 'Fri 12 Jun 2026 08:00').comes('Fri 12 Jun 2026 20:01').reachesNobody('equipment-in-place', 1).comes('Sat 13 Jun 2026 10:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Fri 12 Jun 2026 19:50', 'escalation-owner Sat 13 Jun 2026 08:00', 'escalation-lead Sat 13 Jun 2026 10:00']);
  });

  it('of a call beside the ladder, the owner’s at the opening, is recorded and moves nothing', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 09:00').sees('clinical-deterioration');
    const [opening] = discharge.of('rung-reached').filter(({ data }) => data.step === 'trigger-response');
    expect(opening?.data.extra).toBe(true);
    const due = discharge.task('trigger-response').climb;
    discharge.comes('Wed 10 Jun 2026 09:03').reachesNobody('trigger-response', 1);
    expect(discharge.task('trigger-response').climb).toEqual(due);
    expect(discharge.of('rung-not-reached').map(({ data }) => data.extra)).toEqual([true]);
  });

  it('of a climb that a moved plan has ended moves nothing of the one that began anew', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:17').replans('Thu 11 Jun 2026 15:00').comes('Thu 11 Jun 2026 15:01');
    const [, second] = discharge.of('called').filter(({ data }) => data.step === 'equipment-in-place');
    const before = discharge.called('equipment-in-place');
    expect(second).toBeDefined();
    const first = discharge.of('called').find(({ data }) => data.step === 'equipment-in-place')!.data;
    const climb = discharge.task('equipment-in-place').climb;
    expect(first.escalationId).not.toBe(discharge.task('equipment-in-place').escalation?.id);
    discharge.does({ type: 'not-reached', rung: first.rung, escalationId: first.escalationId, taskId: first.taskId, level: discharge.task('equipment-in-place').climb.reached, person: 'p', extra: false });
    expect([discharge.called('equipment-in-place'), discharge.task('equipment-in-place').climb]).toEqual([before, climb]);
  });

  it('is told no more once the task is done, or the case closed', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:17');
    const { rung, escalationId, taskId, level } = discharge.of('called').findLast(({ data }) => data.step === 'risk-decision')!.data;
    discharge.decides('stay');
    expect(discharge.answers({ type: 'not-reached', rung, escalationId, taskId, level, person: 'p', extra: false })).toMatch(/^409 /);
  });
});
