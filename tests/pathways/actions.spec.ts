import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const withAction = (): Discharge => Discharge.onWednesday().unmet('equipment-in-place').decides('postpone', {
  plannedDischargeAt: london('Fri 12 Jun 2026 15:00'), actions: [{ title: 'order a frame', owner: 'a-porter', dueAt: london('Thu 11 Jun 2026 12:00'), completionCheck: 'it stands there' }],
});
const moves = (discharge: Discharge, to: string): Discharge => discharge.does({ type: 'move', taskId: discharge.task('action').id, dueAt: london(to), reason: 'none in store' });

describe('an action of a decision', () => {
  it('climbs in working hours from its own time: its owner, its owner again, the escalation lead', () => {
    const discharge = withAction().comes('Mon 15 Jun 2026 12:00');
    expect(discharge.called('action')).toEqual(['action-owner Thu 11 Jun 2026 12:00', 'action-owner Fri 12 Jun 2026 12:00', 'escalation-lead Mon 15 Jun 2026 12:00']);
    expect(discharge.of('called').filter(({ data }) => data.step === 'action').map(({ data }) => data.person)).toEqual(['a-porter', 'a-porter', 'the-escalation-lead']);
  });

  it('can be moved by its owner; the third time it climbs', () => {
    const discharge = moves(moves(withAction(), 'Fri 12 Jun 2026 12:00'), 'Mon 15 Jun 2026 12:00').comes('Wed 10 Jun 2026 10:00');
    expect(discharge.called('action')).toEqual([]);
    moves(discharge, 'Tue 16 Jun 2026 12:00');
    expect([discharge.called('action'), discharge.reasons('action'), discharge.due('action')]).toEqual([['escalation-lead Wed 10 Jun 2026 10:00'], ['trigger'], 'Tue 16 Jun 2026 12:00']);
  });

  it('moved once more it calls once more: by moving it nobody is called off', () => {
    const discharge = withAction();
    for (const to of ['Fri 12 Jun 2026 12:00', 'Mon 15 Jun 2026 12:00', 'Tue 16 Jun 2026 12:00']) moves(discharge, to);
    expect(discharge.open()).toContain('action');
    moves(discharge, 'Wed 17 Jun 2026 12:00').comes('Wed 10 Jun 2026 10:00');
    expect(discharge.called('action')).toEqual(['escalation-lead Wed 10 Jun 2026 09:00']);
    moves(discharge, 'Thu 18 Jun 2026 12:00');
    expect(discharge.called('action')).toEqual(['escalation-lead Wed 10 Jun 2026 09:00', 'escalation-lead Wed 10 Jun 2026 10:00']);
    expect(discharge.answers({ type: 'move', step: 'action', dueAt: london('Thu 18 Jun 2026 12:00'), reason: 'r' })).toBe('422 unchanged');
  });

  it('is moved to a time to come that somebody can say the working days of; nothing else can be moved', () => {
    const discharge = withAction();
    const to = (dueAt: string, step = 'action'): string => discharge.answers({ type: 'move', step, dueAt, reason: 'r' });
    expect([to(london('Wed 10 Jun 2026 08:00')), to('2031-06-10T12:00:00.000Z'), to(london('Fri 12 Jun 2026 12:00'), 'equipment-in-place')]).toEqual(['422 in-the-past', '422 beyond-the-calendar', '409 cannot-be-moved']);
  });

  it('keeps the case open until it is done or handed over', () => {
    const discharge = withAction();
    discharge.handsOver('action');
    expect(discharge.status('action')).toBe('handed-over');
  });
});
