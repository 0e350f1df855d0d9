import type { EntityManager } from 'typeorm';
import { rows } from './transaction.js';

/** A worker says that it lives; the instant is the database's. */
export async function beat(manager: EntityManager, { worker, kind }: { worker: string; kind: string }): Promise<void> {
  await rows(manager, 'insert into heartbeats (worker, kind, at) values ($1, $2, now()) on conflict (worker) do update set kind = excluded.kind, at = excluded.at', [worker, kind]);
}

/** A worker that ends says so: it must not be taken for one that lives. */
export async function lastBeat(manager: EntityManager, worker: string): Promise<void> {
  await rows(manager, 'delete from heartbeats where worker = $1', [worker]);
}
/** No worker runs on this machine: what the last ones said no longer counts. As the owner of the schema. */
export async function noWorkers(manager: EntityManager): Promise<void> {
  await rows(manager, 'delete from heartbeats');
}

/** When each worker was last heard of, the latest first. */
export function lastBeats(manager: EntityManager): Promise<{ worker: string; kind: string; at: Date }[]> {
  return rows(manager, 'select worker, kind, at from heartbeats order by at desc, worker');
}
