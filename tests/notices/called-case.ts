import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { CaseEvent, EventData, EventKind } from '#libs/contracts/events.js';
import { writeTail } from '#libs/records/tail-writer.js';

/** Nobody's words may leave in a mail: this stands in every free text of the case. */
export const MARK = 'MARKED-Arabella-Quist-9434765919';

const due = { rule: MARK, clock: 'elapsed', source: MARK, status: 'local' };
const clock = { system: 'clock' } as const;

/** Events of a made-up case, as a workflow would append them, written to the record as they come. */
export class CalledCase {
  readonly id = randomUUID();
  private readonly events: CaseEvent[] = [];
  private readonly escalations = new Map<string, string>();

  constructor(private readonly manager: EntityManager, private readonly rehearsal = false) {}

  get version(): number { return this.events.length; }
  get history(): readonly CaseEvent[] { return this.events; }

  async open(): Promise<void> {
    this.append('case-opened', {
      pathway: 'minimum-safe-discharge', policy: { id: 'minimum-safe-discharge', version: '1' }, revision: 1, organisation: 'riverside', rehearsal: this.rehearsal,
      owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
      patient: { id: randomUUID(), identifiers: [{ system: 'made-up', value: randomUUID() }], name: MARK, dateOfBirth: '1941-02-03' }, details: { ward: MARK, plannedDischargeAt: '2026-10-23T14:00:00.000Z' },
    });
    await this.write();
  }

  /** Opens a task and calls `person` for it, once. */
  async call(person: string, { step = 'first-visit-booked', title = 'First visit booked, or accepted by name', asked = MARK } = {}): Promise<string> {
    const taskId = `${this.id}.${this.version + 1}`;
    this.append('task-opened', {
      taskId, step, key: step, title, owner: { role: 'coordinator', person: 'riverside-coordinator' }, openedAt: '2026-10-23T09:00:00.000Z', dueAt: '2026-10-23T12:00:00.000Z', due,
      ladder: '', when: null, from: 'plannedDischargeAt', calls: false, because: MARK, about: { note: MARK },
    });
    this.append('task-attempted', { taskId, step, at: '2026-10-23T11:00:00.000Z', tried: MARK, why: MARK });
    await this.callAgain(taskId, person, 1, asked, step);
    return taskId;
  }

  /** A task each, all called for in one tail. @returns the tasks' ids */
  async callAll(people: readonly string[]): Promise<string[]> {
    const step = 'first-visit-booked';
    const tasks = people.map((person) => {
      const taskId = `${this.id}.${this.version + 1}`;
      this.append('task-opened', {
        taskId, step, key: taskId, title: MARK, owner: { role: 'coordinator', person: 'riverside-coordinator' }, openedAt: '2026-10-23T09:00:00.000Z', dueAt: '2026-10-23T12:00:00.000Z', due, ladder: '', when: null, from: 'plannedDischargeAt', calls: false,
      });
      this.rung(taskId, person, 1, MARK, step);
      return taskId;
    });
    await this.write();
    return tasks;
  }

  async callAgain(taskId: string, person: string, level: number, asked: string = MARK, step = 'first-visit-booked'): Promise<void> {
    this.rung(taskId, person, level, asked, step);
    await this.write();
  }

  private rung(taskId: string, person: string, level: number, asked: string, step: string): void {
    const rung = this.version + 1;
    const escalationId = this.escalations.get(taskId) ?? `${this.id}.e${rung}`;
    this.escalations.set(taskId, escalationId);
    this.append('rung-reached', { escalationId, taskId, step, reason: 'overdue', level, role: 'coordinator', person: null, dueAt: '2026-10-23T12:00:00.000Z', asked });
    this.append('called', { rung, escalationId, taskId, step, level, role: 'coordinator', person, why: 'holds the role' });
  }

  async complete(taskId: string): Promise<void> {
    this.append('task-completed', { taskId, step: 'first-visit-booked', evidence: { provider: MARK, visitAt: '2026-10-24T09:00:00.000Z' }, completedAt: '2026-10-23T13:00:00.000Z', late: true, recordedLate: true });
    await this.write();
  }

  /** The plan moved: the climb ends, the task stays open. */
  async replan(taskId: string): Promise<void> {
    this.append('task-due-changed', {
      taskId, step: 'first-visit-booked', dueAt: '2027-01-01T12:00:00.000Z', before: '2026-10-23T12:00:00.000Z', due, when: null, from: 'plannedDischargeAt', because: 'replanned', restart: true,
    });
    await this.write();
  }

  append<K extends EventKind>(kind: K, data: EventData[K], more: { command?: string; at?: string } = {}): void {
    const { command, at = '2026-10-23T12:00:01.000Z' } = more;
    this.events.push({ sequence: this.version + 1, at, kind, actor: clock, ...(command === undefined ? {} : { command }), data } as unknown as CaseEvent);
  }
  async write(): Promise<void> { await writeTail(this.manager, this.id, this.events); }
}
