import type { Client } from 'pg';

/** How far behind the product is, s: each is near zero, or grows. */
export interface Lag { readonly record: number; readonly notices: number; readonly calls: number; readonly connections: number }

/** `record`: the longest that a command has been sent and is not recorded. `notices`: the longest that one which is due waits. `calls`: the latest of the calls of the last minute, after their due instant, of those that fell due while their case was open. `connections`: of the database. */
export async function lagOf(admin: Client): Promise<Lag> {
  const { rows } = await admin.query<Lag>(`
    select
      coalesce((select extract(epoch from clock_timestamp() - min(created_at)) from commands where status = 'sent'), 0)::float8 as record,
      coalesce((select greatest(0, extract(epoch from clock_timestamp() - min(next_try_at))) from notices where status = 'queued'), 0)::float8 as notices,
      coalesce((select max(extract(epoch from calls.at - calls.due_at)) from calls join cases on cases.id = calls.case_id where calls.at > clock_timestamp() - interval '1 minute' and calls.due_at > cases.opened_at), 0)::float8 as calls,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections`);
  return rows[0]!;
}
