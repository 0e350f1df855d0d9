import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { Simulation } from '#tests/support/pathways/simulation.js';
import type { CaseInWorld } from './case-in-world.js';

/** What happened and what it said, without when it arrived, what the directory's reason was, and who is on duty, which the directory alone knows. */
export function content({ sequence, kind, actor, data }: CaseEvent): unknown {
  return { sequence, kind, actor, data: kind === 'called' ? { ...data, why: '' } : kind === 'system-alarm-told' ? { ...data, why: '', people: [] } : data };
}

/** The case as it would have gone without a server, without runs and without interruption: the same commands at the same instants of its own clock, until `now`. */
export function uninterrupted({ opening, sent }: CaseInWorld, events: readonly CaseEvent[], now: number): CaseEvent[] {
  const [first] = events as [EventOf<'case-opened'>];
  const simulation = new Simulation({ ...opening, revision: first.data.revision }, Date.parse(first.at), (role) => `riverside-${role}`);
  const carriedOut = new Map(events.flatMap(({ command, at }) => (command === undefined ? [] : [[command, Date.parse(at)] as const])).reverse());
  for (const [id, at] of [...carriedOut].reverse()) {
    const envelope = sent.get(id);
    if (!envelope || !('person' in envelope.actor)) continue;
    simulation.until(at);
    simulation.command(envelope.command, envelope.actor.person);
  }
  simulation.until(now);
  return simulation.events;
}

/** How long after the simulation's own instant each event arrived, in ms: never before it. */
export function lateness(events: readonly CaseEvent[], simulated: readonly CaseEvent[]): { least: number; most: number } {
  const late = events.map((event, index) => Date.parse(event.at) - Date.parse(simulated[index]?.at ?? event.at));
  return { least: Math.min(...late), most: Math.max(...late) };
}
