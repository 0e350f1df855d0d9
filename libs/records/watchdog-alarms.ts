import type { EntityManager } from 'typeorm';
import { rows } from './transaction.js';

/** An alarm of the watchdog that is not over. `says`: ids and words of policies only. */
export interface OpenAlarm { kind: string; says: string; since: Date }

export function openAlarms(manager: EntityManager): Promise<OpenAlarm[]> {
  return rows(manager, 'select kind, says, since from watchdog_alarms where over_at is null order by raised_at limit 20');
}
