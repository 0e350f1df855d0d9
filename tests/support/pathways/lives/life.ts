import fc from 'fast-check';
import type { CaseStart } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Beginning } from '#libs/pathway/engine.js';
import type { BegunCase } from '#libs/pathway/state.js';
import type { Simulation } from '../simulation.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const text = (at: number): string => new Date(at).toISOString();
export const pick = <T>(from: readonly T[], choice: number): T => from[choice % from.length]!;

/** One thing that happens to a case, told in numbers that fit any case: which task, how far, what kind. Minutes are whole. */
export interface Happening { what: string; task: number; minutes: number; choice: number; jump: number }

/** How a case begins: when, in epoch ms, and with what. */
export interface Begun { at: number; details: JsonObject }

/** What random lives must know of a pathway; everything else is the same for all. */
export interface PathwayLife {
  pathway: string;
  /** How many lives are lived; most properties stop after half a second anyway. `calls`: those of its tasks that nobody touches, at least, on an average. */
  runs: number; calls: number;
  beginning: fc.Arbitrary<Begun>;
  start(details: JsonObject): CaseStart;
  /** Kinds of trigger, with one that the pathway does not know; a kind that is named twice comes twice as often. */
  kinds: readonly string[];
  /** What messages tell it, where that is not what hospitals tell of. */
  findings?: readonly string[];
  /** Evidence of its own steps, so that the case goes on in all directions. `past` is an instant that is over. undefined: a step that every pathway has. */
  evidence(simulation: Simulation, step: string, happens: Happening, past: string): JsonObject | undefined;
  /** How somebody who does their work completes a step, where that is not as anybody might. */
  working?(simulation: Simulation, step: string, happens: Happening, past: string): JsonObject | undefined;
  /** What comes of a case that it asks for, where that is not always that it begins. */
  begins?(asked: BegunCase): Beginning;
  /** A decision of this step (of any, where none waits): its outcome, now and then one that there is not, and what belongs to it. `ahead` may be over. */
  decision(step: string | undefined, choice: number, ahead: string): { kind: string; outcome: string; more: JsonObject };
  /** Minutes that a case waits for its end when nothing more happens; a quarter of the lives are lived to it. */
  rest: number;
  /** Beside every step of its policy: outcomes and kinds of event that must be reached, else its lives prove little. */
  reaches: readonly string[];
}

/** A case begins in any week of the table of bank holidays, near a change of the clocks or of the year too. */
export const anyWeek: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 600 * 24 * 60 }).map((minutes) => Date.parse('2026-01-05T00:00Z') + minutes * MINUTE),
  fc.constantFrom(...['2026-03-27T16:00Z', '2026-10-24T09:00Z', '2026-12-24T10:00Z', '2027-03-25T11:00Z', '2027-10-29T20:00Z'].map((at) => Date.parse(at))),
);
