import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { CaseEvent } from '#libs/contracts/events.js';
import { Session } from '#libs/pathway/session.js';

/** What a replay hears of a case: replaying proves commands, and almost any change to a protocol keeps those. */
export interface EventSinks extends Sinks { telling: { events(events: CaseEvent[]): void } }

const { telling } = proxySinks<EventSinks>();
const session = { take: Object.getOwnPropertyDescriptor(Session.prototype, 'take')?.value as (this: Session) => CaseEvent[] };

// The ledger takes what has happened; a dry run's session is never taken from.
Session.prototype.take = function take(this: Session): CaseEvent[] {
  const events = session.take.call(this);
  if (events.length > 0) telling.events(events);
  return events;
};

export { default } from '#workflows/bundle.js';
