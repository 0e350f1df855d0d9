import { setTimeout as pause } from 'node:timers/promises';
import Long from 'long';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { CaseUnavailable, RehearsalUnavailable } from './case-client.js';

/** Of temporal.api.enums.v1: FastForwardPollingResult and WorkflowExecutionStatus. Node's ES modules cannot take the enums themselves from that package. */
const timedOut = 1;
const completed = 2;
const runningStatus = 1;
const cancelled = 1;
const deadlineExceeded = 4;
const unimplemented = 12;

/** A clock is moved in several sessions of at most this many skips. */
const maxSessionSkipCount = 100_000;

/**
 * Moves the clock of one rehearsal by `ms`, everything due on the way happening, and waits up to `waitMs` until it has. `id` names the move: asked again, it waits on and does
 * not move twice, in the next run of the case neither. The server long-polls for 20 s at most and may answer early. @throws RehearsalUnavailable, CaseUnavailable
 */
export async function advanceClock(connection: Connection, namespace: string, caseId: string, id: string, ms: number, waitMs: number): Promise<{ state: 'done' | 'pending' | 'closed'; now: number }> {
  const until = Date.now() + waitMs;
  let sent = false;
  for (let unknown = 0; Date.now() < until;) {
    const { fastForwardPollingResult: result, failedReason } = await refusedAsUnavailable(() => connection.withDeadline(until + 500, () => poll(connection, namespace, caseId, id)));
    const { now, running, busy } = await describe(connection, namespace, caseId);
    if (result === completed) return { state: running ? 'done' : 'closed', now };
    if (result === timedOut) continue;
    if (!running) return { state: 'closed', now };
    // It reached its end, or the run did; the next run, if one follows, knows a move that is still under way.
    if (!/does not match|ended/.test(failedReason ?? '')) throw new CaseUnavailable(`the clock could not be moved: ${failedReason}`);
    if (await wasSent(connection, namespace, caseId, id)) {
      if (++unknown > 1) return { state: 'done', now };
    } else if (sent || busy) {
      // While a workflow task is under way the server keeps what was sent to itself.
      await pause(20);
    } else {
      await refusedAsUnavailable(() => send(connection, namespace, caseId, id, ms));
      sent = true;
    }
  }
  return { state: 'pending', now: await caseClock(connection, namespace, caseId) };
}

/** In any other namespace the server answers that it does not know how. */
async function refusedAsUnavailable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === unimplemented) throw new RehearsalUnavailable();
    throw error;
  }
}

async function poll(connection: Connection, namespace: string, caseId: string, id: string): Promise<temporal.api.workflowservice.v1.IPollWorkflowExecutionTimeSkippingResponse> {
  try {
    return await connection.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: { workflowId: caseId }, fastForwardId: id });
  } catch (error) {
    if (isGrpcServiceError(error) && [cancelled, deadlineExceeded].includes(error.code)) return { fastForwardPollingResult: timedOut };
    throw error;
  }
}

async function send(connection: Connection, namespace: string, caseId: string, id: string, ms: number): Promise<void> {
  const duration = { seconds: Long.fromNumber(Math.floor(ms / 1_000)), nanos: (ms % 1_000) * 1e6 };
  await connection.workflowService.updateWorkflowExecutionOptions({
    namespace, workflowExecution: { workflowId: caseId }, updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount, fastForwardConfig: { id, duration } } },
  });
}

/** The server itself knows the last move of the present run only; sent again, a move would reckon a new target from where the clock is by now. The histories know them all. */
async function wasSent(connection: Connection, namespace: string, caseId: string, id: string): Promise<boolean> {
  for (let runId: string | null | undefined = ''; runId !== undefined && runId !== null;) {
    let before: string | null | undefined;
    for (let nextPageToken: Uint8Array | undefined; ;) {
      const page = await connection.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId: caseId, runId }, ...(nextPageToken ? { nextPageToken } : {}) });
      for (const { workflowExecutionStartedEventAttributes: started, workflowExecutionOptionsUpdatedEventAttributes: changed } of page.history?.events ?? []) {
        before ??= started?.continuedExecutionRunId || null;
        if (changed?.timeSkippingConfig?.fastForwardConfig?.id === id) return true;
      }
      if (!page.nextPageToken?.length) break;
      nextPageToken = page.nextPageToken;
    }
    runId = before;
  }
  return false;
}

/** The case's own clock in epoch ms, skipped time and all; the present where none was ever skipped. */
export async function caseClock(connection: Connection, namespace: string, caseId: string): Promise<number> {
  return (await describe(connection, namespace, caseId)).now;
}

/** How long, in ms of its own clock, until a workflow that was started with a delay begins; 0 once it has. */
export async function timeUntilStart(connection: Connection, namespace: string, caseId: string): Promise<number> {
  const { now, begins } = await describe(connection, namespace, caseId);
  return Math.max(0, begins - now);
}

async function describe(connection: Connection, namespace: string, caseId: string): Promise<{ now: number; begins: number; running: boolean; busy: boolean }> {
  const { workflowExtendedInfo, workflowExecutionInfo, pendingWorkflowTask } = await connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: caseId } });
  const at = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  const begins = workflowExecutionInfo?.executionTime;
  return {
    now: at ? epochMs(at) : Date.now(), begins: begins ? epochMs(begins) : 0,
    running: workflowExecutionInfo?.status === runningStatus, busy: Boolean(pendingWorkflowTask?.startedTime),
  };
}

function epochMs({ seconds, nanos }: { seconds?: Long | null; nanos?: number | null }): number {
  return Number(seconds ?? 0) * 1_000 + Math.floor((nanos ?? 0) / 1e6);
}
