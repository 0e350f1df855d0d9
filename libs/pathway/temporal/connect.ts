import { Client, Connection, isGrpcServiceError, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, WithStartWorkflowOperation, type WorkflowStartOptions } from '@temporalio/client';
import { ApplicationFailure, type DataConverter } from '@temporalio/common';
import { QUERY_TAIL, UPDATE_COMMAND, UPDATE_TAIL, type CaseStart, type CommandEnvelope, type RefusalShape, type Tail } from '#libs/contracts/commands.js';
import { revision } from '../revision.js';
import { advanceClock, caseClock, timeUntilStart } from './advance.js';
import { CaseNotRunning, CaseUnavailable, Refused, type CaseClient } from './case-client.js';
import { unlessForgotten } from './forgotten.js';
import { FAULT, REFUSED, revivedSettles, TOLD, workflowType, type Retry } from './messages.js';

export interface CaseClientOptions {
  address: string; namespace: string; rehearsalNamespace: string; taskQueue: string; dataConverter: DataConverter; identity?: string; retry?: Retry;
}

/** A connection that died without a word is noticed after 17 s rather than the SDK's 45; a server takes it amiss to be asked more often than every 10 s. */
const stillThere = { 'grpc.keepalive_time_ms': 12_000, 'grpc.keepalive_timeout_ms': 5_000 };

/** Connects to Temporal lazily: a server that is not there yet makes calls fail with CaseUnavailable, not the start-up. */
export function connectCaseClient(options: CaseClientOptions): CaseClient {
  const connection = Connection.lazy({ address: options.address, connectTimeout: '5s', channelArgs: stillThere });
  const client = (namespace: string): Client => new Client({ connection, namespace, dataConverter: options.dataConverter, ...(options.identity ? { identity: options.identity } : {}) });
  const live = client(options.namespace);
  const rehearsal = client(options.rehearsalNamespace);
  const of = (isRehearsal: boolean): Client => (isRehearsal ? rehearsal : live);

  const within = async <T>(caseId: string, deadlineMs: number, call: () => Promise<T>): Promise<T> => {
    try {
      const until = Date.now() + deadlineMs;
      return await connection.withDeadline(until, () => unlessForgotten(until, call));
    } catch (error) {
      throw understood(caseId, error);
    }
  };

  /** A new run's clock is the present; a rehearsal's own clock may be weeks ahead. So it starts with that much delay, which is skipped, and opens when its clock stands where its last run left it. */
  const startOnItsClock = async (start: CaseStart, how: WorkflowStartOptions, deadlineMs: number): Promise<void> => {
    const { caseId, revived = [], clock } = start;
    const last = Date.parse(revived.at(-1)?.at ?? clock!);
    const stood = await caseClock(connection, options.rehearsalNamespace, caseId).catch((error: unknown) => { if (isGrpcServiceError(error) && error.code === 5) return last; throw error; });
    const startDelay = Math.max(0, Math.max(stood, last) - Date.now());
    await rehearsal.workflow.start(workflowType(start.pathway), { ...how, ...(startDelay > 0 ? { startDelay } : {}) });
    const ahead = await timeUntilStart(connection, options.rehearsalNamespace, caseId);
    if (ahead === 0) return;
    const { state } = await advanceClock(connection, options.rehearsalNamespace, caseId, `revived-${revived.length}`, ahead + revivedSettles, deadlineMs);
    if (state === 'pending') throw new CaseUnavailable('the clock is still being moved');
  };

  /** Tells the case that its clock is about to be moved. One that has closed need not hear it. */
  const aboutToMove = async (caseId: string, id: string, ms: number): Promise<void> => {
    const moving: CommandEnvelope = { id: `${id}-moving`, actor: { system: 'advance' }, stored: 0, receivedAt: new Date().toISOString(), command: { type: 'settle', moving: ms } };
    try {
      const until = Date.now() + 10_000;
      await connection.withDeadline(until, () => unlessForgotten(until, () => rehearsal.workflow.getHandle(caseId).executeUpdate<Tail, [CommandEnvelope]>(UPDATE_COMMAND, { args: [moving], updateId: moving.id })));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
    }
  };

  /** What a case that runs says of its tail. A query would come between who answers for a rung and the case that asked, which then does not replay (ADR 44); one that has closed asks nobody any more, and a rehearsal's clock is moved. */
  const tailOf = async (caseId: string, isRehearsal: boolean, stored: number): Promise<Tail> => {
    const handle = of(isRehearsal).workflow.getHandle(caseId);
    const asked = (): Promise<Tail> => handle.query<Tail, [number]>(QUERY_TAIL, stored);
    if (isRehearsal) return asked();
    try {
      return await handle.executeUpdate<never, [number]>(UPDATE_TAIL, { args: [stored] });
    } catch (error) {
      const failed = error instanceof WorkflowUpdateFailedError;
      if (failed && error.cause instanceof ApplicationFailure && error.cause.type === TOLD) return error.cause.details![0] as Tail;
      // It has closed, or a worker of an older release does not know this update.
      if (failed || understood(caseId, error) instanceof CaseNotRunning) return asked();
      throw error;
    }
  };

  return {
    start: (start, deadlineMs) => within(start.caseId, deadlineMs, async () => {
      const { caseId, revived = [], opening: { rehearsal: isRehearsal } } = start;
      const { workflow } = of(isRehearsal);
      const opened: CommandEnvelope = { id: `opened-${caseId}-${revived.length}`, actor: { system: 'start' }, stored: revived.length, receivedAt: new Date().toISOString(), command: { type: 'settle' } };
      const how = {
        workflowId: caseId, taskQueue: options.taskQueue, args: [{ revision, ...start, ...(options.retry ? { retry: options.retry } : {}) }], workflowTaskTimeout: '5s',
        workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: start.revived ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      } as const;
      if (isRehearsal && (revived.length > 0 || start.clock !== undefined)) {
        await startOnItsClock(start, how, deadlineMs);
        return workflow.getHandle(caseId).executeUpdate<Tail, [CommandEnvelope]>(UPDATE_COMMAND, { args: [opened], updateId: opened.id });
      }
      const startWorkflowOperation = new WithStartWorkflowOperation(workflowType(start.pathway), how);
      return workflow.executeUpdateWithStart(UPDATE_COMMAND, { args: [opened], updateId: opened.id, startWorkflowOperation }) as Promise<Tail>;
    }),
    command: (caseId, isRehearsal, envelope, deadlineMs) => within(caseId, deadlineMs, () =>
      of(isRehearsal).workflow.getHandle(caseId).executeUpdate<Tail, [CommandEnvelope]>(UPDATE_COMMAND, { args: [envelope], updateId: envelope.id })),
    tail: (caseId, isRehearsal, stored) => within(caseId, 10_000, () => tailOf(caseId, isRehearsal, stored)),
    running: (caseId, isRehearsal) => within(caseId, 10_000, async () => {
      try {
        return (await of(isRehearsal).workflow.getHandle(caseId).describe()).status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    }),
    advance: (caseId, id, ms, waitMs) => within(caseId, waitMs + 30_000, async () => {
      await aboutToMove(caseId, id, ms);
      return advanceClock(connection, options.rehearsalNamespace, caseId, id, ms, waitMs);
    }),
    clock: (caseId, isRehearsal) => (isRehearsal ? within(caseId, 10_000, () => caseClock(connection, options.rehearsalNamespace, caseId)) : Promise.resolve(Date.now())),
    close: () => connection.close(),
  };
}

/** Faults of the moment become CaseUnavailable; the rules' no becomes Refused; a case that does not run CaseNotRunning. Anything else is itself. */
function understood(caseId: string, error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { type, details, message } = error.cause;
    if (type === REFUSED) return new Refused(details?.[0] as RefusalShape);
    if (type === FAULT) return new CaseUnavailable(`the case cannot take this command: ${message}`, { cause: error });
    if (type === 'AcceptedUpdateCompletedWorkflow') return new CaseUnavailable('the case is just closing', { cause: error });
  }
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) return new CaseNotRunning(caseId);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new CaseUnavailable('no answer in time', { cause: error });
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  if (isGrpcServiceError(cause)) return cause.code === 5 ? new CaseNotRunning(caseId) : new CaseUnavailable(`Temporal answered ${cause.code}: ${cause.details}`, { cause: error });
  if (error instanceof Error && error.name === 'ServiceError') return new CaseUnavailable(error.message, { cause: error });
  return error;
}
