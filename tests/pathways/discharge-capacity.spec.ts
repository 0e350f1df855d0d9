import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const friday = london('Fri 12 Jun 2026 12:00');
const decided = (planned: string, at: string, outcome: string, more: Record<string, string> = { unmetDueAt: friday }): Discharge =>
  Discharge.planned(planned, 'Wed 10 Jun 2026 08:00').unmet('first-visit-booked').comes(at).decides(outcome, { because: 'capacity', ...more });

describe('when capacity is the reason, somebody answers to the capacity route', () => {
  it('the same local day, whatever was decided', () => {
    expect(decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 09:00', 'go-with-risk').due('capacity-response')).toBe('Thu 11 Jun 2026 00:00');
    expect(decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 18:00', 'postpone', { plannedDischargeAt: friday }).due('capacity-response')).toBe('Thu 11 Jun 2026 00:00');
    expect(decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 09:00', 'stay', {}).due('capacity-response')).toBe('Thu 11 Jun 2026 00:00');
  });

  it('by noon of the next day when it was decided after 18:00', () => {
    expect(decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 18:01', 'go-with-risk').due('capacity-response')).toBe('Thu 11 Jun 2026 12:00');
    expect(decided('Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 20:00', 'stay', {}).due('capacity-response')).toBe('Thu 11 Jun 2026 12:00');
  });

  it('before departure when it was decided after 18:00 and the person leaves tonight', () => {
    expect(decided('Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 18:30', 'go-with-risk').due('capacity-response')).toBe('Wed 10 Jun 2026 21:00');
    expect(decided('Wed 10 Jun 2026 19:00', 'Wed 10 Jun 2026 18:30', 'postpone', { plannedDischargeAt: london('Wed 10 Jun 2026 22:00') }).due('capacity-response')).toBe('Wed 10 Jun 2026 22:00');
  });

  it('by noon after all when the plan then moves to another day', () => {
    const discharge = decided('Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 18:30', 'go-with-risk').replans('Mon 15 Jun 2026 15:00');
    expect(discharge.due('capacity-response')).toBe('Thu 11 Jun 2026 12:00');
  });

  it('opens for every such decision and for no other', () => {
    const discharge = decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 09:00', 'postpone', { plannedDischargeAt: friday }).unmet('first-visit-booked').decides('go-with-risk', { because: 'capacity', unmetDueAt: friday });
    expect(discharge.tasksOf('capacity-response').map((task) => task.status)).toEqual(['open', 'open']);
    discharge.unmet('equipment-in-place').decides('go-with-risk', { unmetDueAt: friday });
    expect(discharge.tasksOf('capacity-response')).toHaveLength(2);
  });

  it('belongs to the escalation owner and calls the escalation lead and the director when it is late', () => {
    const discharge = decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 09:00', 'go-with-risk').comes('Thu 11 Jun 2026 01:30');
    expect([discharge.task('capacity-response').owner.role, discharge.called('capacity-response')]).toEqual(['escalation-owner', [
      'escalation-owner Thu 11 Jun 2026 00:00', 'escalation-lead Thu 11 Jun 2026 00:30', 'director Thu 11 Jun 2026 01:30']]);
  });

  it('is judged late by when the route was contacted', () => {
    const discharge = decided('Thu 11 Jun 2026 15:00', 'Wed 10 Jun 2026 09:00', 'go-with-risk').comes('Thu 11 Jun 2026 08:00');
    discharge.complete('capacity-response', { contacted: 'discharge-hub', who: 'the site manager', contactedAt: london('Wed 10 Jun 2026 16:00'), askedFor: 'a visit', response: 'none till Friday' });
    expect(discharge.of('task-completed').at(-1)?.data).toMatchObject({ step: 'capacity-response', late: false, recordedLate: true });
  });
});
