import { describe, expect, it } from '@jest/globals';
import { trendOf } from './soak/trend.js';

/** A reading every 10 s for ten minutes. */
const readings = (value: (minute: number, index: number) => number) => Array.from({ length: 61 }, (_, index) => ({ at: 1_000_000 + index * 10_000, value: value(index / 6, index) }));
const flat = (value: (minute: number, index: number) => number, grain = 1, ceiling = Infinity): boolean => trendOf(readings(value), { grain, ceiling }).flat;

describe('the trend of a soak', () => {
  it('is flat when nothing grows, when it falls, and when only the beginning grew', () => {
    expect([flat(() => 200), flat((minute) => 200 - minute), flat((minute) => Math.min(200, 100 + 40 * minute))]).toEqual([true, true, true]);
  });

  it('is flat below a fiftieth an hour, and not above', () => {
    expect([flat((minute) => 200 + minute * 0.06, 0.1), flat((minute) => 200 + minute * 0.08, 0.1), flat((minute) => 200 + minute * 0.33)]).toEqual([true, false, false]);
  });

  it('is flat within the noise of a heap that is collected, and not beyond it', () => {
    const collected = (minute: number, index: number) => 200 + (index % 5) * 8;
    expect([flat(collected), flat((minute, index) => collected(minute, index) + minute * 1.2), flat((minute, index) => collected(minute, index) + minute * 10)]).toEqual([true, true, false]);
  });

  it('does not call noise what has grown by more than a twentieth, however restless it is', () => {
    const restless = (minute: number, index: number) => 600 + (index % 2) * 120;
    expect([flat((minute, index) => restless(minute, index) + minute * 4), flat((minute, index) => restless(minute, index) + minute * 13.5)]).toEqual([true, false]);
  });

  it('is not flat when a single reading, once warm, stood above the ceiling', () => {
    expect([flat(() => 60, 2, 60), flat(() => 61, 2, 60), flat((_, index) => (index === 40 ? 61 : 1), 2, 60), flat((_, index) => (index === 3 ? 61 : 1), 2, 60)]).toEqual([true, false, false, true]);
  });

  it('of what is usually nothing is not flat when it grows by more than its grain', () => {
    expect([flat((minute) => minute / 10), flat((minute) => minute)]).toEqual([true, false]);
  });

  it('says how much it would grow in an hour', () => {
    const { perHour, noise, mean } = trendOf(readings((minute) => 60 + minute), { grain: 1 });
    expect([perHour, noise, mean].map((value) => Math.round(value))).toEqual([60, 0, 67]);
    expect(() => trendOf(readings(() => 1).slice(0, 4), { grain: 1 })).toThrow('too few');
  });
});
