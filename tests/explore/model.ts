import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import type { CaseState } from '#libs/pathway/state.js';
import type { Policy } from '#libs/policies/policy.js';
import { nextOf } from '#tests/support/pathways/next-call.js';
import { Owed } from './owed.js';

const text = (at: number | null): string => (at === null ? 'never' : new Date(at).toISOString());

/**
 * A second, small reading of a case from its events and its policy alone: what is open, whose it is, when it is due and who must have been called by now. It knows no protocol, folds nothing that the engine
 * folds and reckons time with luxon. What it and the case do not agree on is told in words.
 */
export class Model {
  private readonly tasks = new Map<string, Owed>();
  private readonly unanswered = new Set<number>();
  private version = 0;
  private at = Number.NEGATIVE_INFINITY;
  private closed = false;
  private found: string[] = [];

  constructor(private readonly policy: Policy) {}

  /** What has happened since it was last told. */
  take(events: readonly CaseEvent[]): void {
    for (const event of events) {
      const at = Date.parse(event.at);
      if (event.sequence !== this.version + 1) this.faults(`event ${event.sequence} follows event ${this.version}`);
      if (at < this.at) this.faults(`event ${event.sequence} is before the one before it`);
      if (this.closed && event.kind !== 'case-revived') this.faults(`${event.kind} after the case had closed`);
      this.version = event.sequence;
      this.at = at;
      this.one(event, at);
    }
  }

  /** A command was carried out, by these events, or refused. */
  answered(type: string, refused: boolean, own: number): void {
    if (refused && own > 0) this.faults(`${type} was refused and left ${own} events`);
    if (!refused && own === 0 && !['settle', 'hospital-message', 'begun-case-ended'].includes(type)) this.faults(`${type} was carried out and left nothing`);
  }

  /** At rest: everything that the case should be and is not. Empties what was found. */
  compared(state: CaseState, now: number): string[] {
    if (state.version !== this.version) this.faults(`the case is at ${state.version}, its events are at ${this.version}`);
    if ((state.closed !== null) !== this.closed) this.faults('the events say of the closing something else than the case');
    if (!this.closed && this.unanswered.size > 0) this.faults(`nobody was looked up for event ${[...this.unanswered].join(', ')}`);
    if (state.tasks.length !== this.tasks.size) this.faults(`${state.tasks.length} tasks, ${this.tasks.size} were opened`);
    for (const task of state.tasks) {
      const owed = this.tasks.get(task.id);
      const open = task.status === 'open';
      if (!owed || owed.open !== open) { this.faults(`${task.step} is ${task.status}, by its events it is not`); continue; }
      if (!open) continue;
      const [ours, theirs] = [[owed.dueAt, owed.role, owed.person], [task.dueAt, task.owner.role, task.owner.person]].map((each) => JSON.stringify(each));
      if (ours !== theirs) this.faults(`${task.step} is ${theirs}, by its events ${ours}`);
      const next = owed.nextCall();
      const reckoned = task.heldBecause === null ? nextOf(state, task)?.at ?? null : null;
      if (next !== reckoned) this.faults(`${task.step} is called next at ${text(reckoned)}, by its ladder at ${text(next)}`);
      if (next !== null && next <= now) this.faults(`${task.step} should have been called at ${text(next)}`);
      const beside = owed.nextBeside();
      if (beside !== null && beside <= now) this.faults(`about ${task.step} somebody should have been called at ${text(beside)}`);
    }
    return this.found.splice(0);
  }

  private faults(words: string): void { this.found.push(words); }

  private one(event: CaseEvent, at: number): void {
    if (event.kind === 'case-closed') this.closed = true;
    if (event.kind === 'case-revived') this.closed = false;
    if (event.kind === 'task-opened') this.tasks.set(event.data.taskId, new Owed(this.policy, event.data));
    if (event.kind === 'owner-changed') for (const owed of this.tasks.values()) owed.ownerChanged(event.data.role, event.data.before);
    if (event.kind === 'called') this.unanswered.delete(event.data.rung);
    if (!('taskId' in event.data) || event.kind === 'task-opened') return;
    const owed = this.tasks.get(event.data.taskId);
    if (!owed) return this.faults(`event ${event.sequence} is about a task that was never opened`);
    if (event.kind === 'rung-reached') this.rung(owed, event, at);
    else owed.take(event, at);
  }

  private rung(owed: Owed, event: EventOf<'rung-reached'>, at: number): void {
    this.unanswered.add(event.sequence);
    for (const fault of owed.called(event.data, event.sequence, at)) this.faults(`event ${event.sequence}: ${owed.step} ${fault}`);
  }
}
