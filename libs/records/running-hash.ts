import { createHash } from 'node:crypto';
import type { CaseEvent } from '#libs/contracts/events.js';
import { canonicalEvent } from './projection/canonical.js';

/** The hash of a case after these events: hex sha-256 over the hash before and the event, one event after the other; '' before the first. */
export function runningHash(previous: string, events: readonly CaseEvent[]): string {
  return events.reduce((hash, event) => createHash('sha256').update(hash).update(canonicalEvent(event)).digest('hex'), previous);
}
