import { randomUUID } from 'node:crypto';
import type { Actor, CaseEvent, EventData, EventKind, JsonObject, PatientIdentity } from '#libs/contracts/events.js';

export const coordinator: Actor = { person: 'riverside-coordinator' };
export const clock: Actor = { system: 'clock' };
const due = { rule: 'two hours before the planned discharge', clock: 'elapsed', source: 'none found; agreed locally', status: 'local' };
const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };

export interface Opening { organisation?: string; rehearsal?: boolean; pathway?: string; patient?: PatientIdentity | null; details?: JsonObject; owners?: EventData['case-opened']['owners'] | null; at?: string }

/** The events of a made-up case, numbered as the engine numbers them. */
export class CaseStory {
  readonly events: CaseEvent[] = [];
  readonly caseId: string;
  at: number;

  constructor(opening: Opening = {}, caseId: string = randomUUID()) {
    this.caseId = caseId;
    this.at = Date.parse(opening.at ?? '2026-11-02T10:00:00.000Z');
    const patient = opening.patient === undefined ? somebody() : opening.patient;
    const named = opening.owners === undefined ? owners : opening.owners;
    this.add('case-opened', {
      pathway: opening.pathway ?? 'minimum-safe-discharge', policy: { id: opening.pathway ?? 'minimum-safe-discharge', version: '1' }, revision: 1, organisation: opening.organisation ?? 'riverside',
      rehearsal: opening.rehearsal ?? false, details: opening.details ?? { ward: 'Ward 7', plannedDischargeAt: '2026-11-03T14:00:00.000Z' }, ...(patient ? { patient } : {}), ...(named ? { owners: named } : {}),
    });
  }

  add<K extends EventKind>(kind: K, data: EventData[K], actor: Actor = coordinator, command?: string): CaseEvent {
    this.at += 1000;
    const event = { sequence: this.events.length + 1, at: new Date(this.at).toISOString(), kind, actor, ...(command ? { command } : {}), data } as unknown as CaseEvent;
    this.events.push(event);
    return event;
  }
  from(sequence: number): CaseEvent[] { return this.events.slice(sequence - 1); }

  task(step: string, more: Partial<EventData['task-opened']> = {}): string {
    const taskId = `${this.caseId}.${this.events.length + 1}`;
    this.add('task-opened', {
      taskId, step, key: '1', title: `Title of ${step}`, owner: { role: 'coordinator', person: null }, openedAt: new Date(this.at).toISOString(), dueAt: '2026-11-03T12:00:00.000Z', due, ladder: '', when: null,
      from: '2026-11-03T14:00:00.000Z', calls: false, ...more,
    });
    return taskId;
  }
  complete(taskId: string, evidence: JsonObject = { done: 'yes' }, command?: string): void {
    this.add('task-completed', { taskId, step: this.stepOf(taskId), evidence, completedAt: new Date(this.at).toISOString(), late: false, recordedLate: false }, coordinator, command);
  }
  end(taskId: string, status: 'declined' | 'not-needed' | 'handed-over' = 'not-needed'): void {
    this.add('task-ended', { taskId, step: this.stepOf(taskId), status, because: 'the plan changed' });
  }
  /** A rung of the task's running climb, or of a new one; answered by `person` unless that is undefined. */
  rung(taskId: string, level: number, person?: string | null, role = 'coordinator'): { escalationId: string; rung: number } {
    const rung = this.events.length + 1;
    const escalationId = this.running(taskId) ?? `${this.caseId}.e${rung}`;
    const step = this.stepOf(taskId);
    this.add('rung-reached', { escalationId, taskId, step, reason: 'overdue', level, role, person: null, dueAt: new Date(this.at).toISOString(), asked: 'Do it now.' }, clock);
    if (person !== undefined) this.add('called', { rung, escalationId, taskId, step, level, role, person, why: person ? 'named of the case' : 'nobody holds it' }, { system: 'directory' });
    return { escalationId, rung };
  }
  close(outcome = 'safe-discharge'): void { this.add('case-closed', { outcome: { outcome, basis: 'asked' } }, { system: 'protocol' }); }

  private stepOf(taskId: string): string {
    const opened = this.events.find((event) => event.kind === 'task-opened' && event.data.taskId === taskId);
    return opened?.kind === 'task-opened' ? opened.data.step : '';
  }
  private running(taskId: string): string | null {
    let running: string | null = null;
    for (const { kind, data } of this.events) {
      if (!('taskId' in data) || data.taskId !== taskId) continue;
      if (kind === 'rung-reached') running = data.escalationId;
      if (['task-completed', 'task-ended', 'task-unmet', 'task-reopened', 'ladder-changed'].includes(kind) || (kind === 'task-due-changed' && data.restart)) running = null;
    }
    return running;
  }
}

let people = 0;
/** A made-up person, another one each time. The numbers are of the range that is kept for tests. */
export function somebody(more: Partial<PatientIdentity> = {}): PatientIdentity {
  people += 1;
  return { id: randomUUID(), nhsNumber: `999${String(people * 7919 + Math.floor(Math.random() * 1e6)).padStart(7, '0').slice(-7)}`, name: 'Quentin Zabriskie', dateOfBirth: '1941-03-04', ...more };
}
