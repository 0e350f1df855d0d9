import type { Client, WorkflowHandle } from '@temporalio/client';
import { type Completions, type Step, steps } from './completions.js';

const timerStarted = 17; // EVENT_TYPE_TIMER_STARTED; the package's enums are not reachable from an ES module

export interface StepCost { readonly step: Step; readonly events: number; readonly deadlineMoved: boolean }
export interface CaseCost { readonly steps: readonly StepCost[]; readonly atStart: number; readonly events: number; readonly bytes: number }

/** Length and size of a history once nothing of it is under way. @throws when that does not come to be */
async function atRest(handle: WorkflowHandle): Promise<{ events: number; bytes: number }> {
  const until = Date.now() + 10_000;
  for (;;) {
    const { historyLength, historySize, raw } = await handle.describe();
    if (!raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0) return { events: historyLength, bytes: historySize ?? 0 };
    if (Date.now() > until) throw new Error('the case does not come to rest');
  }
}

/** Counts what one case costs Temporal: events for each task completed on time, and the whole history from the start to the leaving. */
export async function caseCost(client: Client, completions: Completions): Promise<CaseCost> {
  const discharge = await completions.case();
  const handle = client.workflow.getHandle(discharge.id);
  const atStart = (await atRest(handle)).events;
  const lengths = [atStart];
  let bytes = 0;
  for (const step of steps) {
    await completions.complete(discharge, step);
    const now = await atRest(handle);
    lengths.push(now.events);
    bytes = now.bytes;
  }
  const { events = [] } = await handle.fetchHistory();
  if (events === null || events.length !== lengths.at(-1)) throw new Error(`the history has ${events?.length} events and says ${lengths.at(-1)}`);
  return {
    atStart, events: events.length, bytes,
    steps: steps.map((step, index) => {
      const added = events.slice(lengths[index], lengths[index + 1]);
      return { step, events: added.length, deadlineMoved: added.some(({ eventType }) => Number(eventType) === timerStarted) };
    }),
  };
}

/** Events that one command costs a workflow, once nothing of it is under way. */
export async function eventsOfOne(handle: WorkflowHandle, command: () => Promise<unknown>): Promise<number> {
  const before = (await atRest(handle)).events;
  await command();
  return (await atRest(handle)).events - before;
}

/** Events of a history, once nothing of it is under way. */
export const eventsOf = async (handle: WorkflowHandle): Promise<number> => (await atRest(handle)).events;
