import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import type { Alarm } from './alarms.js';
import type { Kind } from './finding.js';

interface Row { id: string; kind: Kind; subject: string; says: string; since: Date; raised_at: Date; over_at: Date | null; told_at: Date | null; times_told: number; over_told_at: Date | null }
const time = (at: Date | null): number | null => at?.getTime() ?? null;
const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What stood, or was not told to its end, when the last watchdog ended. */
export async function alarmsBefore(manager: EntityManager): Promise<Alarm[]> {
  const found = await rows<Row>(manager, 'select * from watchdog_alarms where over_told_at is null order by raised_at, id');
  return found.map(({ id, kind, subject, says, since, raised_at, over_at, told_at, times_told, over_told_at }) => (
    { id, kind, subject, says, since: since.getTime(), raisedAt: raised_at.getTime(), overAt: time(over_at), toldAt: time(told_at), timesTold: times_told, overToldAt: time(over_told_at) }));
}

export async function writeAlarms(manager: EntityManager, alarms: readonly Alarm[]): Promise<void> {
  if (alarms.length === 0) return;
  const given = alarms.map(({ id, kind, subject, says, since, raisedAt, overAt, toldAt, timesTold, overToldAt }) => ({
    id, kind, subject, says, since: text(since), raised_at: text(raisedAt), over_at: text(overAt), told_at: text(toldAt), times_told: timesTold, over_told_at: text(overToldAt),
  }));
  // Of the same trouble only one stands at a time: what is over is written first.
  for (const part of [given.filter(({ over_at }) => over_at !== null), given.filter(({ over_at }) => over_at === null)]) {
    if (part.length === 0) continue;
    await rows(manager, `
      insert into watchdog_alarms select * from jsonb_populate_recordset(null::watchdog_alarms, $1::jsonb) on conflict (id) do update
        set says = excluded.says, over_at = excluded.over_at, told_at = excluded.told_at, times_told = excluded.times_told, over_told_at = excluded.over_told_at`, [JSON.stringify(part)]);
  }
}
