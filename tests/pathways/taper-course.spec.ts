import { describe, expect, it } from '@jest/globals';
import { Taper } from '#tests/support/pathways/taper.js';

describe('a taper of ten weeks', () => {
  it('with a missed contact and a step-up on the way: the stages are drawn anew, the review is talked over, and it is watched for thirty days', () => {
    const taper = Taper.contactedOnWednesday();
    expect([taper.stage, taper.windows]).toEqual(['stage-1', ['Sat 13 Jun 2026', 'Tue 16 Jun 2026', 'Fri 19 Jun 2026', 'Mon 22 Jun 2026']]);
    expect([taper.open(), taper.due('readiness-review')]).toEqual([['contact', 'contact', 'contact', 'contact', 'readiness-review'], 'Thu 25 Jun 2026 00:00']);
    taper.meetsAll().comes('Wed 24 Jun 2026 15:00').reviews('step-down');
    expect([taper.stage, taper.windows]).toEqual(['stage-2', ['Wed 1 Jul 2026', 'Wed 8 Jul 2026', 'Wed 15 Jul 2026', 'Wed 22 Jul 2026']]);
  });
});
