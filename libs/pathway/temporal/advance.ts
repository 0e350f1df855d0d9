import Long from 'long';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { CaseUnavailable, RehearsalUnavailable } from './case-client.js';

/** Of temporal.api.enums.v1.FastForwardPollingResult and WorkflowExecutionStatus; the package's enums are not reachable from an ES module. */
const Result = { timeout: 1, completed: 2 } as const;
const runningStatus = 1;
const unimplemented = 12;

/** A clock is moved in several sessions of at most this many skips. */
const maxSessionSkipCount = 100_000;

/**
 * Moves the clock of one rehearsal by `ms`, everything due on the way happening, and waits up to `waitMs` until it has. `id` names the move: asked again, it waits on and does
 * not move twice. The server long-polls for 20 s at most and may answer early.
 */
export async function advanceClock(connection: Connection, namespace: string, caseId: string, id: string, ms: number, waitMs: number): Promise<{ state: 'done' | 'pending' | 'closed'; now: number }> {
  const until = Date.now() + waitMs;
  const before = await describe(connection, namespace, caseId);
  // Sent again it would reckon a new target from where the clock is by now.
  if (before.moving?.fastForwardId !== id) {
    if (!before.running) return { state: 'closed', now: before.now };
    await send(connection, namespace, caseId, id, ms);
  }
  let result: number = before.moving?.fastForwardId === id && before.moving.hasCompleted ? Result.completed : Result.timeout;
  while (result === Result.timeout && Date.now() < until) {
    const wait = until - Date.now();
    const answer = await connection.withDeadline(Date.now() + wait + 5_000, () => connection.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: { workflowId: caseId }, fastForwardId: id }));
    result = answer.fastForwardPollingResult;
  }
  const after = await describe(connection, namespace, caseId);
  if (result === Result.completed) return { state: after.running ? 'done' : 'closed', now: after.now };
  if (result === Result.timeout) return { state: 'pending', now: after.now };
  if (!after.running) return { state: 'closed', now: after.now };
  throw new CaseUnavailable('the clock could not be moved');
}

async function send(connection: Connection, namespace: string, caseId: string, id: string, ms: number): Promise<void> {
  const duration = { seconds: Long.fromNumber(Math.floor(ms / 1_000)), nanos: (ms % 1_000) * 1e6 };
  try {
    await connection.workflowService.updateWorkflowExecutionOptions({
      namespace, workflowExecution: { workflowId: caseId }, updateMask: { paths: ['time_skipping_config'] },
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount, fastForwardConfig: { id, duration } } },
    });
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === unimplemented) throw new RehearsalUnavailable();
    throw error;
  }
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

async function describe(connection: Connection, namespace: string, caseId: string): Promise<{ now: number; begins: number; running: boolean; moving: temporal.api.common.v1.ITimeSkippingFastForwardInfo | null }> {
  const { workflowExtendedInfo, workflowExecutionInfo } = await connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: caseId } });
  const skipping = workflowExtendedInfo?.timeSkippingInfo;
  const at = skipping?.currentTime;
  const begins = workflowExecutionInfo?.executionTime;
  return {
    now: at ? epochMs(at) : Date.now(), begins: begins ? epochMs(begins) : 0, moving: skipping?.fastForwardInfo ?? null,
    running: workflowExecutionInfo?.status === runningStatus,
  };
}

function epochMs({ seconds, nanos }: { seconds?: Long | null; nanos?: number | null }): number {
  return Number(seconds ?? 0) * 1_000 + Math.floor((nanos ?? 0) / 1e6);
}
