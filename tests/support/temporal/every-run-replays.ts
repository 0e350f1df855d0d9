import { expect } from '@jest/globals';
import { tellingBundle } from './fresh-bundle.js';
import { tasksThatLeaveNothing } from './histories.js';
import { replay } from './replay.js';
import type { World } from './world.js';

/** How every spec with cases ends: each run of each case replays, and makes the events that the record has. */
export async function everyRunReplays(world: World, telling = tellingBundle): Promise<void> {
  const [bundle, ...runsOf] = await Promise.all([telling(), ...world.cases.map((each) => each.runs())]);
  const runs = runsOf.flatMap((of, index) => of.map(({ history }) => ({ caseId: world.cases[index]!.id, history })));
  const replayed = await replay(bundle, world.converter, runs);
  expect(replayed.map(({ error }) => error)).toEqual(runs.map(() => undefined));
  expect(runs.map(({ history }) => tasksThatLeaveNothing(history))).toEqual(runs.map(() => []));
  for (const each of world.cases) {
    const made = replayed.filter((_, index) => runs[index]!.caseId === each.id).flatMap(({ events }) => events);
    expect(made.map(({ sequence }) => sequence)).toEqual(made.map((_, index) => index + 1));
    const recorded = await each.events();
    expect(recorded.length).toBeGreaterThan(0);
    expect(made.slice(0, recorded.length)).toEqual(recorded);
  }
}
