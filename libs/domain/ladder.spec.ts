import { describe, expect, test } from '@jest/globals';
import { after, HOUR, local, noon, now, planned, rung, run, today } from '#tests/support/pathways/example-ladders.js';
import { acknowledge, climbTo, empty, hold, LadderEnds, nextRung, reach, start, unreached } from './ladder.js';

describe('a ladder climbs by itself', () => {
  test('0, 15, 45 and 105 minutes after the due instant, then every two hours without end', () => {
    expect(run(now, start(now, noon), after(600)).calls).toEqual(['1 at 0', '2 at 15', '3 at 45', '4 at 105', '4 at 225', '4 at 345', '4 at 465', '4 at 585']);
  });

  test('nothing is called before its instant, and nothing twice', () => {
    const first = reach(now, start(now, noon), noon - 1);
    expect(first.rungs).toEqual([]);
    const second = reach(now, first.climb, noon);
    expect(second.rungs).toEqual([{ level: 1, dueAt: noon, repeat: 0 }]);
    expect(reach(now, second.climb, after(15) - 1).rungs).toEqual([]);
    expect(nextRung(now, second.climb)).toEqual({ level: 2, dueAt: after(15), at: after(15), repeat: 0 });
  });

  test('on the day clock a rung that falls at night waits for 08:00', () => {
    const climb = start(today, local('2026-06-01T19:30:00'));
    expect(nextRung(today, climb)?.at).toBe(local('2026-06-01T19:30:00'));
    const { climb: called } = reach(today, climb, local('2026-06-01T19:30:00'));
    expect(nextRung(today, called)?.at).toBe(local('2026-06-02T08:30:00'));
    expect(nextRung(today, start(today, local('2026-06-01T20:00:00')))?.at).toBe(local('2026-06-02T08:00:00'));
  });

  test('on the working clock: the owner, again the next working day, then the lead every working day', () => {
    const friday = start(planned, local('2026-06-05T16:00:00'));
    const { rungs } = reach(planned, friday, local('2026-06-10T16:00:00'));
    expect(rungs.map(({ level, dueAt }) => [level, dueAt])).toEqual([
      [1, local('2026-06-05T16:00:00')], [2, local('2026-06-08T16:00:00')], [3, local('2026-06-09T16:00:00')], [3, local('2026-06-10T16:00:00')],
    ]);
  });

  test('the state is plain JSON', () => {
    const climbed = hold(acknowledge(climbTo(today, start(today, noon), 2, local('2026-06-02T08:00:00')), after(5)));
    expect(JSON.parse(JSON.stringify(climbed))).toEqual(climbed);
  });

  test('a ladder that would go silent does not start', () => {
    expect(() => start({ ...now, rungs: [] }, noon)).toThrow(LadderEnds);
    expect(() => start({ ...now, rungs: [rung('coordinator', 'PT0S')] }, noon)).toThrow(LadderEnds);
    expect(() => start({ ...now, rungs: [rung('coordinator', 'PT0S', 'PT0S')] }, noon)).toThrow(LadderEnds);
  });
});

describe('after an outage', () => {
  test('every passed rung is called with its own instant; missed repeats are one call, the latest', () => {
    const { climb, rungs } = reach(now, start(now, noon), after(600));
    expect(rungs).toEqual([
      { level: 1, dueAt: after(0), repeat: 0 }, { level: 2, dueAt: after(15), repeat: 0 }, { level: 3, dueAt: after(45), repeat: 0 },
      { level: 4, dueAt: after(105), repeat: 0 }, { level: 4, dueAt: after(585), repeat: 4, missed: 3 },
    ]);
    expect(nextRung(now, climb)).toEqual({ level: 4, dueAt: after(705), at: after(705), repeat: 5 });
  });

  test('of one repeat nothing was missed', () => {
    const { climb } = reach(now, start(now, noon), after(105));
    expect(reach(now, climb, after(300)).rungs).toEqual([{ level: 4, dueAt: after(225), repeat: 1 }]);
  });

  test('of years takes no time', () => {
    const { climb } = reach(now, start(now, noon), after(105));
    expect(reach(now, climb, noon + 20_000 * 24 * HOUR).rungs).toHaveLength(1);
  });

  test('a repeat on the stroke of 20:00 is not due at 20:00 but at 08:00', () => {
    const { climb } = reach(today, start(today, local('2026-06-01T13:00:00')), local('2026-06-01T16:00:00'));
    expect(climb.reached).toBe(3);
    expect(reach(today, climb, local('2026-06-01T23:00:00')).rungs).toEqual([]);
    expect(nextRung(today, climb)?.at).toBe(local('2026-06-02T08:00:00'));
    expect(reach(today, climb, local('2026-06-02T08:00:00')).rungs).toEqual([{ level: 3, dueAt: local('2026-06-02T08:00:00'), repeat: 1 }]);
  });
});

describe('a rung that nobody holds', () => {
  test('the second: 0, 15 nobody, 15, 75', () => {
    expect(run(now, start(now, noon), after(200), [2]).calls).toEqual(['1 at 0', '2 at 15 nobody', '3 at 15', '4 at 75', '4 at 195']);
  });

  test('the first: the second is due with it', () => {
    expect(run(now, start(now, noon), after(100), [1]).calls).toEqual(['1 at 0 nobody', '2 at 0', '3 at 30', '4 at 90']);
  });

  test('two in a row: the one after them is due with the first', () => {
    expect(run(now, start(now, noon), after(200), [2, 3]).calls).toEqual(['1 at 0', '2 at 15 nobody', '3 at 15 nobody', '4 at 15', '4 at 135']);
  });

  test('an empty last rung still waits its repeat', () => {
    expect(run(now, start(now, noon), after(400), [4]).calls).toEqual(['1 at 0', '2 at 15', '3 at 45', '4 at 105 nobody', '4 at 225 nobody', '4 at 345 nobody']);
  });

  test('everybody away: all at once, then the last for ever', () => {
    expect(run(now, start(now, noon), after(250), [1, 2, 3, 4]).calls).toEqual(['1 at 0 nobody', '2 at 0 nobody', '3 at 0 nobody', '4 at 0 nobody', '4 at 120 nobody', '4 at 240 nobody']);
  });

  test('told late, after the third was called at its own 45: only what is still to come moves', () => {
    const { climb } = reach(now, start(now, noon), after(50));
    expect(climb.reached).toBe(3);
    expect(nextRung(now, climb)?.at).toBe(after(105));
    expect(nextRung(now, empty(now, climb, 2))?.at).toBe(after(75));
  });

  test('told twice is told once; a rung not reached yet is not told at all', () => {
    const { climb } = reach(now, start(now, noon), after(15));
    const told = empty(now, climb, 2);
    expect(empty(now, told, 2)).toBe(told);
    expect(empty(now, climb, 3)).toBe(climb);
    expect(empty(now, climb, 0)).toBe(climb);
    const { climb: all } = reach(now, climb, after(105));
    expect(empty(now, all, 4)).toBe(all);
  });

  test('on the day clock it brings the next forward to the very instant, in the evening', () => {
    const evening = local('2026-06-01T19:30:00');
    const { climb } = reach(today, start(today, evening), evening);
    expect(nextRung(today, empty(today, climb, 1))?.at).toBe(evening);
  });
});

describe('a rung whose call reached nobody', () => {
  const at15 = reach(now, start(now, noon), after(15)).climb;

  test('counts as empty from that instant: told 2 minutes after its call, the next is called then, and those above it their time after that', () => {
    expect(run(now, unreached(now, at15, 2, after(17)), after(300)).calls).toEqual(['3 at 17', '4 at 77', '4 at 197']);
  });

  test('moves nothing when a higher one was called meanwhile, when it is the last, or was never called', () => {
    const { climb } = reach(now, at15, after(45));
    expect(unreached(now, climb, 2, after(46))).toBe(climb);
    const all = reach(now, climb, after(105)).climb;
    expect(unreached(now, all, 4, after(106))).toBe(all);
    expect(unreached(now, at15, 3, after(16))).toBe(at15);
  });

  test('told twice is told once, and the one after it may be reached by nobody as well', () => {
    const told = unreached(now, at15, 2, after(17));
    expect(unreached(now, told, 2, after(18))).toBe(told);
    expect(run(now, unreached(now, reach(now, told, after(17)).climb, 3, after(20)), after(150)).calls).toEqual(['4 at 20', '4 at 140']);
  });

  test('calls the next in the hours of its clock: told at 20:00, at 08:00', () => {
    const late = local('2026-06-01T19:50:00');
    const { climb } = reach(today, start(today, late), late);
    expect(nextRung(today, unreached(today, climb, 1, local('2026-06-01T20:00:00')))?.at).toBe(local('2026-06-02T08:00:00'));
  });

  test('does not end an acknowledgement: the next waits for its end, and nothing comes later than by itself', () => {
    const told = unreached(now, acknowledge(at15, after(40)), 2, after(17));
    expect(nextRung(now, told)).toMatchObject({ level: 3, dueAt: after(17), at: after(40) });
    // Held far past the instants of the rungs: what was due by itself keeps its instant.
    expect(nextRung(now, unreached(now, acknowledge(at15, after(90)), 2, after(80)))).toMatchObject({ level: 3, dueAt: after(45), at: after(90) });
  });
});
