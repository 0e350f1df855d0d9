import type { DataSource } from 'typeorm';
import { eventually } from '#tests/support/temporal/eventually.js';

export interface NoticeRow { rung: number; person: string; status: string; tries: number; error: string | null; waits: boolean | null }

/** The notices of a case as the record has them, in the order of their calls. */
export function noticesOf(record: DataSource, caseId: string): Promise<NoticeRow[]> {
  return record.query('select rung, person_id as person, status, tries, last_error as error, next_try_at > now() as waits from notices where case_id = $1 and (method_id is null or method_id > 0 or place = 1) order by rung, place', [caseId]);
}
/** The notices of a case once they are so; a record that is away is asked again. */
export function noticesOnce(record: DataSource, caseId: string, areSo: (rows: NoticeRow[]) => boolean): Promise<NoticeRow[]> {
  return eventually('the notices are as they should', async () => {
    const rows = await noticesOf(record, caseId).catch(() => []);
    return rows.length > 0 && areSo(rows) && rows;
  }, 10_000);
}
/** As if the time of every lease and every wait were over. */
export async function waitsOver(record: DataSource): Promise<void> {
  await record.query(`update notices set next_try_at = now() where status = 'queued'`);
  await record.query('update notice_turns set free_at = now(), leased_until = now()');
}
