import { expect } from '@jest/globals';
import type { DataConverter } from '@temporalio/common';
import { Worker, type InjectedSinks, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { EventSinks } from './telling-workflows.js';
import { tellingBundle } from './fresh-bundle.js';
import type { World } from './world.js';

/** What a replay of one run gave: the events that it made, and why it failed, if it did. */
export interface Replayed { events: CaseEvent[]; error: Error | undefined }

/** Replays runs, one after the other, against a bundle (`tellingBundle`). */
export async function replay(workflowBundle: WorkflowBundleWithSourceMap, dataConverter: DataConverter, runs: readonly { caseId: string; history: unknown }[]): Promise<Replayed[]> {
  let told: CaseEvent[] = [];
  const sinks: InjectedSinks<EventSinks> = { telling: { events: { fn: (_workflow, events) => { told.push(...events); }, callDuringReplay: true } } };
  const replayed: Replayed[] = [];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle, dataConverter, sinks }, runs.map(({ caseId, history }) => ({ workflowId: caseId, history })))) {
    replayed.push({ events: told, error });
    told = [];
  }
  return replayed;
}

/** How every spec with cases ends: each run of each case replays, and makes the events that the record has. */
export async function everyRunReplays(world: World): Promise<void> {
  const bundle = await tellingBundle();
  for (const discharge of world.cases) {
    const runs = (await discharge.runs()).map(({ history }) => ({ caseId: discharge.id, history }));
    const replayed = await replay(bundle, world.converter, runs);
    expect(replayed.map(({ error }) => error)).toEqual(runs.map(() => undefined));
    const made = replayed.flatMap(({ events }) => events);
    expect(made.map(({ sequence }) => sequence)).toEqual(made.map((_, index) => index + 1));
    const recorded = await discharge.events();
    expect(made.slice(0, recorded.length)).toEqual(recorded);
  }
}
