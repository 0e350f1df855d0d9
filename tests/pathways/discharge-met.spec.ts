import { describe, expect, it } from '@jest/globals';
import { Simulation, metBy } from '#tests/support/pathways/simulation.js';

const planned = '2026-06-10T14:00:00.000Z'; // Wednesday 15:00 in London
const morning = '2026-06-10T07:00:00.000Z';

function meetAll(simulation: Simulation): void {
  for (const [step, evidence] of Object.entries(metBy(planned))) simulation.complete(step, evidence);
}

describe('a discharge that goes to plan', () => {
  it('asks four standards side by side, due two hours before the planned discharge', () => {
    const discharge = Simulation.discharge({ plannedDischargeAt: planned }, morning);
    expect(discharge.open()).toEqual(['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given']);
    expect(discharge.state.tasks.map((task) => new Date(task.dueAt).toISOString())).toEqual(Array(4).fill('2026-06-10T12:00:00.000Z'));
  });

  it('opens the gate when all four are met and confirmed, and closes seven days after leaving', () => {
    const discharge = Simulation.discharge({ plannedDischargeAt: planned }, morning);
    meetAll(discharge);
    expect(discharge.open()).toEqual(['standards-confirmed']);
    discharge.complete('standards-confirmed', { confirmed: true });
    expect(discharge.open()).toEqual(['departure']);
    discharge.until('2026-06-10T14:10:00.000Z');
    discharge.complete('departure', { leftAt: '2026-06-10T14:05:00.000Z' }, 'the-hub');
    expect(discharge.open()).toEqual(['first-visit-done', 'gp-summary-sent']);
    discharge.complete('gp-summary-sent', { sentAt: '2026-06-10T14:10:00.000Z', to: 'the GP' });
    discharge.until('2026-06-11T10:30:00.000Z');
    discharge.complete('first-visit-done', { visitedAt: '2026-06-11T10:15:00.000Z', by: 'a nurse' });
    expect(discharge.open()).toEqual([]);
    discharge.until('2026-06-11T14:05:00.000Z');
    expect(discharge.open()).toEqual(['safety-call']);
    discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    expect(discharge.state.stage).toBe('watching');
    discharge.until('2026-06-17T14:04:59.999Z');
    expect(discharge.state.closed).toBeNull();
    discharge.until('2026-06-17T14:05:00.000Z');
    expect(discharge.state.closed?.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
    expect(discharge.of('rung-reached')).toEqual([]);
  });

  it('calls the escalation owner at the due instant of a first visit that nobody confirmed, and somebody must see the person the same day', () => {
    const discharge = Simulation.discharge({ plannedDischargeAt: planned }, morning);
    meetAll(discharge);
    discharge.complete('standards-confirmed', { confirmed: true });
    discharge.until('2026-06-10T14:10:00.000Z');
    discharge.complete('departure', { leftAt: '2026-06-10T14:05:00.000Z' }, 'the-hub');
    discharge.complete('gp-summary-sent', { sentAt: '2026-06-10T14:10:00.000Z', to: 'the GP' });
    discharge.until('2026-06-11T13:00:00.000Z');
    expect(discharge.calls('first-visit-done')).toEqual(['escalation-owner@2026-06-11T11:00:00.000Z', 'escalation-lead@2026-06-11T11:30:00.000Z', 'director@2026-06-11T12:30:00.000Z']);
    expect(new Date(discharge.task('person-seen').dueAt).toISOString()).toBe('2026-06-11T23:00:00.000Z');
    expect(discharge.calls('person-seen')[0]).toBe('clinical-lead@2026-06-11T11:00:00.000Z');
  });
});
