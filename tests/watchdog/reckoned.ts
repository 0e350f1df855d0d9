import { CaseHistory, type MissingCall } from '#apps/watchdog/reckoning/case-history.js';
import { historyEvent, type StoredEvent } from '#apps/watchdog/reckoning/history-event.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { policyOfCase } from '#libs/policies/released.js';
import type { Simulation } from '#tests/support/pathways/simulation.js';

const stored = (event: CaseEvent): StoredEvent => event as unknown as StoredEvent;

/** The case as the watchdog reads it from these events alone. */
export function read({ start: { policy } }: Pick<Simulation, 'start'>, events: readonly CaseEvent[]): CaseHistory {
  return new CaseHistory(policyOfCase, events.map((event) => historyEvent(stored(event))), policy);
}

/** What the watchdog misses at any instant of a case's whole life: between two events nothing but time passes, so the last instant before each says it for all before. Null: nothing ever. */
export function everMissed(simulation: Simulation): { at: string; missing: MissingCall[] } | null {
  const history = read(simulation, []);
  const { events } = simulation;
  for (const [index, event] of events.entries()) {
    history.take(historyEvent(stored(event)));
    const next = events[index + 1];
    // What happens at one instant is one tail.
    if (next?.at === event.at) continue;
    const until = next ? Date.parse(next.at) - 1 : simulation.now;
    const missing = history.missing(until);
    if (missing.length > 0) return { at: new Date(until).toISOString(), missing };
  }
  return null;
}

const told = (call: MissingCall): string => `${call.wrong} ${call.step} ${call.level}`;
/** In words: `not-called first-visit-done 2`. */
export function missedBy(simulation: Simulation, events: readonly CaseEvent[], now: number): string[] {
  return read(simulation, events).missing(now).map(told);
}
