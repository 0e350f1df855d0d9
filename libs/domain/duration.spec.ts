import { describe, expect, test } from '@jest/globals';
import { BadDuration, DAY, elapsedTime, HOUR, isDuration, MINUTE, parseDuration } from './duration.js';

describe('durations as policies use them', () => {
  test.each([
    ['PT0S', 0],
    ['PT0.5S', 500],
    ['PT0,25S', 250],
    ['PT15M', 15 * MINUTE],
    ['PT30M', 30 * MINUTE],
    ['PT90M', 90 * MINUTE],
    ['PT2H', 2 * HOUR],
    ['PT72H', 72 * HOUR],
    ['-PT2H', -2 * HOUR],
    ['P1D', 24 * HOUR],
    ['P5D', 5 * DAY],
    ['P2W', 14 * DAY],
    ['P1W2DT3H4M5.006S', 9 * DAY + 3 * HOUR + 4 * MINUTE + 5_006],
  ])('%s elapsed is %d ms', (text, ms) => {
    expect(elapsedTime(text)).toBe(ms);
    expect(isDuration(text)).toBe(true);
  });

  test('days and weeks are kept apart from hours', () => {
    expect(parseDuration('-P2W3DT4H')).toEqual({ sign: -1, weeks: 2, days: 3, ms: 4 * HOUR });
  });

  test('nothing, gone back, is nothing', () => {
    expect(Object.is(elapsedTime('-PT0S'), 0)).toBe(true);
  });

  test.each([
    '', 'P', 'PT', '-', 'P1', 'PT1', '15M', 'pt15m', 'PT15m', ' PT15M', 'PT15M ', 'P1DT', 'P1M', 'P1Y', 'PT1.5H', 'PT0.0005S', 'PT.5S', 'PT1S2M', '--PT1H', 'P-1D', '+PT1H',
    'PT1234567890S', 'P999999999W', 'P1D\n', 'PT١H', 'two hours',
  ])('%j is refused in words', (text) => {
    expect(() => parseDuration(text)).toThrow(BadDuration);
    expect(() => elapsedTime(text)).toThrow(/is not a duration of weeks, days, hours/);
    expect(isDuration(text)).toBe(false);
  });

  test('the error names itself, and does not repeat a text without end', () => {
    expect(() => parseDuration('x'.repeat(10_000))).toThrow(expect.objectContaining({ name: 'BadDuration', message: expect.stringMatching(/^.{1,200}$/) }));
  });
});
