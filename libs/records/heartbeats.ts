import type { EntityManager } from 'typeorm';
import { rows } from './transaction.js';

/** A worker says that it lives; the instant is the database's. */
export async function beat(manager: EntityManager, { worker, kind }: { worker: string; kind: string }): Promise<void> {
  await rows(manager, 'insert into heartbeats (worker, kind, at) values ($1, $2, now()) on conflict (worker) do update set kind = excluded.kind, at = excluded.at', [worker, kind]);
}

/** When each worker was last heard of, the latest first. */
export function lastBeats(manager: EntityManager): Promise<{ worker: string; kind: string; at: Date }[]> {
  return rows(manager, 'select worker, kind, at from heartbeats order by at desc, worker');
}
