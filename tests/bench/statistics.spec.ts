import { expect, it } from '@jest/globals';
import { percentile, ratios, spread } from './statistics.js';

it('finds percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow('nothing was measured');
});

it('spreads ratios round by round', () => {
  expect(spread(ratios([3, 8, 5], [1, 2, 5]))).toEqual({ min: 1, median: 3, max: 4 });
  expect(() => ratios([1], [])).toThrow('two of each');
});
