import { expect, it } from '@jest/globals';
import type { Aim, Reading } from './figure.js';
import { atLeast, atMost, exactly, latencies, measuredOf, plain, table, verdictOf } from './verdict.js';

const read = (ours: number[], control: number[] | null, aim?: Aim): Reading[] => ours.map((value, round) => ({ line: { name: 'a', unit: 'ms', ...(aim ? { aim } : {}) }, ours: value, ...(control === null ? {} : { control: control[round]! }) }));
const verdict = (...of: Parameters<typeof read>): string => verdictOf(measuredOf(read(...of))[0]!);

it('judges a ratio by the median of its rounds, not by their mean or their best', () => {
  expect(verdict([6, 7, 90], [10, 10, 10], atMost(0.7))).toBe('reached');
  expect(verdict([1, 8, 8], [10, 10, 10], atMost(0.7))).toBe('missed');
  expect(verdict([13, 1, 14], [10, 10, 10], atLeast(1.3))).toBe('reached');
  expect(verdict([13, 1, 1], [10, 10, 10], atLeast(1.3))).toBe('missed');
});
it('pairs each round with its own control', () => {
  expect(measuredOf(read([10, 40], [5, 40]))[0]?.ratio).toEqual({ min: 1, median: 1.5, max: 2 });
});
it('reaches an exact value in every round or not at all, and says nothing without an aim', () => {
  expect(verdict([5, 5], null, exactly(5))).toBe('reached');
  expect(verdict([5, 6], null, exactly(5))).toBe('missed');
  expect(verdict([5], null)).toBe('');
});
it('does not call a ratio reached that was never measured', () => {
  expect(verdict([1], null, atMost(2))).toBe('missed');
});
it('refuses a control that is there in some rounds only', () => {
  expect(() => measuredOf([...read([1], [1]), ...read([1], null)])).toThrow('missing in some rounds');
});
it('prints a row a line, in the order of measuring', () => {
  const text = table(measuredOf([...latencies('page', [1, 2, 30], [1, 1, 1], atMost(2)), ...read([5], null, exactly(5))]));
  expect(text.split('\n').slice(2)).toEqual(['| page, p50, ms | 2.00 | 1.00 | 2.00 / 2.00 / 2.00 | at most 2x | yes |', '| page, p99, ms | 30.0 | 1.00 | 30.00 / 30.00 / 30.00 | at most 2x | **no** |', '| a, ms | 5.00 |  |  | exactly 5 ms | yes |']);
});
it('writes values with the digits that say something', () => {
  expect([0, 0.0123, 0.756, 7.561, 75.61, 756.1, 75_610].map(plain)).toEqual(['0', '0.012', '0.756', '7.56', '75.6', '756', '75610']);
});
