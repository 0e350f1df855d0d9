import { describe, expect, it } from '@jest/globals';
import { draftOf } from '#libs/policies/amend.js';
import { policyById } from '#libs/policies/released.js';
import { pressedBy, type ReadingThen } from '#libs/policy-rehearsal/pressed.js';

const base = policyById('system-pressure', '1');
const draft = draftOf(base, { indicators: { 'ambulance-handover-delay': { source: 'the board', status: 'proposed', points: { 2: 15 } } } });
const hour = (at: number): number => Date.UTC(2026, 5, 10, at);
const waits = (at: number, value: number): ReadingThen => ({ indicator: 'ambulance-handover-delay', value, at: hour(at) });
const hours = (readings: ReadingThen[], from: number, until: number) => pressedBy(readings, base, draft, { from: hour(from), until: hour(until) }).levels.map(({ msBefore, msAfter }) => [msBefore / 3_600_000, msAfter / 3_600_000]);

describe('the hours of each level', () => {
  it('begin with what stood when the time begins, from readings before it', () => {
    expect(hours([waits(3, 40), waits(10, 20)], 6, 12)).toEqual([[2, 0], [4, 6], [0, 0], [0, 0]]);
  });

  it('begin with each indicator as it stood, not with the latest alone', () => {
    const readings = [{ indicator: 'discharges-without-a-case', value: 9, at: hour(1) }, waits(3, 20), waits(10, 10)];
    expect(hours(readings, 6, 12)).toEqual([[0, 0], [0, 0], [6, 6], [0, 0]]);
  });

  it('count neither as a reading nor as a point reached what was read before', () => {
    const { readings, reached } = pressedBy([waits(3, 40), waits(8, 45), waits(9, 20), waits(10, 35)], base, draft, { from: hour(6), until: hour(12) });
    expect([readings, reached.filter(({ before, after }) => before + after > 0)]).toEqual([3, [{ indicator: 'ambulance-handover-delay', level: 2, before: 1, after: 0 }]]);
  });
});
