import { describe, expect, it } from '@jest/globals';
import { durationTyped, plainDuration } from '#apps/web/policy-rehearsals/plain-duration.js';
import { policies } from '#libs/policies/released.js';

describe('a duration of a policy as people type it', () => {
  it.each([['PT4H', '4 hours'], ['-PT2H', '-2 hours'], ['PT15M', '15 minutes'], ['P1D', '1 day'], ['P2W', '2 weeks'], ['PT0S', 'PT0S'], ['P1DT4H', 'P1DT4H']])('%s is %s, there and back', (written, plain) => {
    expect([plainDuration(written), durationTyped(plain)]).toEqual([plain, written]);
  });
  it.each([['90 min', 'PT90M'], ['3h', 'PT3H'], [' 2 Days ', 'P2D'], ['pt30m', 'PT30M'], ['soon', null], ['4', null], ['-1 hour', '-PT1H']])('%s is read as %s', (typed, written) => { expect(durationTyped(typed)).toBe(written); });
  it('comes back unchanged for every due time and rung there is', () => {
    const all = policies.flatMap(({ steps }) => Object.values(steps).flatMap(({ due, ladder }) => [...due.map(({ value }) => value), ...ladder.rungs.map(({ within }) => within)]));
    expect(all.filter((value) => durationTyped(plainDuration(value)) !== value)).toEqual([]);
  });
});
