import type { CasePolicy } from '#libs/policies/amend.js';
import type { Policy } from '#libs/policies/policy.js';
import type { HistoryEvent } from './history-event.js';
import { TaskHistory } from './task-history.js';

/**
 * What is wrong with a call: `not-called` a rung was not reached in its time, `not-answered` it was reached and nobody was looked up, `not-listed` it stands in no list of calls, `held` all that is
 * open waits, and nothing climbs that would end the waiting; `not-reckoned` nobody can tell (`detail` says why).
 */
export type Wrong = 'not-called' | 'not-answered' | 'not-listed' | 'held' | 'not-reckoned';
export interface MissingCall { wrong: Wrong; taskId: string; step: string; level: number; role: string; dueAt: number; since: number; detail?: string }

/** The open tasks of one case, from its events in order and the policies that they name. Pure: what time it is comes as an argument. */
export class CaseHistory {
  private readonly tasks = new Map<string, TaskHistory>();
  private readonly beyond = new Map<string, MissingCall>();
  private readonly unlisted: MissingCall[] = [];

  constructor(private readonly policyOf: (of: CasePolicy) => Policy, events: readonly HistoryEvent[], private running: CasePolicy | null = null) {
    for (const event of events) this.take(event);
  }

  /** What should stand in the record by `now` and does not. */
  missing(now: number): MissingCall[] {
    const ofTasks = [...this.tasks].flatMap(([taskId, task]) => ofTask(taskId, task, now));
    return [...ofTasks, ...this.beyond.values(), ...this.unlisted.filter(({ taskId }) => this.tasks.has(taskId)), ...this.allHeld()];
  }

  /** Takes what happened next. */
  take(event: HistoryEvent): void {
    const { kind, at, data: { taskId = '', step = '', level = 0, role = '', dueAt = '', before = null } } = event;
    if (event.policy) this.running = event.policy;
    if (kind === 'owner-changed') for (const task of this.tasks.values()) task.ownerChanged(role, before);
    if (kind === 'policy-moved') this.moved(event);
    if (kind === 'task-completed' || kind === 'task-unmet' || kind === 'task-ended') {
      this.tasks.delete(taskId);
      this.beyond.delete(taskId);
    }
    if (kind === 'rung-reached' && event.listed === false) this.unlisted.push({ wrong: 'not-listed', taskId, step, level, role, dueAt: Date.parse(dueAt), since: at });
    try {
      const task = this.tasks.get(taskId);
      if (kind === 'task-opened') this.tasks.set(taskId, new TaskHistory(this.policy(), event, step));
      else if (task) task.take(event);
      // One that had ended is told from its reopening on: what went before owes nothing.
      else if (kind === 'task-reopened') this.tasks.set(taskId, new TaskHistory(this.policy(), { ...event, data: { ...event.data, openedAt: new Date(at).toISOString() } }, step));
    } catch (error) {
      this.tasks.delete(taskId);
      this.beyond.set(taskId, notReckoned(taskId, step, at, error));
    }
  }

  /** By which policy the case runs now. @throws when its record does not say, or this release does not know it */
  private policy(): Policy {
    if (!this.running) throw new Error('the record does not say by which policy the case runs');
    return this.policyOf(this.running);
  }

  /** Every open climb goes on where it stands, by the new intervals. */
  private moved({ at }: HistoryEvent): void {
    for (const [taskId, task] of this.tasks) {
      try {
        task.policyMoved(at, this.policy());
      } catch (error) {
        this.tasks.delete(taskId);
        this.beyond.set(taskId, notReckoned(taskId, task.step, at, error));
      }
    }
  }

  /** Calls may wait for an answer that is itself a task, and climbs. Where all that is open waits, nobody would ever be called again. */
  private allHeld(): MissingCall[] {
    const open = [...this.tasks];
    if (!open.every(([, task]) => task.held)) return [];
    return open.map(([taskId, task]) => ({ wrong: 'held', taskId, step: task.step, level: 0, role: '', dueAt: task.lastMoved, since: task.lastMoved }));
  }
}

function ofTask(taskId: string, task: TaskHistory, now: number): MissingCall[] {
  const { step } = task;
  try {
    return [
      ...task.missing(now).map((call) => ({ wrong: 'not-called' as const, taskId, step, ...call })),
      ...task.withoutAnswer().map(({ level, role, at }) => ({ wrong: 'not-answered' as const, taskId, step, level, role, dueAt: at, since: at })),
    ];
  } catch (error) {
    return [notReckoned(taskId, step, task.lastMoved, error)];
  }
}

function notReckoned(taskId: string, step: string, since: number, error: unknown): MissingCall {
  return { wrong: 'not-reckoned', taskId, step, level: 0, role: '', dueAt: since, since, detail: error instanceof Error ? error.message : 'not understood' };
}
