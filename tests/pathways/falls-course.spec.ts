import { describe, expect, it } from '@jest/globals';
import { concern, Falls } from '#tests/support/pathways/falls.js';

describe('a falls review that goes to plan', () => {
  it('opens its tasks at the start, each due from when it happened', () => {
    const falls = Falls.onMonday();
    expect(falls.open()).toEqual(['review-booked', 'review-held', 'risk-assessed', 'safety-net-written']);
    expect(falls.open().map((step) => falls.due(step))).toEqual(['Tue 9 Jun 2026 09:00', 'Thu 11 Jun 2026 09:00', 'Tue 9 Jun 2026 09:00', 'Tue 9 Jun 2026 09:00']);
    expect(falls.state.stage).toBe('reviewing');
    expect(falls.of('rung-reached')).toEqual([]);
  });

  it('is reviewed in time, watched for thirty days from its last task, and closes', () => {
    const falls = Falls.onMonday().books('Wed 10 Jun 2026 14:00').assesses().comes('Wed 10 Jun 2026 15:00').reviews();
    expect([falls.open(), falls.state.stage]).toEqual([[], 'watching']);
    falls.comes('Fri 10 Jul 2026 14:59');
    expect(falls.outcome).toBeUndefined();
    falls.comes('Fri 10 Jul 2026 15:00');
    expect(falls.outcome).toEqual({ outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 0 });
  });

  it('acts on what the review agreed before it watches', () => {
    const falls = Falls.onMonday().assesses().comes('Wed 10 Jun 2026 15:00').reviews(concern);
    expect([falls.open(), falls.state.stage]).toEqual([['safeguarding-immediate', 'safeguarding-referral'], 'acting']);
  });
});
