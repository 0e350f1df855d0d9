import { describe, expect, test } from '@jest/globals';
import {
  acknowledge, attemptLevel, climbTo, empty, endAcknowledgement, hold, LadderEnds, nextRung, reach, release, start, unreached, type Climb, type Ladder, type Rung,
} from './ladder.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Monday 1 June 2026, noon in London. */
const noon = Date.parse('2026-06-01T11:00:00Z');
const after = (minutes: number): number => noon + minutes * MINUTE;
const local = (text: string): number => Date.parse(`${text}+01:00`);

const rung = (role: string, within: string, repeats?: string): Rung => ({ role, within, ...(repeats ? { repeats } : {}) });
/** Due instants 0, 15, 45, 105, then every 2 h. */
const now: Ladder = {
  class: 'now', clock: 'elapsed',
  rungs: [rung('coordinator', 'PT0S'), rung('escalation-owner', 'PT15M'), rung('escalation-lead', 'PT30M'), rung('director', 'PT1H', 'PT2H')],
};
const today: Ladder = { class: 'today', clock: 'day', rungs: [rung('coordinator', 'PT0S'), rung('escalation-owner', 'PT1H'), rung('escalation-lead', 'PT2H', 'PT4H')] };
const planned: Ladder = { class: 'planned', clock: 'working', rungs: [rung('coordinator', 'PT0S'), rung('coordinator', 'P1D'), rung('escalation-lead', 'P1D', 'P1D')] };

/** Wakes at every next instant until `until`, as a case whose worker never sleeps; a rung of `vacant` is held by nobody. */
function run(ladder: Ladder, from: Climb, until: number, vacant: number[] = []): { calls: string[]; climb: Climb } {
  const calls: string[] = [];
  let climb = from;
  for (let next = nextRung(ladder, climb); next && next.at <= until; next = nextRung(ladder, climb)) {
    const reached = reach(ladder, climb, next.at);
    climb = reached.climb;
    for (const { level, dueAt, missed } of reached.rungs) {
      calls.push(`${level} at ${(dueAt - noon) / MINUTE}${missed ? ` missed ${missed}` : ''}${vacant.includes(level) ? ' nobody' : ''}`);
      if (vacant.includes(level)) climb = empty(ladder, climb, level);
    }
  }
  return { calls, climb };
}
const calledAt = (ladder: Ladder, climb: Climb, instant: number): [number, number][] => reach(ladder, climb, instant).rungs.map(({ level, dueAt }) => [level, (dueAt - noon) / MINUTE]);

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
    const climbed = hold(acknowledge(climbTo(today, start(today, noon), 2, local('2026-06-01T22:00:00'), true).climb, after(5)));
    expect(JSON.parse(JSON.stringify(climbed))).toEqual(climbed);
  });

  test('a ladder that would go silent does not start', () => {
    expect(() => start({ ...now, rungs: [] }, noon)).toThrow(LadderEnds);
    expect(() => start({ ...now, rungs: [rung('coordinator', 'PT0S')] }, noon)).toThrow(LadderEnds);
    expect(() => start({ ...now, rungs: [rung('coordinator', 'PT0S', 'PT0S')] }, noon)).toThrow(LadderEnds);
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

describe('climbing', () => {
  const { climb: first } = reach(now, start(now, noon), noon);

  test('to a rung calls it now, the next its own time later, and skips what lies below', () => {
    const { climb, call } = climbTo(now, first, 3, after(5), false);
    expect(call).toEqual({ level: 3, dueAt: after(5) });
    expect(run(now, climb, after(200)).calls).toEqual(['4 at 65', '4 at 185']);
  });

  test('to the last calls it now, and its repeats run from there', () => {
    const { climb } = climbTo(now, first, 4, after(5), false);
    expect(run(now, climb, after(250)).calls).toEqual(['4 at 125', '4 at 245']);
  });

  test('to a rung that was called calls it again and moves nothing', () => {
    const { climb: second } = reach(now, first, after(15));
    const again = climbTo(now, second, 1, after(20), false);
    expect(again).toEqual({ climb: second, call: { level: 1, dueAt: after(20) } });
  });

  test('to one that nobody holds: the next is due at that same instant', () => {
    const { climb } = climbTo(now, first, 2, after(5), false);
    expect(run(now, empty(now, climb, 2), after(100)).calls).toEqual(['3 at 5', '4 at 65']);
  });

  test('what was empty below it moves nothing any more', () => {
    const { climb } = climbTo(now, first, 2, after(5), false);
    expect(empty(now, climb, 1)).toBe(climb);
    expect(run(now, empty(now, empty(now, first, 1), 1), after(5)).calls).toEqual(['2 at 0']);
  });

  test('by a person goes through at night; the next waits for the hours, unless nobody holds this one', () => {
    const night = local('2026-06-01T22:00:00');
    const { climb, call } = climbTo(today, start(today, night), 2, night, false);
    expect(call).toEqual({ level: 2, dueAt: night });
    expect(nextRung(today, climb)?.at).toBe(local('2026-06-02T10:00:00'));
    expect(nextRung(today, empty(today, climb, 2))?.at).toBe(night);
  });

  test('there is no rung 0, 5 or one and a half', () => {
    for (const level of [0, 5, 1.5, NaN]) expect(() => climbTo(now, first, level, noon, false)).toThrow(RangeError);
  });

  test('is not held back by an acknowledgement, but what follows is', () => {
    const { climb, call } = climbTo(now, acknowledge(first, after(120)), 2, after(10), false);
    expect(call).toEqual({ level: 2, dueAt: after(10) });
    expect(nextRung(now, climb)).toEqual({ level: 3, dueAt: after(40), at: after(120), repeat: 0 });
  });
});

describe('an attempt', () => {
  const evening = local('2026-06-01T21:00:00');
  const morning = local('2026-06-02T08:00:00');

  test('climbs to the first uncalled rung that is not the owner, else the last', () => {
    const climb = start(now, noon);
    expect(attemptLevel(now, climb, 'coordinator')).toBe(2);
    expect(attemptLevel(now, climb, 'escalation-owner')).toBe(1);
    expect(attemptLevel(now, reach(now, climb, after(15)).climb, 'coordinator')).toBe(3);
    expect(attemptLevel(now, reach(now, climb, after(15)).climb, 'escalation-lead')).toBe(4);
    expect(attemptLevel(now, reach(now, climb, after(105)).climb, 'coordinator')).toBe(4);
    expect(attemptLevel({ ...now, rungs: [rung('coordinator', 'PT0S', 'PT1H')] }, climb, 'coordinator')).toBe(1);
  });

  test('in the evening calls nobody yet: the rung is due at the next opening, and the one after it runs from there', () => {
    const { climb, call } = climbTo(today, start(today, evening), 2, evening, true);
    expect(call).toBeNull();
    expect(nextRung(today, climb)).toEqual({ level: 2, dueAt: morning, at: morning, repeat: 0 });
    const woken = reach(today, climb, morning);
    expect(woken.rungs).toEqual([{ level: 2, dueAt: morning, repeat: 0 }]);
    expect(nextRung(today, woken.climb)?.at).toBe(local('2026-06-02T10:00:00'));
  });

  test('a second one the same evening is the same call', () => {
    const { climb } = climbTo(today, start(today, evening), 2, evening, true);
    expect(attemptLevel(today, climb, 'coordinator')).toBe(2);
    expect(climbTo(today, climb, 2, evening + HOUR, true)).toEqual({ climb, call: null });
  });

  test('in hours is called at once', () => {
    expect(climbTo(today, start(today, noon), 2, noon, true).call).toEqual({ level: 2, dueAt: noon });
    expect(climbTo(now, start(now, noon), 2, evening, true).call).toEqual({ level: 2, dueAt: evening });
  });

  test('in the evening, all rungs called: the last again in the morning, once, and its repeats stay where they are', () => {
    const { climb: all } = reach(today, start(today, local('2026-06-01T12:00:00')), local('2026-06-01T19:00:00'));
    expect(nextRung(today, all)?.at).toBe(local('2026-06-02T11:00:00'));
    const waiting = climbTo(today, climbTo(today, all, 3, evening, true).climb, 3, evening + HOUR, true);
    expect(waiting.call).toBeNull();
    expect(nextRung(today, waiting.climb)).toEqual({ level: 3, dueAt: morning, at: morning, repeat: 0 });
    const woken = reach(today, waiting.climb, morning);
    expect(woken).toEqual({ climb: all, rungs: [{ level: 3, dueAt: morning, repeat: 0 }] });
  });

  test('two evenings’ calls that were held without an end keep their own mornings', () => {
    const { climb: all } = reach(today, start(today, local('2026-06-01T12:00:00')), local('2026-06-01T19:00:00'));
    const first = climbTo(today, hold(all), 3, evening, true).climb;
    const second = climbTo(today, first, 2, evening + 24 * HOUR, true).climb;
    const { climb, rungs } = reach(today, release(second), evening + 25 * HOUR);
    expect(rungs).toEqual([{ level: 3, dueAt: morning, repeat: 0 }, { level: 3, dueAt: local('2026-06-02T19:00:00'), repeat: 4, missed: 2 }]);
    expect(climb.again).toEqual([{ level: 2, dueAt: morning + 24 * HOUR }]);
  });
});
