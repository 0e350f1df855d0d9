import type { EntityManager } from 'typeorm';
import { rows } from './transaction.js';

/** A filter of a page that somebody gave a name; `query` is the page's address from the question mark on. */
export interface ViewSaved { name: string; query: string }
const MOST = 20;

export function savedViews(manager: EntityManager, person: string, page: string): Promise<ViewSaved[]> {
  return rows(manager, 'select name, query from saved_views where person_id = $1 and page = $2 order by name', [person, page]);
}

/** Under a name that is there already the new one stands. @returns false where somebody has enough of them */
export async function saveView(manager: EntityManager, person: string, page: string, { name, query }: ViewSaved): Promise<boolean> {
  const made = await rows(manager, `
    insert into saved_views (person_id, page, name, query) select $1, $2, $3, $4 where (select count(*) from saved_views where person_id = $1 and page = $2 and name <> $3) < $5
    on conflict (person_id, page, name) do update set query = excluded.query returning name`, [person, page, name, query, MOST]);
  return made.length > 0;
}

export async function forgetView(manager: EntityManager, person: string, page: string, name: string): Promise<void> {
  await rows(manager, 'delete from saved_views where person_id = $1 and page = $2 and name = $3', [person, page, name]);
}
