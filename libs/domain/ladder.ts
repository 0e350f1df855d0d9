/**
 * The ladder: who is called when a task is late, in order (api.md, 'How a ladder climbs'). A climb is plain JSON and every function
 * gives a new one; time comes in as an argument. Rungs fall due at instants of the ladder's clock and never go silent: the last repeats.
 *
 * A turn of the caller: `reach(ladder, climb, now)`, record what it gives, set a timer to `nextRung(...).at`. When nobody turns out to
 * hold a rung, tell it with `empty` and reach again; when no way to whoever was called works, with `unreached`. A replan or a new due instant is a new `start`.
 */
import { addOnClock, clockTime, clockTimeBetween, type Clock, type Instant } from './clocks.js';

/** `within` and `repeats` are ISO 8601 durations on the ladder's clock. */
export interface Rung {
  readonly role: string;
  /** Time to respond that the rung before had (for the first: after the due instant). */
  readonly within: string;
  /** Only on the last rung, and always there. */
  readonly repeats?: string;
}

export interface Ladder {
  readonly class: 'now' | 'today' | 'planned';
  readonly clock: Clock;
  readonly rungs: readonly Rung[];
}

/** A position on a ladder. Levels count from 1. */
export interface Climb {
  /** Rung `level` is, or was, due at `at`; level 0 is the start. */
  readonly anchor: { readonly level: number; readonly at: Instant };
  /** Levels from the anchor on that nobody held: the rung after each is due with it. */
  readonly nobody: readonly number[];
  /** Highest level reached so far, 0 = none. What lies below and was not called was skipped. */
  readonly reached: number;
  /** Repeats of the last rung that were called, or missed. */
  readonly repeats: number;
  /** An acknowledgement. */
  readonly heldUntil?: Instant;
  /** Held without an end, until `release`. */
  readonly held?: boolean;
}

export interface ReachedRung {
  readonly level: number;
  readonly dueAt: Instant;
  /** 0 for a rung in its turn, n for the n-th repeat of the last. */
  readonly repeat: number;
  /** Repeats before this one that passed without a call of their own. Left out when there are none. */
  readonly missed?: number;
}

export interface NextRung {
  readonly level: number;
  readonly dueAt: Instant;
  readonly repeat: number;
  /** When to call: its own instant, or the end of the acknowledgement (inside the clock's hours), whichever is later. */
  readonly at: Instant;
}

/** A ladder without rungs, or whose last rung does not repeat, could go silent. */
export class LadderEnds extends Error {
  override readonly name = 'LadderEnds';
}

/** A climb from the task's due instant, or its opening where that is later. Throws LadderEnds. */
export function start(ladder: Ladder, from: Instant): Climb {
  repeatTime(ladder);
  return { anchor: { level: 0, at: from }, nobody: [], reached: 0, repeats: 0 };
}

/** What is called next and when; null only while the climb is held without an end. */
export function nextRung(ladder: Ladder, climb: Climb): NextRung | null {
  if (climb.held) return null;
  const inTurn: Omit<NextRung, 'at'> = climb.reached < ladder.rungs.length
    ? { level: climb.reached + 1, dueAt: dueAt(ladder, climb, climb.reached + 1), repeat: 0 }
    : { level: climb.reached, dueAt: repeatAt(ladder, climb, climb.repeats + 1), repeat: climb.repeats + 1 };
  return { ...inTurn, at: Math.max(inTurn.dueAt, freeFrom(ladder, climb)) };
}

/**
 * Everything due at `now`, in the order of its due instants. After an outage, or at the end of an acknowledgement, every passed rung
 * comes with its own instant; repeats that passed are one entry, with the instant of the latest.
 */
export function reach(ladder: Ladder, climb: Climb, now: Instant): { climb: Climb; rungs: ReachedRung[] } {
  if (climb.held || now < freeFrom(ladder, climb)) return { climb, rungs: [] };
  const rungs: ReachedRung[] = [];
  let { reached, repeats } = climb;
  const last = ladder.rungs.length;
  for (; reached < last; reached += 1) {
    const due = dueAt(ladder, climb, reached + 1);
    if (due > now) break;
    rungs.push({ level: reached + 1, dueAt: due, repeat: 0 });
  }
  const passed = reached === last ? repeatsBy(ladder, climb, now) : 0;
  if (passed > repeats) {
    const missed = passed - repeats - 1;
    rungs.push({ level: last, dueAt: repeatAt(ladder, climb, passed), repeat: passed, ...(missed > 0 ? { missed } : {}) });
    repeats = passed;
  }
  return rungs.length === 0 ? { climb, rungs } : { climb: { ...climb, reached, repeats }, rungs };
}

/**
 * Nobody holds rung `level`, which was reached: the next is due at its instant and all later ones come earlier by the `within` so
 * skipped. It may be told late, when later rungs were reached already, and more than once. The last rung still waits `repeats`, and what
 * lies below a rung that somebody climbed to moves nothing.
 */
export function empty(ladder: Ladder, climb: Climb, level: number): Climb {
  const counts = level >= Math.max(climb.anchor.level, 1) && level <= climb.reached && level < ladder.rungs.length;
  return counts && !climb.nobody.includes(level) ? { ...climb, nobody: [...climb.nobody, level] } : climb;
}

/**
 * Whoever was called for rung `level` was reached by no way: from `now` on it counts as empty. Where it is the highest reached and not the last, the next rung is due now, inside the clock's
 * hours and never later than by itself, and the ones above it their `within` after that. A lower one moves nothing, the last still waits `repeats`. It may be told more than once.
 */
export function unreached(ladder: Ladder, climb: Climb, level: number, now: Instant): Climb {
  const counts = level === climb.reached && level >= Math.max(climb.anchor.level, 1) && level < ladder.rungs.length;
  if (!counts) return climb;
  const at = Math.min(dueAt(ladder, climb, level + 1), addOnClock(ladder.clock, now, 0));
  return { ...climb, anchor: { level: level + 1, at }, nobody: [] };
}

/**
 * Climbs to rung `level`, which was not called yet: it is called at `at`, which may be a time to come, and the next its `within` after that; rungs below that were not called are skipped, and an acknowledgement is over.
 * A rung that was called before is called again beside the ladder, which that does not move. Throws RangeError for any other level.
 */
export function climbTo(ladder: Ladder, climb: Climb, level: number, at: Instant): Climb {
  if (!Number.isInteger(level) || level <= climb.reached || level > ladder.rungs.length) throw new RangeError(`The ladder has no rung ${level} above ${climb.reached}`);
  return { ...endAcknowledgement(climb), anchor: { level, at }, nobody: [], reached: level - 1, repeats: 0 };
}

/** A climb that goes on by a ladder with other times: what was called stands at its instants, the last call among them, and what comes next is counted from there. Give the ladder that it climbed until now. */
export function standing(ladder: Ladder, climb: Climb): Climb {
  const { anchor, nobody, reached, repeats } = climb;
  // Nothing was called yet, or the next has an instant of its own already.
  if (reached === 0 || reached < anchor.level) return climb;
  const at = reached === ladder.rungs.length ? repeatAt(ladder, climb, repeats) : dueAt(ladder, climb, reached);
  return { ...climb, anchor: { level: reached, at }, nobody: nobody.filter((level) => level === reached), repeats: 0 };
}

/** The level that an attempt climbs to: the first uncalled rung that is not the task's owner, else the last. */
export function attemptLevel(ladder: Ladder, climb: Climb, ownerRole: string): number {
  const above = ladder.rungs.findIndex((rung, index) => index >= climb.reached && rung.role !== ownerRole);
  return above < 0 ? ladder.rungs.length : above + 1;
}

/** Holds the climb back until an instant; a later acknowledgement takes the place of an earlier one. */
export function acknowledge(climb: Climb, until: Instant): Climb {
  return { ...climb, heldUntil: until };
}

/** Ends an acknowledgement before its time. */
export function endAcknowledgement(climb: Climb): Climb {
  const { heldUntil: _, ...rest } = climb;
  return rest;
}

/** Holds the climb back without an end. */
export function hold(climb: Climb): Climb {
  return { ...climb, held: true };
}

/** Ends what `hold` began; an acknowledgement still holds until its own end. */
export function release(climb: Climb): Climb {
  const { held: _, ...rest } = climb;
  return rest;
}

/** When rung `level`, at or above the anchor, is due by itself. */
function dueAt(ladder: Ladder, climb: Climb, level: number): Instant {
  const { anchor, nobody } = climb;
  let from = anchor.level;
  // The very instant of the anchor, which may lie outside the hours when a person climbed there.
  while (from < level && nobody.includes(from)) from += 1;
  if (from === level) return anchor.at;
  const wait = ladder.rungs
    .slice(from, level)
    .reduce((sum, rung, index) => sum + (nobody.includes(from + index) ? 0 : clockTime(ladder.clock, rung.within)), 0);
  return addOnClock(ladder.clock, anchor.at, wait);
}

/** Of 0 the last rung itself. */
function repeatAt(ladder: Ladder, climb: Climb, repeat: number): Instant {
  if (repeat === 0) return dueAt(ladder, climb, ladder.rungs.length);
  return addOnClock(ladder.clock, dueAt(ladder, climb, ladder.rungs.length), repeat * repeatTime(ladder));
}

/** How many repeats of the last rung are due by `now`. */
function repeatsBy(ladder: Ladder, climb: Climb, now: Instant): number {
  const ran = clockTimeBetween(ladder.clock, dueAt(ladder, climb, ladder.rungs.length), now);
  const passed = Math.floor(ran / repeatTime(ladder));
  // One that falls on the end of the hours is due at the next opening, though the clock shows its time already.
  return passed > 0 && repeatAt(ladder, climb, passed) > now ? passed - 1 : passed;
}

/** The instant from which an acknowledgement no longer holds anything: calls wait for the clock's hours. */
function freeFrom(ladder: Ladder, climb: Climb): Instant {
  return climb.heldUntil === undefined ? -Infinity : addOnClock(ladder.clock, climb.heldUntil, 0);
}

function repeatTime(ladder: Ladder): number {
  const repeats = ladder.rungs.at(-1)?.repeats;
  const time = repeats === undefined ? 0 : clockTime(ladder.clock, repeats);
  if (time <= 0) throw new LadderEnds('The last rung of a ladder repeats, after more than no time');
  return time;
}
