import { expect, it } from '@jest/globals';
import { median, percentile, ratios, spread } from './statistics.js';

it('finds percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow('nothing was measured');
});

it('finds the median in the middle, of an even number between the two there', () => {
  expect([median([9, 1, 5]), median([8, 1, 2, 4]), median([7]), spread([1, 4]).median]).toEqual([5, 3, 7, 2.5]);
  expect(() => median([])).toThrow('nothing was measured');
});

it('spreads ratios round by round', () => {
  expect(spread(ratios([3, 8, 5], [1, 2, 5]))).toEqual({ min: 1, median: 3, max: 4 });
  expect(() => ratios([1], [])).toThrow('two of each');
});
