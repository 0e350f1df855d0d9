import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

describe('an outage', () => {
  it('delays rungs and loses none: those that passed are called at once, each with its own instant', () => {
    const discharge = Discharge.onWednesday();
    discharge.outage(london('Wed 10 Jun 2026 16:30'));
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']);
    expect(new Set(discharge.of('rung-reached').map(({ at }) => at))).toEqual(new Set([london('Wed 10 Jun 2026 16:30')]));
    discharge.comes('Thu 11 Jun 2026 08:00');
    expect(discharge.called('equipment-in-place').at(-1)).toBe('escalation-lead Thu 11 Jun 2026 08:00');
  });

  it('makes repeats that were missed one call, which says how many', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00').unmet('equipment-in-place');
    discharge.outage(london('Thu 11 Jun 2026 08:30'));
    expect(discharge.of('rung-reached').filter(({ data }) => data.step === 'risk-decision').map(({ data }) => [data.role, data.dueAt, data.missed])).toEqual([
      ['clinical-lead', london('Wed 10 Jun 2026 22:00'), undefined], ['escalation-owner', london('Wed 10 Jun 2026 22:15'), undefined], ['escalation-lead', london('Wed 10 Jun 2026 22:45'), undefined],
      ['director', london('Wed 10 Jun 2026 23:45'), undefined], ['director', london('Thu 11 Jun 2026 07:45'), 3]]);
    discharge.comes('Thu 11 Jun 2026 09:45');
    expect(discharge.of('rung-reached').at(-1)?.data).toMatchObject({ role: 'director', dueAt: london('Thu 11 Jun 2026 09:45') });
  });

  it('opens what should have opened as of then: the missed visit, the call, the decision', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');
    discharge.outage(london('Fri 12 Jun 2026 09:00'));
    expect([new Date(discharge.task('person-seen').openedAt).toISOString(), new Date(discharge.task('safety-call').openedAt).toISOString()]).toEqual([london('Thu 11 Jun 2026 12:00'), london('Thu 11 Jun 2026 15:00')]);
    expect(discharge.called('person-seen').slice(0, 2)).toEqual(['clinical-lead Thu 11 Jun 2026 12:00', 'clinical-lead Fri 12 Jun 2026 00:00']);
    const planned = Discharge.onWednesday();
    planned.outage(london('Wed 10 Jun 2026 18:00'));
    expect(new Date(planned.task('risk-decision').openedAt).toISOString()).toBe(london('Wed 10 Jun 2026 14:00'));
  });

  it('over the end of an acknowledgement calls what it held back and what came after', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').acknowledges('equipment-in-place', 'PT2H');
    discharge.outage(london('Wed 10 Jun 2026 17:00'));
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']);
  });

  it('of a week changes nothing in what is finally known', () => {
    const lived = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Wed 17 Jun 2026 15:00');
    const slept = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');
    slept.outage(london('Wed 17 Jun 2026 15:00'));
    const facts = (discharge: Discharge) => discharge.state.tasks.map(({ step, status, openedAt, dueAt }) => ({ step, status, openedAt, dueAt }));
    expect(facts(slept)).toEqual(facts(lived));
    const rungs = (discharge: Discharge) => discharge.of('rung-reached').reduce((sum, { data }) => sum + 1 + (data.missed ?? 0), 0);
    expect(rungs(slept)).toBe(rungs(lived));
  });
});
