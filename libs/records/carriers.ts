import type { EntityManager } from 'typeorm';
import { firstRow, inTransaction, rows } from './transaction.js';

/**
 * Who carries an advance out. Moving a clock is the one command that its case does not recognise by its id, so its row does: of several with the same key one is the carrier, for as
 * long as it is heard of; the others wait for what it brings, and take over when it falls silent.
 */
export interface Carried { updateId: string; caseId: string; carrier: string }
/** `mine`: go on. `twin`: another request of the same key carries it. `another`: another advance of the case is under way. `over`: it was answered, or its key was given back. */
export type Turn = 'mine' | 'twin' | 'another' | 'over';

/**
 * Asks for the turn, for `leaseMs` of the database's clock. Of several advances of a case the one that was asked for first goes on, or the one that is being carried already; one that nobody has
 * asked after for `givenUpMs` hinders nobody.
 */
export function takeTurn(manager: EntityManager, { updateId, caseId, carrier }: Carried, { leaseMs, givenUpMs }: { leaseMs: number; givenUpMs: number }): Promise<Turn> {
  return inTransaction(manager, async (within) => {
    await rows(within, `select pg_advisory_xact_lock(hashtextextended('advance ' || $1, 0))`, [caseId]);
    const own = await firstRow<{ status: 'sent' | 'done'; carried: boolean }>(within, 'select status, coalesce(carried_until > now(), false) as carried from commands where update_id = $1', [updateId]);
    if (own?.status !== 'sent') return 'over';
    if (own.carried) return 'twin';
    const other = await firstRow(within, `
      select 1 from commands as other, commands as own where own.update_id = $1 and other.update_id <> $1 and other.case_id = $2 and other.type = 'advance' and other.status = 'sent' and (other.carried_until > now()
        or (other.created_at > now() - make_interval(secs => $3 / 1000.0) and (other.created_at, other.update_id) < (own.created_at, own.update_id))) limit 1`, [updateId, caseId, givenUpMs]);
    if (other) return 'another';
    await rows(within, 'update commands set carrier = $2, carried_until = now() + make_interval(secs => $3 / 1000.0) where update_id = $1', [updateId, carrier, leaseMs]);
    return 'mine';
  });
}

/** The carrier is still at it. */
export async function keepTurn(manager: EntityManager, { updateId, carrier }: Carried, leaseMs: number): Promise<void> {
  await rows(manager, 'update commands set carried_until = now() + make_interval(secs => $3 / 1000.0) where update_id = $1 and carrier = $2', [updateId, carrier, leaseMs]);
}

/** The carrier has done what it could: whoever waits takes over, or finds the answer. */
export async function endTurn(manager: EntityManager, { updateId, carrier }: Carried): Promise<void> {
  await rows(manager, 'update commands set carrier = null, carried_until = null where update_id = $1 and carrier = $2', [updateId, carrier]);
}
