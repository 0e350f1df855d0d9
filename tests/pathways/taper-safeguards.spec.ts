import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { london } from '#tests/support/pathways/london.js';
import { restriction, Taper, wholeHandover } from '#tests/support/pathways/taper.js';

describe('safeguarding', () => {
  it('is an action for each indicator, of the escalation owner, within five working days, and is tracked for proportionality and impact', () => {
    const taper = Taper.contactedOnWednesday({ safeguarding: { indicators: ['bruises', 'her money is gone'] } });
    expect(taper.of('task-opened').filter(({ data }) => data.step === 'safeguarding-action').map(({ data }) => data.about)).toEqual([{ indicator: 'bruises' }, { indicator: 'her money is gone' }]);
    expect([taper.due('safeguarding-action'), taper.owners['safeguarding-action']]).toEqual(['Wed 17 Jun 2026 17:00', 'escalation-owner']);
    taper.completes('safeguarding-action', { done: 'asked her alone', proportionate: 'no more than was needed', impact: 'she has her card again' });
    expect(taper.statuses('safeguarding-action')).toEqual(['open', 'completed']);
  });
});

describe('a restriction', () => {
  const restricted = (...at: string[]): Taper => Taper.contactedOnWednesday({ handover: { ...wholeHandover, restrictions: at.map(restriction) } });
  const decided = (decision: string, reviewAt?: string): JsonObject => ({ decision, rationale: 'weighed', ...(reviewAt ? { until: london(reviewAt), reviewAt: london(reviewAt) } : {}) });

  it('is reviewed at its date, and called about in the day when it is not', () => {
    const taper = restricted('Fri 12 Jun 2026 21:00').comes('Sat 13 Jun 2026 09:00');
    expect([taper.due('restriction-review'), taper.called('restriction-review')]).toEqual(['Fri 12 Jun 2026 21:00', ['clinical-lead Sat 13 Jun 2026 08:00', 'escalation-owner Sat 13 Jun 2026 09:00']]);
  });

  it('that is continued or modified is reviewed again, each one by itself, until it is stepped down', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00', 'Mon 15 Jun 2026 12:00').completes('restriction-review', decided('continue', 'Mon 22 Jun 2026 12:00'));
    expect(taper.tasksOf('restriction-review').map(({ status, dueAt }) => `${status} ${taper.shown(dueAt)}`)).toEqual(['open Fri 12 Jun 2026 12:00', 'completed Mon 15 Jun 2026 12:00', 'open Mon 22 Jun 2026 12:00']);
    taper.completes('restriction-review', decided('modify', 'Tue 30 Jun 2026 12:00')).completes('restriction-review', decided('step-down'));
    expect(taper.statuses('restriction-review')).toEqual(['open', 'completed', 'completed', 'completed']);
  });

  it('goes on only to a time that is to come', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00');
    expect(taper.answers({ type: 'complete', step: 'restriction-review', evidence: decided('continue', 'Wed 10 Jun 2026 11:00') })).toBe('422 in-the-past');
  });

  it('whose review was taken back is reviewed once, not twice', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00').completes('restriction-review', decided('continue', 'Mon 22 Jun 2026 12:00'));
    taper.does({ type: 'reopen', taskId: taper.tasksOf('restriction-review')[0]!.id, reason: 'it was not so' });
    expect(taper.statuses('restriction-review')).toEqual(['open', 'not-needed']);
    taper.does({ type: 'complete', taskId: taper.tasksOf('restriction-review')[0]!.id, evidence: decided('modify', 'Tue 23 Jun 2026 12:00') });
    expect(taper.statuses('restriction-review')).toEqual(['completed', 'not-needed', 'open']);
  });

  it('in force at the closing review is handed back, with its review date', () => {
    const taper = Taper.contactedOnWednesday({ taper: [{ every: 'P1D', for: 'P2D' }], handover: { ...wholeHandover, restrictions: [restriction('Fri 26 Jun 2026 12:00')] } }).meetsAll().comes('Sat 13 Jun 2026 09:00').closesTheTaper();
    expect([taper.status('restriction-review'), taper.because('restriction-review')]).toEqual(['handed-over', ['in force, handed back to the GP; to be reviewed on 2026-06-26']]);
    expect(taper.stage).toBe('watching');
  });
});
