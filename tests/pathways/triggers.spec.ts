import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const seen = (kind: string, at = 'Wed 10 Jun 2026 21:00'): Discharge => Discharge.planned('Mon 15 Jun 2026 15:00', at).sees(kind);

describe('something seen that must start a response', () => {
  it.each([
    ['clinical-deterioration', 'clinical-lead', 'Thu 11 Jun 2026 01:00', 'now'], ['safety-flag', 'escalation-owner', 'Thu 11 Jun 2026 01:00', 'now'],
    ['non-attendance', 'escalation-owner', 'Thu 11 Jun 2026 00:00', 'today'], ['system-risk', 'escalation-owner', 'Thu 11 Jun 2026 00:00', 'today'], ['care-instability', 'coordinator', 'Fri 12 Jun 2026 21:00', 'today'],
  ])('%s belongs to the %s, is due %s and climbs as %s', (kind, owner, due, ladder) => {
    const discharge = seen(kind);
    expect([discharge.task('trigger-response').owner.role, discharge.due('trigger-response')]).toEqual([owner, due]);
    // Whoever owns it is called when it opens; a 'today' ladder waits for the morning.
    discharge.comes('Thu 11 Jun 2026 08:00');
    expect(discharge.called('trigger-response')[0]).toBe(`${owner} ${ladder === 'now' ? 'Wed 10 Jun 2026 21:00' : 'Thu 11 Jun 2026 08:00'}`);
    expect(discharge.reasons('trigger-response')).toEqual([ladder === 'now' || kind === 'care-instability' ? 'trigger' : 'overdue']);
  });

  it('clinical deterioration climbs from its due time: clinical lead, escalation owner, escalation lead, director', () => {
    expect(seen('clinical-deterioration').comes('Thu 11 Jun 2026 02:45').called('trigger-response')).toEqual([
      'clinical-lead Wed 10 Jun 2026 21:00', 'clinical-lead Thu 11 Jun 2026 01:00', 'escalation-owner Thu 11 Jun 2026 01:15', 'escalation-lead Thu 11 Jun 2026 01:45', 'director Thu 11 Jun 2026 02:45']);
  });

  it('calls the next at once, by night as well, when nobody answers for its owner; the ladder keeps its times', () => {
    const without = (...roles: string[]): Discharge => Discharge.planned('Mon 15 Jun 2026 15:00', 'Wed 10 Jun 2026 21:00', {}, (role) => (roles.includes(role) ? null : `the-${role}`)).sees('clinical-deterioration');
    expect(without('clinical-lead').called('trigger-response')).toEqual(['clinical-lead Wed 10 Jun 2026 21:00', 'escalation-owner Wed 10 Jun 2026 21:00']);
    expect(without('clinical-lead', 'escalation-owner').called('trigger-response').at(-1)).toBe('escalation-lead Wed 10 Jun 2026 21:00');
    expect(without('clinical-lead', 'escalation-owner', 'escalation-lead', 'director').called('trigger-response')).toHaveLength(4);
    expect(without('clinical-lead').comes('Thu 11 Jun 2026 01:30').called('trigger-response').slice(2)).toEqual(['clinical-lead Thu 11 Jun 2026 01:00', 'escalation-owner Thu 11 Jun 2026 01:00', 'escalation-lead Thu 11 Jun 2026 01:30']);
  });

  it('calls the next when no way reached its owner, unless somebody has said meanwhile that they see to it', () => {
    const unreached = seen('clinical-deterioration').comes('Wed 10 Jun 2026 21:02').reachesNobody('trigger-response', 1);
    expect(unreached.called('trigger-response')).toEqual(['clinical-lead Wed 10 Jun 2026 21:00', 'escalation-owner Wed 10 Jun 2026 21:02']);
    expect(seen('clinical-deterioration').comes('Wed 10 Jun 2026 21:02').acknowledges('trigger-response', 'PT30M').reachesNobody('trigger-response', 1).called('trigger-response')).toHaveLength(1);
    // On a ladder that calls by day the next waits for the morning, as the owner does.
    const byDay = Discharge.planned('Mon 15 Jun 2026 15:00', 'Wed 10 Jun 2026 20:30', {}, (role) => (role === 'coordinator' ? null : `the-${role}`)).sees('care-instability').comes('Thu 11 Jun 2026 08:00');
    expect(byDay.called('trigger-response')).toEqual(['coordinator Thu 11 Jun 2026 08:00', 'escalation-owner Thu 11 Jun 2026 08:00']);
  });

  it('a safety flag is not called twice to the same role: the escalation lead follows after half an hour', () => {
    expect(seen('safety-flag').comes('Thu 11 Jun 2026 01:30').called('trigger-response')).toEqual(['escalation-owner Wed 10 Jun 2026 21:00', 'escalation-owner Thu 11 Jun 2026 01:00', 'escalation-lead Thu 11 Jun 2026 01:30']);
  });

  it('each opens a response of its own, before and after leaving, and the case waits for it', () => {
    const discharge = Discharge.onWednesday().sees('safety-flag', london('Wed 10 Jun 2026 07:00')).sees('safety-flag', london('Wed 10 Jun 2026 07:30'));
    expect(discharge.tasksOf('trigger-response')).toHaveLength(2);
    expect(discharge.answers({ type: 'trigger', kind: 'safety-flag', occurredAt: london('Wed 10 Jun 2026 07:30'), note: 'n' })).toBe('allowed');
    const gone = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').sees('care-instability');
    expect(gone.open()).toEqual(['first-visit-done', 'gp-summary-sent', 'trigger-response']);
  });

  it('is a kind that the pathway knows, and lies not ahead', () => {
    const discharge = Discharge.onWednesday();
    expect(discharge.answers({ type: 'trigger', kind: 'head-injury', occurredAt: discharge.nowText, note: 'n' })).toBe('422 unknown-trigger');
    expect(discharge.answers({ type: 'trigger', kind: 'safety-flag', occurredAt: london('Wed 10 Jun 2026 08:02'), note: 'n' })).toBe('422 in-the-future');
  });

  it('says who saw it, who need not be a user', () => {
    const discharge = Discharge.onWednesday().does({ type: 'trigger', kind: 'safety-flag', occurredAt: london('Wed 10 Jun 2026 07:00'), note: 'n', reportedBy: 'her daughter' });
    expect(discharge.of('trigger-recorded')[0]?.data.reportedBy).toBe('her daughter');
  });
});
