import type { Finding } from '../alarms/finding.js';

/** How long, in ms, trouble must stand before it is an alarm. */
export interface Patience { callMs: number; recordMs: number; workerMs: number; partMs: number; noticeMs: number; clockMs: number }

/**
 * Of what was found, `findings` has stood for `patienceMs` and is an alarm. `watchingSince`: since when the watchdog has been watching, by the clock that it looks with: at its own start, and when the record comes
 * back after an outage, whoever has to catch up gets the same time as ever. What would be an alarm without that is `early`: none is raised, but one that stands stays.
 */
export function judged(found: readonly Finding[], now: number, watchingSince: number, patienceMs: number): { findings: Finding[]; early: Finding[] } {
  const old = found.filter(({ since }) => now - since >= patienceMs);
  return now - watchingSince >= patienceMs ? { findings: old, early: [] } : { findings: [], early: old };
}
