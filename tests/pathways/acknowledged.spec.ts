import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

describe('an acknowledgement', () => {
  it('on a today ladder holds the climb for two hours at most; what it held back is called at its end, later rungs keep their instants', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10');
    expect([discharge.answers({ type: 'acknowledge', step: 'equipment-in-place', for: 'PT2H1S', note: 'n' }), discharge.answers({ type: 'acknowledge', step: 'equipment-in-place', for: 'PT2H', note: 'n' })]).toEqual(['422 too-long', 'allowed']);
    discharge.acknowledges('equipment-in-place', 'PT2H').comes('Wed 10 Jun 2026 15:09');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00']);
    discharge.comes('Wed 10 Jun 2026 16:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']);
    expect(discharge.of('rung-reached').filter(({ data }) => data.step === 'equipment-in-place').map(({ at }) => at.slice(11, 16))).toEqual(['12:00', '14:10', '15:00']);
  });

  it('on a now ladder holds for half an hour, day and night', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00').unmet('equipment-in-place').comes('Wed 10 Jun 2026 22:05');
    expect(discharge.answers({ type: 'acknowledge', step: 'risk-decision', for: 'PT31M', note: 'n' })).toBe('422 too-long');
    discharge.acknowledges('risk-decision', 'PT30M').comes('Wed 10 Jun 2026 22:45');
    expect(discharge.of('rung-reached').filter(({ data }) => data.step === 'risk-decision').map(({ at, data }) => [data.role, at.slice(11, 16)])).toEqual([['clinical-lead', '21:00'], ['escalation-owner', '21:35'], ['escalation-lead', '21:45']]);
  });

  it('that ends at night leaves a today ladder quiet until the morning', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 20:30', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 19:00').acknowledges('equipment-in-place', 'PT2H').comes('Thu 11 Jun 2026 07:59');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 18:30']);
    discharge.comes('Thu 11 Jun 2026 08:00');
    expect(discharge.called('equipment-in-place').slice(1)).toEqual(['escalation-owner Wed 10 Jun 2026 19:30']);
  });

  it('on a planned ladder holds for a working day at most: from Friday noon to Monday noon', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00').leavesByPlan('Wed 10 Jun 2026 15:00').comes('Fri 12 Jun 2026 12:00');
    expect(discharge.called('gp-summary-sent')).toEqual(['clinical-lead Thu 11 Jun 2026 15:00']);
    expect(discharge.answers({ type: 'acknowledge', step: 'gp-summary-sent', for: 'PT8H1M', note: 'n' })).toBe('422 too-long');
    discharge.acknowledges('gp-summary-sent', 'P1D').comes('Mon 15 Jun 2026 11:59');
    expect(discharge.called('gp-summary-sent')).toHaveLength(1);
    discharge.comes('Mon 15 Jun 2026 15:00');
    expect(discharge.called('gp-summary-sent').slice(1)).toEqual(['clinical-lead Fri 12 Jun 2026 15:00', 'escalation-lead Mon 15 Jun 2026 15:00']);
  });

  it('on a standard that became urgent holds for half an hour only', () => {
    const discharge = Discharge.onWednesday().walksOut();
    expect(discharge.answers({ type: 'acknowledge', step: 'equipment-in-place', for: 'PT31M', note: 'n' })).toBe('422 too-long');
  });

  it('is for a time above none, on a task that is open', () => {
    const discharge = Discharge.onWednesday().meets('equipment-in-place');
    const answers = (step: string, duration: string): string => discharge.answers({ type: 'acknowledge', step, for: duration, note: 'n' });
    expect([answers('medicines-reconciled', 'PT0S'), answers('medicines-reconciled', '-PT1H'), answers('medicines-reconciled', 'an hour'), answers('equipment-in-place', 'PT1H')]).toEqual([...Array(3).fill('422 not-a-duration'), '409 task-already-completed']);
  });

  it('given again counts from then; an outcome ends nothing', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').acknowledges('equipment-in-place', 'PT1H').comes('Wed 10 Jun 2026 14:00').acknowledges('equipment-in-place', 'PT1H');
    discharge.does({ type: 'outcome', escalationId: discharge.task('equipment-in-place').escalation!.id, response: 'rang the store' }).comes('Wed 10 Jun 2026 15:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00']);
    expect(discharge.of('rung-reached').at(-1)?.at).toBe('2026-06-10T14:00:00.000Z');
  });
});
