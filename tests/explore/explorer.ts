import fc from 'fast-check';
import type { Protocol } from '#libs/pathway/protocol.js';
import type { PathwayLife } from '#tests/support/pathways/lives/life.js';
import { Reached } from './graph.js';
import { coursesOf, walk, type Watching } from './walk.js';

/** How long: so many walks, and at most so many milliseconds. */
export interface Effort { seed: number; walks: number; milliseconds: number; protocol?: Protocol }
/** What `npm test` walks of each pathway, as far as it comes in a second or two: whatever that reaches has to be kept. */
export const shortly: Effort = { seed: 20261130, walks: 60, milliseconds: 1_000 };
/** `failure`: the smallest course that was found to break something, told step by step. */
export interface Explored { walks: number; steps: number; failure: string | null }

/** Walks through cases of a pathway at random and adds what it reaches. */
export function explore(life: PathwayLife, reached: Reached, { seed, walks, milliseconds, protocol }: Effort): Explored {
  const watching: Watching = { reached, steps: 0, ...(protocol ? { protocol } : {}) };
  const details = fc.check(fc.property(coursesOf(life), (course) => { walk(life, course, watching); }), { seed, numRuns: walks, interruptAfterTimeLimit: milliseconds, markInterruptAsFailure: false });
  const explored = { walks: details.numRuns, steps: watching.steps };
  if (!details.failed) return { ...explored, failure: null };
  const [smallest] = details.counterexample!;
  const story: string[] = [];
  let what = String(details.errorInstance);
  try {
    walk(life, smallest, { ...watching, reached: new Reached(life.pathway), says: (line) => { story.push(line); } });
  } catch (error) { what = String(error); }
  return { ...explored, failure: [`${life.pathway}, seed ${details.seed}, path ${details.counterexamplePath}: ${what}`, ...story, JSON.stringify(smallest)].join('\n  ') };
}
