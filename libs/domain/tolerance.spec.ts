import { describe, expect, it } from '@jest/globals';
import { excursionOf, standsStill } from './tolerance.js';

const atMost = { range: 'at-most', tolerance: 3 } as const;
/** One reading a day. */
const read = (...values: number[]) => values.map((value, at) => ({ at, value }));

describe('an indicator', () => {
  it('is within tolerance at its bound, at most or at least', () => {
    expect([excursionOf([], atMost, 2), excursionOf(read(3), atMost, 2), excursionOf(read(3), { range: 'at-least', tolerance: 3 }, 2)]).toEqual([null, null, null]);
    expect([excursionOf(read(4), atMost, 2), excursionOf(read(2), { range: 'at-least', tolerance: 3 }, 2)]).toEqual([{ since: 0, backSince: null }, { since: 0, backSince: null }]);
  });

  it('is back only when it has been read in range for the whole time', () => {
    expect(excursionOf(read(1, 4, 2), atMost, 2)).toEqual({ since: 1, backSince: 2 });
    expect(excursionOf(read(1, 4, 2, 2), atMost, 2)).toEqual({ since: 1, backSince: 2 });
    expect(excursionOf(read(1, 4, 2, 2, 2), atMost, 2)).toBeNull();
  });

  it('begins the time anew when it goes out again, in one excursion', () => {
    expect(excursionOf(read(4, 2, 2, 5, 2), atMost, 2)).toEqual({ since: 0, backSince: 4 });
    expect(excursionOf(read(4, 2, 2, 2, 5), atMost, 2)).toEqual({ since: 4, backSince: null });
  });
});

describe('what stands still', () => {
  it('is found at every so many in a row, and begins anew with a change', () => {
    expect([standsStill(['a', 'a'], 3), standsStill(['a', 'a', 'a', 'a', 'a', 'a'], 3), standsStill(['a', 'a', 'b', 'b', 'b'], 3)]).toEqual([[], [2, 5], [4]]);
  });
});
