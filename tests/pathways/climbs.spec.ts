import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

describe('a climb to a chosen rung', () => {
  it('calls it now and the next its time later, and skips what lies below', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00').unmet('equipment-in-place').comes('Wed 10 Jun 2026 22:05').climbs('risk-decision', 3).comes('Thu 11 Jun 2026 02:00');
    expect(discharge.called('risk-decision')).toEqual(['clinical-lead Wed 10 Jun 2026 22:00', 'escalation-lead Wed 10 Jun 2026 22:05', 'director Wed 10 Jun 2026 23:05', 'director Thu 11 Jun 2026 01:05']);
  });

  it('calls now, also at night on a today ladder', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 22:00').climbs('equipment-in-place', 3).comes('Thu 11 Jun 2026 12:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 19:00', 'escalation-lead Wed 10 Jun 2026 22:00', 'escalation-lead Thu 11 Jun 2026 12:00']);
  });

  it('to a rung that was called before calls it again and moves nothing, not even an acknowledgement', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').acknowledges('equipment-in-place', 'PT2H').comes('Wed 10 Jun 2026 14:30').climbs('equipment-in-place', 1);
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'coordinator Wed 10 Jun 2026 14:30']);
    discharge.comes('Wed 10 Jun 2026 16:00');
    expect(discharge.called('equipment-in-place').slice(2)).toEqual(['escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']);
    expect(discharge.of('rung-reached').filter(({ data }) => data.role === 'escalation-owner' && data.step === 'equipment-in-place')[0]?.at).toBe('2026-06-10T14:10:00.000Z');
  });

  it('to a higher rung ends an acknowledgement', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').acknowledges('equipment-in-place', 'PT2H').climbs('equipment-in-place', 2);
    expect([discharge.called('equipment-in-place').at(-1), discharge.task('equipment-in-place').acknowledgedUntil]).toEqual(['escalation-owner Wed 10 Jun 2026 13:10', null]);
  });

  it('is to a rung that the ladder has, of a climb that goes on', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10');
    const escalationId = discharge.task('equipment-in-place').escalation!.id;
    expect([0, 1, 3, 4].map((toLevel) => discharge.answers({ type: 'climb', escalationId, toLevel, reason: 'r' }))).toEqual(['422 no-such-level', 'allowed', 'allowed', '422 no-such-level']);
    discharge.meets('equipment-in-place');
    expect([discharge.answers({ type: 'climb', escalationId, toLevel: 2, reason: 'r' }), discharge.answers({ type: 'climb', escalationId: 'none', toLevel: 2, reason: 'r' })]).toEqual(['409 escalation-ended', '404 not-found']);
  });
});

describe('an attempt', () => {
  it('calls the next at once, and leaves the task open', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').attempts('equipment-in-place').comes('Wed 10 Jun 2026 12:00');
    expect([discharge.status('equipment-in-place'), discharge.called('equipment-in-place'), discharge.reasons('equipment-in-place')]).toEqual([
      'open', ['escalation-owner Wed 10 Jun 2026 10:00', 'escalation-lead Wed 10 Jun 2026 12:00'], ['attempt']]);
  });

  it('after an attempt calls the one after, and when all were called the last again', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').attempts('equipment-in-place').attempts('equipment-in-place').comes('Wed 10 Jun 2026 11:00').attempts('equipment-in-place');
    expect(discharge.called('equipment-in-place')).toEqual(['escalation-owner Wed 10 Jun 2026 10:00', 'escalation-lead Wed 10 Jun 2026 10:00', 'escalation-lead Wed 10 Jun 2026 11:00']);
  });

  it('at night on a today ladder calls in the morning', () => {
    const discharge = Discharge.planned('Fri 12 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 22:00').attempts('equipment-in-place').comes('Thu 11 Jun 2026 10:00');
    expect(discharge.called('equipment-in-place')).toEqual(['escalation-owner Thu 11 Jun 2026 08:00', 'escalation-lead Thu 11 Jun 2026 10:00']);
  });

  it('on a planned ladder passes over the owner, who tried, to the escalation lead', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').attempts('gp-summary-sent');
    expect(discharge.called('gp-summary-sent')).toEqual(['escalation-lead Wed 10 Jun 2026 15:00']);
  });
});

describe('a rung that nobody holds', () => {
  it('is recorded as nobody, the next is called at the same instant, and all later ones come earlier', () => {
    const holds = (role: string): string | null => (role === 'escalation-owner' ? null : `the-${role}`);
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00', {}, holds).unmet('equipment-in-place').comes('Thu 11 Jun 2026 01:30');
    // 0, 15 nobody, 15, 75, and every two hours.
    expect(discharge.called('risk-decision')).toEqual(['clinical-lead Wed 10 Jun 2026 22:00', 'escalation-owner Wed 10 Jun 2026 22:15', 'escalation-lead Wed 10 Jun 2026 22:15', 'director Wed 10 Jun 2026 23:15', 'director Thu 11 Jun 2026 01:15']);
    expect(discharge.of('called').filter(({ data }) => data.step === 'risk-decision').map(({ data }) => data.person)).toEqual(['the-clinical-lead', null, 'the-escalation-lead', 'the-director', 'the-director']);
  });

  it('never goes silent, though nobody holds any', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00', {}, () => null).unmet('equipment-in-place').comes('Thu 11 Jun 2026 02:00');
    expect(discharge.called('risk-decision').map((call) => call.split(' ').at(-1))).toEqual(['22:00', '22:00', '22:00', '22:00', '00:00', '02:00']);
  });
});
