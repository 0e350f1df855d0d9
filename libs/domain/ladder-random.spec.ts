/**
 * Random ladders and random lives of a climb, against a second implementation that is deliberately naive: it knows no arithmetic of
 * clocks, it walks from minute to minute and asks luxon whether the clock runs.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isWorkingDay } from './bank-holidays.js';
import type { Clock } from './clocks.js';
import { acknowledge, attemptLevel, climbTo, empty, endAcknowledgement, hold, nextRung, reach, release, start, unreached, type Climb, type Ladder } from './ladder.js';

const MINUTE = 60_000;
const text = (minute: number): string => DateTime.fromMillis(minute * MINUTE, { zone: 'Europe/London' }).toFormat('ccc dd HH:mm ZZ');

const known = new Map<string, boolean>();
/** Minutes since 1970. */
function runs(clock: Clock, minute: number): boolean {
  if (clock === 'elapsed') return true;
  const key = `${clock} ${minute}`;
  const answer = known.get(key) ?? ((): boolean => {
    const wall = DateTime.fromMillis(minute * MINUTE, { zone: 'Europe/London' });
    const [opens, closes] = clock === 'day' ? [8, 20] : [9, 17];
    return wall.hour >= opens && wall.hour < closes && (clock === 'day' || isWorkingDay(wall.toISODate() ?? ''));
  })();
  known.set(key, answer);
  return answer;
}

/** A ladder in minutes. */
interface Plain { clock: Clock; withins: number[]; repeats: number; roles: string[] }
interface Entry { level: number; repeat: number; due: number }

/** The naive climb. Times are minutes. */
class Naive {
  private readonly done = new Set<number>();
  private readonly nobody = new Set<number>();
  private repeated = 0;
  private from: { level: number; minute: number };
  heldUntil: number | undefined;
  held = false;

  constructor(private readonly plain: Plain, minute: number) {
    this.from = { level: 0, minute };
  }

  /** Walks the ladder minute by minute up to `until`, or until `enough` says so, and tells when everything falls due. */
  private walk(until: number, enough: (entry: Entry) => boolean = () => false): Entry[] {
    const { clock, withins, repeats } = this.plain;
    const entries: Entry[] = [];
    let at = { level: this.from.level, repeat: 0 };
    const note = (minute: number): boolean => {
      entries.push({ ...at, due: minute });
      return enough({ ...at, due: minute });
    };
    const waitAbove = (): number => (at.level === withins.length ? repeats : this.nobody.has(at.level) ? 0 : withins[at.level] ?? NaN);
    if (this.from.minute > until || (at.level > 0 && note(this.from.minute))) return entries;
    let left = waitAbove();
    for (let minute = this.from.minute; minute <= until; minute += 1) {
      for (;;) {
        const nobodyAtTheAnchor = minute === this.from.minute && this.nobody.has(at.level) && at.level < withins.length;
        if (left > 0 || !(runs(clock, minute) || nobodyAtTheAnchor)) break;
        at = at.level === withins.length ? { level: at.level, repeat: at.repeat + 1 } : { level: at.level + 1, repeat: 0 };
        if (note(minute)) return entries;
        left = waitAbove();
      }
      if (runs(clock, minute)) left -= 1;
    }
    return entries;
  }

  private isNew = ({ level, repeat }: Entry): boolean => (repeat > 0 ? repeat > this.repeated : !this.done.has(level));

  private opening(minute: number): number {
    let free = minute;
    while (!runs(this.plain.clock, free)) free += 1;
    return free;
  }

  private free(): number {
    return this.heldUntil === undefined ? 0 : this.opening(this.heldUntil);
  }

  tick(now: number): string[] {
    if (this.held || now < this.free()) return [];
    const called: { due: number; what: string }[] = [];
    const passed: Entry[] = [];
    for (const entry of this.walk(now).filter(this.isNew)) {
      if (entry.repeat > 0) passed.push(entry);
      else {
        called.push({ due: entry.due, what: `${entry.level} ${text(entry.due)}` });
        this.done.add(entry.level);
      }
    }
    const latest = passed.at(-1);
    if (latest) {
      called.push({ due: latest.due, what: `${latest.level} ${text(latest.due)} repeat ${latest.repeat} missed ${passed.length - 1}` });
      this.repeated = latest.repeat;
    }
    return called.map(({ what }) => what);
  }

  next(): number | null {
    if (this.held) return null;
    const own = this.walk(Infinity, this.isNew).at(-1)?.due ?? NaN;
    return Math.max(this.free(), own);
  }

  tellNobody(level: number): void {
    if (level >= this.from.level && level < this.plain.withins.length && this.done.has(level)) this.nobody.add(level);
  }

  /** Whoever was called last was reached by no way: as if nobody had held the rung, from this minute on. */
  notReached(now: number): number {
    const level = Math.max(0, ...this.done);
    if (level >= Math.max(1, this.from.level) && level < this.plain.withins.length) {
      const own = this.walk(Infinity, (entry) => entry.level === level + 1).at(-1)?.due ?? NaN;
      this.from = { level: level + 1, minute: Math.min(own, this.opening(now)) };
      this.nobody.clear();
    }
    return level;
  }

  /** To a rung that was not called yet. @returns when it is called */
  climb(level: number, now: number, onClock: boolean): number {
    const when = onClock ? this.opening(now) : now;
    for (let below = 1; below < level; below += 1) this.done.add(below);
    this.from = { level, minute: when };
    this.nobody.clear();
    this.repeated = 0;
    this.heldUntil = undefined;
    return when;
  }
  called(level: number): boolean { return this.done.has(level); }

  attemptLevel(owner: string): number {
    for (let level = 1; level <= this.plain.roles.length; level += 1) if (!this.done.has(level) && this.plain.roles[level - 1] !== owner) return level;
    return this.plain.roles.length;
  }
}

const roles = ['coordinator', 'escalation-owner', 'escalation-lead', 'director'];
const plainLadder: fc.Arbitrary<Plain> = fc.record({
  clock: fc.constantFrom<Clock>('elapsed', 'day', 'working'),
  rungs: fc.array(fc.record({ within: fc.oneof(fc.constant(0), fc.constantFrom(15, 60, 480), fc.integer({ min: 1, max: 900 })), role: fc.constantFrom(...roles) }), { minLength: 1, maxLength: 5 }),
  repeats: fc.oneof(fc.constantFrom(60, 240, 480, 720), fc.integer({ min: 7, max: 1_000 })),
}).map(({ clock, rungs, repeats }) => ({ clock, repeats, withins: rungs.map(({ within }) => within), roles: rungs.map(({ role }) => role) }));

const asLadder = ({ clock, withins, repeats, roles: held }: Plain): Ladder => ({
  class: 'now', clock,
  rungs: withins.map((within, index) => ({ role: held[index] ?? '', within: `PT${within}M`, ...(index === withins.length - 1 ? { repeats: `PT${repeats}M` } : {}) })),
});

/** Around the changes of the clocks, and Christmas. */
const beginnings = ['2026-10-23', '2026-03-27', '2027-03-26', '2027-10-29', '2026-12-23', '2026-06-03'].map((date) => Date.parse(`${date}T00:00:00Z`) / MINUTE);
const beginning = fc.tuple(fc.constantFrom(...beginnings), fc.nat(2 * 1440)).map(([day, minute]) => day + minute);

type Step =
  | { do: 'wait'; minutes: number } | { do: 'wake' } | { do: 'acknowledge'; minutes: number } | { do: 'end' | 'hold' | 'release' | 'tell' }
  | { do: 'climb'; level: number; onClock: boolean } | { do: 'not-reached'; lower: number } | { do: 'attempt'; owner: string } | { do: 'replan'; minutes: number };
const gap = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 480 }), fc.integer({ min: 0, max: 2_400 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: gap }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wake' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), minutes: gap }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'hold' as const, 'release' as const, 'release' as const, 'tell' as const, 'tell' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('not-reached' as const), lower: fc.constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('climb' as const), level: fc.integer({ min: 1, max: 5 }), onClock: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('attempt' as const), owner: fc.constantFrom(...roles) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replan' as const), minutes: fc.integer({ min: -600, max: 2_000 }) }) },
);
/** Which levels nobody holds, and whether the look-up says so at once or only when a step 'tell' comes. */
const vacancies = fc.record({ levels: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), atOnce: fc.boolean() });

describe('a climb', () => {
  test('lives every random life as the naive one does', () => {
    fc.assert(fc.property(plainLadder, beginning, vacancies, fc.array(step, { maxLength: 25 }), (plain, from, vacant, steps) => {
      const ladder = asLadder(plain);
      let now = from;
      let climb: Climb = start(ladder, from * MINUTE);
      let naive = new Naive(plain, from);
      let untold: number[] = [];
      const tell = (): void => {
        for (const level of untold) {
          climb = empty(ladder, climb, level);
          naive.tellNobody(level);
        }
        untold = [];
      };
      const lookUp = (level: number): void => {
        if (vacant.levels.includes(level)) untold.push(level);
      };
      const tick = (): void => {
        for (;;) {
          const reached = reach(ladder, climb, now * MINUTE);
          // Every state goes through JSON, as it does at continue-as-new.
          climb = JSON.parse(JSON.stringify(reached.climb)) as Climb;
          const calls = reached.rungs.map(({ level, dueAt, repeat, missed }) => `${level} ${text(dueAt / MINUTE)}${repeat > 0 ? ` repeat ${repeat} missed ${missed ?? 0}` : ''}`);
          expect(calls).toEqual(naive.tick(now));
          reached.rungs.forEach(({ level }) => lookUp(level));
          if (!vacant.atOnce || untold.length === 0) break;
          tell();
        }
      };
      tick();
      for (const one of steps) {
        const before = JSON.stringify(climb);
        const was = climb;
        switch (one.do) {
          case 'wait': now += one.minutes; break;
          case 'wake': now = Math.max(now, naive.next() ?? now); break;
          case 'acknowledge': climb = acknowledge(climb, (now + one.minutes) * MINUTE); naive.heldUntil = now + one.minutes; break;
          case 'end': climb = endAcknowledgement(climb); naive.heldUntil = undefined; break;
          case 'hold': climb = hold(climb); naive.held = true; break;
          case 'release': climb = release(climb); naive.held = false; break;
          case 'tell': tell(); break;
          case 'not-reached': {
            if (one.lower > 0) climb = unreached(ladder, climb, climb.reached - one.lower, now * MINUTE);
            else climb = unreached(ladder, climb, naive.notReached(now), now * MINUTE);
            break;
          }
          case 'replan': climb = start(ladder, (now + one.minutes) * MINUTE); naive = new Naive(plain, now + one.minutes); untold = []; break;
          case 'climb': case 'attempt': {
            const level = one.do === 'climb' ? Math.min(one.level, plain.withins.length) : attemptLevel(ladder, climb, one.owner);
            if (one.do === 'attempt') expect(level).toBe(naive.attemptLevel(one.owner));
            // One that was called is called again beside the ladder, which does not move.
            if (naive.called(level)) expect(() => climbTo(ladder, was, level, now * MINUTE)).toThrow(RangeError);
            else climb = climbTo(ladder, climb, level, naive.climb(level, now, one.do === 'attempt' || one.onClock) * MINUTE);
            break;
          }
        }
        expect(JSON.stringify(was)).toBe(before);
        tick();
        const next = nextRung(ladder, climb);
        const theirs = naive.next();
        expect(next && text(next.at / MINUTE)).toBe(theirs === null ? null : text(theirs));
        if (next && next.at <= now * MINUTE) throw new Error(`what is due at ${text(now)} was not called`);
      }
    }), { numRuns: 400 });
  });

  test('an outage changes no instant: the same rungs are due when it sleeps as when it wakes for each', () => {
    fc.assert(fc.property(plainLadder, beginning, fc.integer({ min: 0, max: 6_000 }), (plain, from, outage) => {
      const ladder = asLadder(plain);
      const until = (from + outage) * MINUTE;
      const slept = reach(ladder, start(ladder, from * MINUTE), until);
      let climb = start(ladder, from * MINUTE);
      const woken: { level: number; dueAt: number }[] = [];
      for (let next = nextRung(ladder, climb); next && next.at <= until; next = nextRung(ladder, climb)) {
        const reached = reach(ladder, climb, next.at);
        expect(reached.rungs[0]).toMatchObject({ level: next.level, dueAt: next.dueAt });
        woken.push(...reached.rungs);
        climb = reached.climb;
      }
      expect(slept.climb).toEqual(climb);
      const missed = slept.rungs.reduce((sum, rung) => sum + (rung.missed ?? 0), 0);
      expect(slept.rungs.length + missed).toBe(woken.length);
      const last = woken.at(-1);
      expect(slept.rungs.at(-1)).toEqual(last && { ...last, ...(missed > 0 ? { missed } : {}) });
    }), { numRuns: 200 });
  });

  test('never goes silent', () => {
    fc.assert(fc.property(plainLadder, beginning, fc.integer({ min: 0, max: 5_000 }), (plain, from, minutes) => {
      const ladder = asLadder(plain);
      const { climb } = reach(ladder, start(ladder, from * MINUTE), (from + minutes) * MINUTE);
      expect(nextRung(ladder, climb)?.at).toBeGreaterThan((from + minutes) * MINUTE);
    }));
  });
});
