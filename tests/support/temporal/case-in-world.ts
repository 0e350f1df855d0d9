import { randomUUID } from 'node:crypto';
import { isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { CaseStart, Command, CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import type { Actor, CaseEvent, EventKind, EventOf, JsonObject } from '#libs/contracts/events.js';
import { foldAll } from '#libs/pathway/engine.js';
import type { CaseState, TaskState } from '#libs/pathway/state.js';
import { CaseNotRunning, Refused } from '#libs/pathway/temporal/case-client.js';
import { eventsOf, storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { eventually } from './eventually.js';
import { chainFrom, type Run } from './histories.js';
import type { World } from './world.js';

const deadlineMs = 20_000;
export const seconds = 1_000;
export const minutes = 60 * seconds;
export const hours = 60 * minutes;
export const days = 24 * hours;

/** One case on the real server, driven as the API drives it: a command goes out, and its answer goes into the record. */
export class CaseInWorld {
  /** Every command that was sent, by its id. */
  readonly sent = new Map<string, CommandEnvelope>();
  /** Where each chain of its runs began. */
  private readonly firstRuns = new Set<string>();

  constructor(private readonly world: World, readonly opening: CaseStart) {}

  get id(): string { return this.opening.caseId; }
  get rehearsal(): boolean { return this.opening.opening.rehearsal; }
  get namespace(): string { return this.rehearsal ? this.world.servers.rehearsalNamespace : this.world.servers.namespace; }

  /** Starts it, or brings it back: `revived` and `then` are given with the start. */
  async start(more: Pick<CaseStart, 'revived' | 'lateCommand'> = {}): Promise<Tail> {
    if (more.lateCommand) this.sent.set(more.lateCommand.id, more.lateCommand);
    const tail = await this.world.client.start({ ...this.opening, ...more }, deadlineMs);
    await this.knowFirstRun();
    await this.write(tail);
    return tail;
  }

  /** Its histories are read from this chain of runs too. */
  async knowFirstRun(): Promise<void> {
    const { workflowExecutionInfo: info } = await this.describe();
    this.firstRuns.add(info?.firstRunId || (info?.execution?.runId ?? ''));
  }

  envelope(command: Command, actor: Actor | string = 'riverside-coordinator', stored = 0, id: string = randomUUID()): CommandEnvelope {
    const envelope = { id, actor: typeof actor === 'string' ? { person: actor } : actor, stored, receivedAt: new Date().toISOString(), command };
    this.sent.set(id, envelope);
    return envelope;
  }
  /** Sends, without writing what comes back. @throws Refused, CaseUnavailable, CaseNotRunning */
  send(envelope: CommandEnvelope, within = deadlineMs): Promise<Tail> { return this.world.client.command(this.id, this.rehearsal, envelope, within); }

  /** A command as the API carries it out: afterwards it is in the record. @throws as `send` */
  async command(command: Command, person = 'riverside-coordinator', id?: string): Promise<Tail> {
    const tail = await this.send(this.envelope(command, person, await this.stored(), id));
    await this.write(tail);
    return tail;
  }
  async complete(step: string, evidence: JsonObject, person?: string): Promise<Tail> { return this.command({ type: 'complete', taskId: (await this.task(step)).id, evidence }, person); }
  /** The code of the rule that refuses the command. */
  async refusal(command: Command, person?: string): Promise<string> {
    try {
      await this.command(command, person);
    } catch (error) {
      if (error instanceof Refused) return `${error.refusal.status} ${error.refusal.code}`;
      throw error;
    }
    return 'allowed';
  }

  /** Sends, and waits only until the server has it: workers are away. */
  async deliver(envelope: CommandEnvelope): Promise<{ answer: Promise<Tail> }> {
    const answer = this.send(envelope, 60_000);
    answer.catch(() => undefined);
    await this.admitted(envelope.id);
    return { answer };
  }
  /** The server has the update of this id, whether a worker has seen it or not. */
  async admitted(updateId: string): Promise<void> {
    const { UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED: lifecycleStage } = proto.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
    await eventually(`update ${updateId} is there`, async () => {
      try {
        const { stage } = await this.world.connection.workflowService.pollWorkflowExecutionUpdate({ namespace: this.namespace, updateRef: { workflowExecution: { workflowId: this.id }, updateId }, waitPolicy: { lifecycleStage } });
        return Number(stage) >= lifecycleStage;
      } catch (error) {
        if (isGrpcServiceError(error) && error.code === 5) return false;
        throw error;
      }
    });
  }

  async write(tail: Tail): Promise<void> {
    const clockOffsetMs = this.rehearsal ? Math.max(0, Date.parse(tail.now) - Date.now()) : 0;
    await writeTail(this.world.record.manager, this.id, tail.events, { clockOffsetMs });
    if (tail.pending) await eventually(`the recorder writes up to ${tail.version}`, async () => (await this.stored()) >= tail.version);
  }

  /** Moves the case's clock by `ms`; everything due on the way has then happened and is in the record. */
  async advance(ms: number): Promise<void> {
    const id = randomUUID();
    let state: string;
    do ({ state } = await this.world.client.advance(this.id, id, ms, 60_000)); while (state === 'pending');
    if (state === 'done') await this.command({ type: 'settle' }).catch(ignoreClosed);
    await this.settled();
  }
  /** Moves the case's clock to an instant. */
  async until(at: number): Promise<void> { await this.advance(Math.max(0, at - await this.now())); }
  now(): Promise<number> { return this.world.client.clock(this.id, this.rehearsal); }

  /** Nothing is under way any more: no activity pending, and the record has what the case has. */
  async settled(): Promise<void> {
    await eventually(`case ${this.id} comes to rest`, async () => {
      if (((await this.describe()).pendingActivities ?? []).length > 0) return false;
      return (await this.world.client.tail(this.id, this.rehearsal, 0)).version === await this.stored();
    });
  }
  /** The workflow has ended by itself. */
  async ended(): Promise<void> { await eventually(`case ${this.id} ends`, async () => !(await this.world.client.running(this.id, this.rehearsal))); }

  async stored(): Promise<number> { return (await storedVersion(this.world.record.manager, this.id))?.version ?? 0; }
  /** The events that the record has. */
  events(): Promise<CaseEvent[]> { return eventsOf(this.world.record.manager, this.id); }
  async of<K extends EventKind>(kind: K): Promise<EventOf<K>[]> { return (await this.events()).filter((event): event is EventOf<K> => event.kind === kind); }
  /** The state after the events of the record. */
  async state(): Promise<CaseState> { return foldAll(this.id, await this.events()); }
  async task(step: string): Promise<TaskState> {
    const found = (await this.state()).tasks.findLast((task) => task.step === step);
    if (!found) throw new Error(`no task ${step}`);
    return found;
  }
  /** Steps of its open tasks, in order of their names. */
  async open(): Promise<string[]> { return (await this.state()).tasks.filter((task) => task.status === 'open').map((task) => task.step).toSorted(); }
  /** Who was called for a step: role and minutes after `from`, by the due instants of the rungs. */
  async calls(step: string, from: number): Promise<string[]> {
    return (await this.of('rung-reached')).filter(({ data }) => data.step === step).map(({ data }) => `${data.role} +${(Date.parse(data.dueAt) - from) / minutes}`);
  }

  /** Ends its workflow by force, if it runs. */
  async terminate(): Promise<void> {
    await this.world.connection.workflowService.terminateWorkflowExecution({ namespace: this.namespace, workflowExecution: { workflowId: this.id }, reason: 'the test is over' }).catch(() => undefined);
  }

  describe() { return this.world.connection.workflowService.describeWorkflowExecution({ namespace: this.namespace, execution: { workflowId: this.id } }); }
  /** Every run of it so far, oldest first. */
  async runs(): Promise<Run[]> {
    return (await Promise.all([...this.firstRuns].map((first) => chainFrom(this.world.connection, this.namespace, this.id, first)))).flat();
  }
}

function ignoreClosed(error: unknown): void {
  if (error instanceof CaseNotRunning || (error instanceof Refused && error.refusal.code === 'case-closed')) return;
  throw error;
}
