import { addOnClock, clockTime, type Instant } from '#libs/domain/clocks.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';

/** When which rung is to be called: the watchdog's own reading of api.md, 'How a ladder climbs'. It shares calendar and policy with the engine, and nothing that decides. */

export interface StepLadder { ladder: PolicyLadder; acknowledgeFor: string }

/** The ladder of a step, or of its variant of this name. @throws when the policy knows no such step or ladder: then nobody can say what should have happened */
export function ladderOfStep(policy: Policy, step: string, name: string): StepLadder {
  const own = policy.steps[step];
  const found = name === '' ? own : own?.variants?.find(({ when }) => when === name);
  if (!found) throw new Error(`policy ${policy.id} ${policy.version} has no ladder '${name}' of ${step}`);
  return found;
}

/** Where a climb counts from: rung `level` at `at`; level 0 is the start, before the first. */
export interface Anchor { level: number; at: Instant }

/** The instant of rung `level`: the waits above the anchor one after another, without the wait below a rung that nobody holds. */
export function rungInstant({ clock, rungs }: PolicyLadder, anchor: Anchor, nobody: ReadonlySet<number>, level: number): Instant {
  const waits: number[] = [];
  for (let rung = anchor.level + 1; rung <= level; rung += 1) if (!nobody.has(rung - 1)) waits.push(clockTime(clock, rungs[rung - 1]!.within));
  // With nothing to wait for it is the anchor's own instant, which a person may have chosen outside the hours.
  return waits.length === 0 ? anchor.at : addOnClock(clock, anchor.at, waits.reduce((sum, wait) => sum + wait, 0));
}

/** The instant of the n-th repeat of the last rung. */
export function repeatInstant(ladder: PolicyLadder, anchor: Anchor, nobody: ReadonlySet<number>, repeat: number): Instant {
  const last = ladder.rungs.length;
  return addOnClock(ladder.clock, rungInstant(ladder, anchor, nobody, last), repeat * clockTime(ladder.clock, ladder.rungs[last - 1]!.repeats!));
}

/** The first instant from `at` on at which the ladder calls. */
export function inHours(ladder: PolicyLadder, at: Instant): Instant {
  return addOnClock(ladder.clock, at, 0);
}

/** Until when an acknowledgement may hold: what was asked for, but never longer than the policy allows. */
export function heldAtMost({ ladder, acknowledgeFor }: StepLadder, at: Instant, until: Instant): Instant {
  return Math.min(until, addOnClock(ladder.clock === 'working' ? 'working' : 'elapsed', at, acknowledgeFor));
}
