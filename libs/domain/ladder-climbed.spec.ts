import { describe, expect, test } from '@jest/globals';
import { after, local, noon, now, rung, run, today } from '#tests/support/pathways/example-ladders.js';
import { acknowledge, attemptLevel, climbTo, empty, hold, nextRung, reach, release, start } from './ladder.js';

describe('climbing to a rung that was not called yet', () => {
  const { climb: first } = reach(now, start(now, noon), noon);

  test('calls it now, the next its own time later, and skips what lies below', () => {
    expect(run(now, climbTo(now, first, 3, after(5)), after(200)).calls).toEqual(['3 at 5', '4 at 65', '4 at 185']);
  });

  test('to the last calls it now, and its repeats run from there', () => {
    expect(run(now, climbTo(now, first, 4, after(5)), after(250)).calls).toEqual(['4 at 5', '4 at 125', '4 at 245']);
  });

  test('to one that nobody holds: the next is due at that same instant', () => {
    expect(run(now, climbTo(now, first, 2, after(5)), after(100), [2]).calls).toEqual(['2 at 5 nobody', '3 at 5', '4 at 65']);
  });

  test('what was empty below it moves nothing any more', () => {
    const climb = climbTo(now, first, 2, after(5));
    expect(empty(now, climb, 1)).toBe(climb);
    expect(run(now, empty(now, empty(now, first, 1), 1), after(5)).calls).toEqual(['2 at 0']);
  });

  test('by a person goes through at night; the next waits for the hours, unless nobody holds this one', () => {
    const night = local('2026-06-01T22:00:00');
    const { climb, rungs } = reach(today, climbTo(today, start(today, night), 2, night), night);
    expect(rungs).toEqual([{ level: 2, dueAt: night, repeat: 0 }]);
    expect(nextRung(today, climb)?.at).toBe(local('2026-06-02T10:00:00'));
    expect(nextRung(today, empty(today, climb, 2))?.at).toBe(night);
  });

  test('ends an acknowledgement: it is called at once, and what follows keeps its own time', () => {
    expect(run(now, climbTo(now, acknowledge(first, after(120)), 2, after(10)), after(45)).calls).toEqual(['2 at 10', '3 at 40']);
  });

  test('held without an end it waits for the release, and is called with its own instant', () => {
    const held = climbTo(now, hold(first), 2, after(10));
    expect(nextRung(now, held)).toBeNull();
    expect(reach(now, release(held), after(20)).rungs).toEqual([{ level: 2, dueAt: after(10), repeat: 0 }]);
  });

  test('there is no rung 0, 5 or one and a half; and one that was called is called again beside the ladder', () => {
    for (const level of [0, 5, 1.5, NaN, 1]) expect(() => climbTo(now, first, level, noon)).toThrow(RangeError);
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
    const climb = climbTo(today, start(today, evening), 2, morning);
    expect(reach(today, climb, evening).rungs).toEqual([]);
    expect(nextRung(today, climb)).toEqual({ level: 2, dueAt: morning, at: morning, repeat: 0 });
    const woken = reach(today, climb, morning);
    expect(woken.rungs).toEqual([{ level: 2, dueAt: morning, repeat: 0 }]);
    expect(nextRung(today, woken.climb)?.at).toBe(local('2026-06-02T10:00:00'));
  });

  test('a second one the same evening is the same call', () => {
    const climb = climbTo(today, start(today, evening), 2, morning);
    expect(attemptLevel(today, climb, 'coordinator')).toBe(2);
    expect(climbTo(today, climb, 2, morning)).toEqual(climb);
  });
});
