import type { EntityManager } from 'typeorm';
import type { Actor, EventData } from '#libs/contracts/events.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { coordinator, CaseStory, type Opening } from '#tests/records/case-story.js';

/** A case whose events stand at given instants: `at('...')` is when the next one happens. */
export class Told extends CaseStory {
  constructor(opening: Opening & { at: string }) { super(opening); }

  at_(instant: string): this {
    this.at = Date.parse(instant) - 1000;
    return this;
  }
  opened(instant: string, step: string, more: Partial<EventData['task-opened']> = {}): string { return this.at_(instant).task(step, { openedAt: instant, ...more }); }
  /** A rung was reached, and its answer was written a second later. */
  called(instant: string, task: string, level: number, person: string | null, role = 'coordinator') { return this.at_(instant).rung(task, level, person, role); }
  acknowledged(instant: string, taskId: string, by: Actor = coordinator): void { this.at_(instant).add('task-acknowledged', { taskId, step: 's', until: instant, note: 'on it' }, by); }
  completed(instant: string, taskId: string): void { this.at_(instant).add('task-completed', { taskId, step: 's', evidence: { done: 'yes' }, completedAt: instant, late: false, recordedLate: false }); }
  attempted(instant: string, taskId: string, by: Actor = coordinator): void { this.at_(instant).add('task-attempted', { taskId, step: 's', at: instant, tried: 'rang', why: 'no reply' }, by); }
  trigger(instant: string, kind: string, occurredAt: string): number { return this.at_(instant).add('trigger-recorded', { kind, occurredAt, note: 'seen' }).sequence; }
  responding(instant: string, step: string, trigger: string, sequence?: number): string { return this.opened(instant, step, { because: trigger, about: { trigger, ...(sequence === undefined ? {} : { sequence }) } }); }
  async write(manager: EntityManager, extra: { clockOffsetMs?: number } = {}): Promise<this> {
    await writeTail(manager, this.caseId, this.events, extra);
    return this;
  }
}
