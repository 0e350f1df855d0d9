import type { EntityManager } from 'typeorm';
import { waitingWork, type Queue } from '#libs/records/waiting-work.js';
import { Bell } from '#libs/upkeep/bell.js';

/** The worker's bell, in short times, which never lets anybody look unrung: what it fails to see is never done. */
export function testBell({ manager }: { manager: EntityManager }, untakenMs = 60_000): Bell<Queue> {
  return new Bell<Queue>({ everyMs: 10, unrungMs: 3_600_000, look: () => waitingWork(manager, new Date(Date.now() - untakenMs)), log: () => undefined });
}
