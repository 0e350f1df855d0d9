import type { Tail } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { wakeAt } from '../engine.js';
import type { Session } from '../session.js';
import { text } from '../state.js';

/** A command's answer and a recorder's batch hold this much at most; a larger tail is `pending`, and the recorder writes it. */
const mostEvents = 100;
const mostBytes = 256_000;
/** Ids of handled commands are carried this long: a command may reach two runs. */
const remembered = { for: 24 * 3_600_000, most: 200 };

export interface LedgerState { tail: CaseEvent[]; stored: number; carried: number; movingUntil?: number | null; ids: { id: string; at: number }[] }

/** The events that the record is not yet known to hold, and who is carrying them there. Nothing leaves it until its commit is proven. */
export class Ledger {
  private tailEvents: CaseEvent[];
  private stored: number;
  /** Up to here a command's answer carries events to the record. */
  private carried: number;
  private ids: { id: string; at: number }[];
  private due: number | null = null;
  /** The directory did not answer within half a second. Until then the recorder waits for it: a rung and its call are written together. */
  directorySlow = false;
  /** Until then a rehearsal's clock is being moved: each save would hold it up, so events are written a batch at a time, the last by whoever moves it. */
  movingUntil: number | null;
  /** Whoever began this case has been told how it ended. */
  toldBeginner = false;
  /** The next run has the state: nothing may happen here any more. */
  handedOver = false;

  /** `revived`: the events that the case is brought back from, all of them recorded. */
  constructor(private readonly session: Session, carried: LedgerState | undefined, revived: readonly CaseEvent[]) {
    this.tailEvents = carried?.tail ?? [];
    this.stored = carried?.stored ?? revived.length;
    this.carried = carried?.carried ?? revived.length;
    this.ids = carried?.ids ?? commandsOf(revived);
    this.movingUntil = carried?.movingUntil ?? null;
    this.collect();
  }

  /** Takes what has happened, and finds anew when the case must wake. */
  collect(): void {
    this.tailEvents.push(...this.session.take());
    this.due = wakeAt(this.session);
  }
  /** When something falls due, and when the move of the clock is over. */
  get wakeAt(): number | null { return this.movingUntil === null ? this.due : Math.min(this.due ?? Infinity, this.movingUntil); }
  get version(): number { return this.session.state.version; }

  /** The record holds everything up to here. */
  storedUpTo(stored: number): void {
    if (stored <= this.stored) return;
    this.stored = Math.min(stored, this.version);
    this.tailEvents = this.tailEvents.filter((event) => event.sequence > this.stored);
  }
  tail(stored: number, now: number): Tail {
    const { events, whole } = bounded(this.tailEvents.filter((event) => event.sequence > stored));
    return { version: this.version, events, now: text(now), ...(whole ? {} : { pending: true }) };
  }
  answer(stored: number, now: number): Tail {
    const tail = this.tail(stored, now);
    if (!tail.pending) this.carried = this.version;
    return tail;
  }
  /** What the recorder should write now; empty: nothing that a command does not carry. */
  batch(): CaseEvent[] {
    const open = this.version > Math.max(this.stored, this.carried) || (this.session.state.closed !== null && this.version > this.stored);
    const asking = this.session.state.unanswered.length > 0 && this.session.state.closed === null && !this.directorySlow;
    const soon = this.movingUntil !== null && this.session.state.closed === null && this.tailEvents.length < mostEvents / 2;
    return open && !asking && !soon ? bounded(this.tailEvents).events : [];
  }

  handled(id: string): boolean { return this.ids.some((each) => each.id === id); }
  note(id: string, at: number): void {
    this.collect();
    this.ids.push({ id, at });
    if (this.ids.length > remembered.most) this.ids.shift();
  }
  /** Closed, and the record holds it all. */
  get recorded(): boolean { return this.session.state.closed !== null && this.stored >= this.version; }
  /** And whoever began it knows. */
  get finished(): boolean { return this.recorded && (this.toldBeginner || this.session.state.begunBy === undefined); }
  carry(now: number): LedgerState {
    return { tail: this.tailEvents, stored: this.stored, carried: this.carried, movingUntil: this.movingUntil, ids: this.ids.filter((each) => now - each.at < remembered.for) };
  }
}

/** The ids of the last commands that these events came of. */
function commandsOf(events: readonly CaseEvent[]): LedgerState['ids'] {
  const ids = new Map(events.flatMap(({ command, at }) => (command === undefined ? [] : [[command, { id: command, at: Date.parse(at) }]])));
  return [...ids.values()].slice(-remembered.most);
}

function bounded(events: CaseEvent[]): { events: CaseEvent[]; whole: boolean } {
  const taken: CaseEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += JSON.stringify(event).length;
    if (taken.length > 0 && (taken.length >= mostEvents || bytes > mostBytes)) return { events: taken, whole: false };
    taken.push(event);
  }
  return { events: taken, whole: true };
}
