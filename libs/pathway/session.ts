import type { Climb, NextRung } from '#libs/domain/ladder.js';
import type { Actor, CaseEvent, EventData, EventKind } from '#libs/contracts/events.js';
import { fold } from './fold.js';
import type { Protocol } from './protocol.js';
import { text, type CaseState, type TaskState, type Turn } from './state.js';

/**
 * A case being worked on: its state, the present, and what has happened that nobody has taken yet.
 * `now` is the case's clock. `time` is the instant that is being dealt with: in the past while an outage is caught up with, so that what
 * should have opened then opens as of then.
 */
export class Session {
  now: number;
  time: number;
  /** Instants that the protocol waits for, found anew by each run of it; null: it has not run yet. */
  alarms: number[] | null = null;
  /** What each climb calls next, as long as it stands (heart.ts). */
  readonly rungs = new Map<string, { climb: Climb; next: NextRung | null; latest?: { now: number; at: number } }>();
  /** When the turns that nobody answers raise an alarm, as long as they stand (system-alarm.ts). */
  readonly turns = new Map<string, { turn: Turn; now: number; next: { at: number; turn: number; missed: number } }>();
  /** While an outage is caught up with: calls what was due of a task before the protocol ends it, since nothing asks for it afterwards (heart.ts). */
  beforeEnding: ((task: TaskState) => void) | null = null;
  /** Events appended and not yet taken by `take`. */
  private appended: CaseEvent[] = [];
  private cause: { actor: Actor; command?: string } = { actor: { system: 'protocol' } };

  constructor(readonly state: CaseState, readonly protocol: Protocol, now: number) {
    this.now = now;
    // A case that is taken up again goes on from its last event, so that what fell due since happens in order, at its own instants.
    this.time = state.version === 0 ? now : Math.min(now, state.lastAt);
  }

  /** Appends one event and folds it at once, so that the next rule sees it. */
  append<K extends EventKind>(kind: K, data: EventData[K]): number {
    const sequence = this.state.version + 1;
    const event = { sequence, at: text(this.now), kind, ...this.cause, data } as unknown as CaseEvent;
    fold(this.state, event);
    this.appended.push(event);
    return sequence;
  }

  /** Runs `work` with its events ascribed to this actor and command. */
  as(actor: Actor, command: string | undefined, work: () => void): void {
    const before = this.cause;
    this.cause = command === undefined ? { actor } : { actor, command };
    try {
      work();
    } finally {
      this.cause = before;
    }
  }

  /** Consequences keep the command that caused them but are the system's doing. */
  asSystem(part: string, work: () => void): void {
    this.as({ system: part }, this.cause.command, work);
  }

  take(): CaseEvent[] {
    const taken = this.appended;
    this.appended = [];
    return taken;
  }
}
