import type { EntityManager } from 'typeorm';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { rows } from '#libs/records/transaction.js';

export interface PageAsked { cursor?: string | undefined; limit?: number | undefined }

/** A page of what a statement gives, in the order of its text column `key`. `parameters` are those of the statement. */
export async function listed<Row extends { key: string }, Item>(manager: EntityManager, statement: string, parameters: readonly unknown[], { cursor, limit }: PageAsked, items: (found: Row[]) => Item[]): Promise<{ items: Item[]; next: string | null }> {
  const size = pageSize(limit);
  const after = readCursor(cursor)?.id ?? '';
  const found = await rows<Row>(manager, `select * from (${statement}) as listed where key collate "C" > $${parameters.length + 1} order by key collate "C" limit $${parameters.length + 2}`, [...parameters, after, size + 1]);
  return pageOf(found, size, ({ key }) => ({ at: new Date(0).toISOString(), id: key }), items);
}

/** An instant as the API writes it. */
export const instantOf = (at: Date): string => at.toISOString();
export const instantOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
