import type { EntityManager } from 'typeorm';
import { firstRow, rows } from './transaction.js';

/** What somebody can set once for themselves, in every browser. `one-page-start`: everything of a new case is asked on one page. */
export type PageSettingName = 'one-page-start';

export async function pageSetting(manager: EntityManager, person: string, setting: PageSettingName): Promise<boolean> {
  return (await firstRow<{ on: boolean }>(manager, 'select "on" from page_settings where person_id = $1 and setting = $2', [person, setting]))?.on ?? false;
}

export async function setPage(manager: EntityManager, person: string, setting: PageSettingName, on: boolean): Promise<void> {
  await rows(manager, 'insert into page_settings (person_id, setting, "on") values ($1, $2, $3) on conflict (person_id, setting) do update set "on" = excluded."on"', [person, setting, on]);
}
