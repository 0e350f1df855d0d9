import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

/** Left on Wednesday 10 June; nobody rings or sends the summary, so something stays open. */
const lingering = (): Discharge => {
  const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:05');
  discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
  return discharge;
};
const looked = (nextAt: string) => ({ risks: [{ risk: 'no summary', owner: 'the practice', consequence: 'a wrong tablet' }], nextAt: london(nextAt) });

describe('a case that stays open', () => {
  it('is looked at by the clinical lead after a week, by the end of the next working day', () => {
    const discharge = lingering().comes('Wed 17 Jun 2026 07:59');
    expect(discharge.open()).not.toContain('weekly-review');
    discharge.comes('Wed 17 Jun 2026 08:00');
    expect([discharge.due('weekly-review'), discharge.task('weekly-review').owner.role]).toEqual(['Thu 18 Jun 2026 17:00', 'clinical-lead']);
  });

  it('is looked at again when the review said, and within a week at the latest', () => {
    const discharge = lingering().comes('Wed 17 Jun 2026 10:00');
    discharge.complete('weekly-review', looked('Fri 19 Jun 2026 10:00'));
    discharge.comes('Fri 19 Jun 2026 09:59');
    expect(discharge.open()).not.toContain('weekly-review');
    discharge.comes('Fri 19 Jun 2026 10:00').complete('weekly-review', looked('Fri 31 Jul 2026 10:00'));
    discharge.comes('Fri 26 Jun 2026 09:59');
    expect(discharge.open()).not.toContain('weekly-review');
    expect(discharge.comes('Fri 26 Jun 2026 10:00').open()).toContain('weekly-review');
  });

  it('says when it is looked at next: at a time to come', () => {
    const discharge = lingering().comes('Wed 17 Jun 2026 10:00');
    expect(discharge.answers({ type: 'complete', step: 'weekly-review', evidence: looked('Wed 17 Jun 2026 10:00') })).toBe('422 in-the-past');
    expect(discharge.answers({ type: 'complete', step: 'weekly-review', evidence: looked('Wed 17 Jun 2026 10:01') })).toBe('allowed');
  });

  it('is not looked at when nothing else is open, nor when it waits only to learn from a failed discharge', () => {
    const discharge = lingering().comes('Wed 17 Jun 2026 10:00');
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    expect([discharge.status('weekly-review'), discharge.open()]).toEqual(['not-needed', []]);
    discharge.sees('readmission');
    expect(discharge.comes('Thu 25 Jun 2026 10:00').open()).toEqual(['learning-review']);
  });
});
