/** How long, in ms, trouble must stand before it is an alarm. */
export interface Patience { callMs: number; recordMs: number; workerMs: number; partMs: number; noticeMs: number; clockMs: number }

/**
 * Since when the watchdog has been watching, by the clock that it looks with: at its own start, and when the record comes back after an outage, whoever has to catch up gets the same time as ever.
 * What was an alarm before stays one.
 */
export function ripe(now: number, since: number, watchingSince: number, patienceMs: number): boolean {
  return now - Math.max(since, watchingSince) >= patienceMs;
}
