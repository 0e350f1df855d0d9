import type { Client } from 'pg';

/** How far behind the product is, s: each is near zero, or grows. */
export interface Lag { readonly record: number; readonly notices: number; readonly calls: number; readonly connections: number }

/** `record`: the longest that a command has been sent and is not recorded. `notices`: the longest that one which is due waits. `calls`: the latest of the calls of the last minute, after their due instant. `connections`: of the database. */
export async function lagOf(admin: Client): Promise<Lag> {
  const { rows } = await admin.query<Lag>(`
    select
      coalesce((select extract(epoch from clock_timestamp() - min(created_at)) from commands where status = 'sent'), 0)::float8 as record,
      coalesce((select greatest(0, extract(epoch from clock_timestamp() - min(next_try_at))) from notices where status = 'queued'), 0)::float8 as notices,
      coalesce((select max(extract(epoch from at - due_at)) from calls where at > clock_timestamp() - interval '1 minute'), 0)::float8 as calls,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections`);
  return rows[0]!;
}
