import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { waits } from './waiting.js';

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
const nearestRank = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]!;

describe('how long people waited', () => {
  it('is the nearest rank where everybody has been answered', () => {
    expect(waits([5, 1, 3, 2, 4, 6, 7, 8, 9, 10], [])).toEqual({ n: 10, open: 0, p50: 5, p90: 9, worst: 10, worstOpen: false, openLongest: null });
    expect(waits([7], [])).toMatchObject({ p50: 7, p90: 7, worst: 7 });
    fc.assert(fc.property(times.filter((each) => each.length > 0), fc.constantFrom(0.5, 0.9), (values, share) => {
      const { p50, p90 } = waits(values, []);
      expect(share === 0.5 ? p50 : p90).toBe(nearestRank(values, share));
    }));
  });

  it('does not praise whoever leaves the hard ones unanswered', () => {
    // Two were answered after 1 and 2; two still wait after 100. Half are over by 2; nobody knows when nine in ten will be.
    expect(waits([1, 2], [100, 100])).toEqual({ n: 2, open: 2, p50: 2, p90: null, worst: 100, worstOpen: true, openLongest: 100 });
    expect(waits([], [3])).toEqual({ n: 0, open: 1, p50: null, p90: null, worst: 3, worstOpen: true, openLongest: 3 });
    expect(waits([], [])).toEqual({ n: 0, open: 0, p50: null, p90: null, worst: null, worstOpen: false, openLongest: null });
  });

  it('does not count one that was asked a moment ago as an answer: by hand, 1 of 4 at 10, 1 of 2 at 20', () => {
    // After 10: 3/4 wait. The one seen last at 15 tells no more. At 20 one of the two left is over: 3/8 wait, so half are over by 20. The last one is over at 40.
    expect(waits([10, 20, 40], [15])).toMatchObject({ p50: 20, p90: 40 });
    expect(waits([10], [0, 0, 0])).toMatchObject({ p50: 10, p90: 10, worst: 10, worstOpen: false });
  });

  it('is never shortened by one that is open, and never longer than the worst', () => {
    fc.assert(fc.property(times, times, (over, open) => {
      const [alone, together] = [waits(over, []), waits(over, open)];
      for (const share of ['p50', 'p90'] as const) if (together[share] !== null) expect(together[share]).toBeGreaterThanOrEqual(over.length > 0 ? Math.min(...over) : 0);
      // Those who waited longer than everybody that was answered can only make it longer.
      const [patient, met] = [waits(over, open.map((each) => each + 51)), alone];
      for (const share of ['p50', 'p90'] as const) if (met[share] !== null && patient[share] !== null) expect(patient[share]).toBeGreaterThanOrEqual(met[share]);
      expect(together.worst ?? 0).toBe(Math.max(0, ...over, ...open));
    }));
  });
});
