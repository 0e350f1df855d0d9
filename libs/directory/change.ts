import type { EntityManager } from 'typeorm';
import { firstRow, inTransaction, rows } from '#libs/records/transaction.js';

/** A rule of the directory says no: 409 with its name, or 422 with the field that is wrong. */
export class DirectoryRefusal extends Error {
  constructor(readonly status: 409 | 422, readonly code: string, detail: string, readonly pointer?: string) { super(detail); this.name = 'DirectoryRefusal'; }
}
export function refuse(code: string, detail: string): never {
  throw new DirectoryRefusal(409, code, detail);
}
export function wrong(pointer: string, code: string, detail: string): never {
  throw new DirectoryRefusal(422, code, detail, pointer);
}

/** Who changes the directory, and why: the database writes it down with what was before and after (note_directory_change). */
export interface Author { person: string; reason: string }

/** One change in one transaction. Changes of an organisation happen one after the other, so that two that only together make a circle cannot both be let through. */
export function asChange<Result>(manager: EntityManager, organisation: string, { person, reason }: Author, run: (manager: EntityManager) => Promise<Result>): Promise<Result> {
  return inTransaction(manager, async (within) => {
    await rows(within, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`handrail directory ${organisation}`]);
    await rows(within, `select set_config('handrail.actor', $1, true), set_config('handrail.reason', $2, true)`, [JSON.stringify({ person }), reason]);
    return run(within);
  });
}

export interface ActivePerson { id: string; organisation: string }

/** Somebody who is there and belongs to the organisation. @throws DirectoryRefusal 422 at `pointer` */
export async function activeIn(manager: EntityManager, organisation: string, id: string, pointer: string): Promise<ActivePerson> {
  const found = await firstRow<ActivePerson>(manager, 'select id, organisation_id as organisation from people where id = $1 and active', [id]);
  if (!found) wrong(pointer, 'unknown-person', 'is nobody in the directory');
  if (found.organisation !== organisation) wrong(pointer, 'other-organisation', 'belongs to another organisation');
  return found;
}

/** What has ended already changes nothing any more. @throws DirectoryRefusal 422 */
export function stillToCome(until: string, pointer = '/until'): void {
  if (Date.parse(until) <= Date.now()) wrong(pointer, 'in-the-past', 'has passed already');
}
