import { Worker, type InjectedSinks, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { EventSinks } from './telling-workflows.js';

/**
 * Replays one run against the bundle (`tellingBundle`) and answers the events that it made.
 * @throws DeterminismViolationError or ReplayError when the code would not do what the history says
 */
export async function replay(bundle: WorkflowBundleWithSourceMap, history: unknown, caseId: string, dataConverter: DataConverter): Promise<CaseEvent[]> {
  const told: CaseEvent[] = [];
  const sinks: InjectedSinks<EventSinks> = { telling: { events: { fn: (_workflow, events) => { told.push(...events); }, callDuringReplay: true } } };
  await Worker.runReplayHistory({ workflowBundle: bundle, dataConverter, sinks, replayName: caseId }, history, caseId);
  return told;
}
