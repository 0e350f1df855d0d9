import type { DataConverter } from '@temporalio/common';
import { Worker, type InjectedSinks, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { EventSinks } from './telling-workflows.js';

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
