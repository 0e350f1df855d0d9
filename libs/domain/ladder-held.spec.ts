import { describe, expect, test } from '@jest/globals';
import { after, calledAt, local, noon, now, run, today } from '#tests/support/pathways/example-ladders.js';
import { acknowledge, endAcknowledgement, hold, nextRung, reach, release, start } from './ladder.js';

describe('an acknowledgement', () => {
  const { climb: called } = reach(now, start(now, noon), noon);

  test('holds the climb back; what it held is called together at its end, each with its own instant; later ones keep theirs', () => {
    const held = acknowledge(called, after(60));
    expect(nextRung(now, held)).toEqual({ level: 2, dueAt: after(15), at: after(60), repeat: 0 });
    expect(calledAt(now, held, after(59))).toEqual([]);
    expect(calledAt(now, held, after(60))).toEqual([[2, 15], [3, 45]]);
    expect(run(now, held, after(230)).calls).toEqual(['2 at 15', '3 at 45', '4 at 105', '4 at 225']);
  });

  test('that ends before the next rung changes nothing', () => {
    expect(run(now, acknowledge(called, after(10)), after(110)).calls).toEqual(['2 at 15', '3 at 45', '4 at 105']);
  });

  test('a later one takes its place, and it can be ended', () => {
    const twice = acknowledge(acknowledge(called, after(60)), after(30));
    expect(nextRung(now, twice)?.at).toBe(after(30));
    expect(nextRung(now, endAcknowledgement(twice))?.at).toBe(after(15));
  });

  test('that ends at night holds until the clock’s hours begin', () => {
    const { climb } = reach(today, start(today, local('2026-06-01T18:00:00')), local('2026-06-01T18:00:00'));
    const held = acknowledge(climb, local('2026-06-01T21:00:00'));
    expect(nextRung(today, held)).toEqual({ level: 2, dueAt: local('2026-06-01T19:00:00'), at: local('2026-06-02T08:00:00'), repeat: 0 });
    expect(reach(today, held, local('2026-06-01T21:30:00')).rungs).toEqual([]);
  });

  test('repeats that it held are one call', () => {
    const { climb } = reach(now, start(now, noon), after(105));
    expect(reach(now, acknowledge(climb, after(500)), after(500)).rungs).toEqual([{ level: 4, dueAt: after(465), repeat: 3, missed: 2 }]);
  });

  test('held without an end there is no next rung until it is released', () => {
    const held = hold(called);
    expect(nextRung(now, held)).toBeNull();
    expect(reach(now, held, after(1_000))).toEqual({ climb: held, rungs: [] });
    expect(release(held)).toEqual(called);
    expect(calledAt(now, release(held), after(50))).toEqual([[2, 15], [3, 45]]);
  });
});
