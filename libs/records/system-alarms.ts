import type { EntityManager } from 'typeorm';
import { text } from './stored.js';
import { firstRow, rows } from './transaction.js';

export interface AlarmFacts { alarmId: string; caseId: string; done: boolean }

/** Which case an alarm is of; null: there is no such alarm. */
export async function alarmFacts(manager: EntityManager, alarmId: string): Promise<AlarmFacts | null> {
  return firstRow(manager, 'select id as "alarmId", case_id as "caseId", done_at is not null as done from system_alarms where id = $1', [text(alarmId)]);
}

/**
 * Keeps what somebody wrote that was done. Under the case's lock, so that what is raised at the same moment is either answered by it or an alarm of its own; the case itself may have closed long since.
 * `at` is the case's own clock. @returns false when somebody has written it already
 */
export async function closeAlarm(manager: EntityManager, { alarmId, caseId, at, person, done, command }: { alarmId: string; caseId: string; at: Date; person: string; done: string; command: string }): Promise<boolean> {
  await rows(manager, 'select 1 from cases where id = $1 for no key update', [caseId]);
  const closed = await rows(manager, 'update system_alarms set done_at = $2 where id = $1 and done_at is null returning id', [alarmId, at]);
  if (closed.length === 0) return false;
  await rows(manager, `
    insert into system_alarm_closings (alarm_id, case_id, covers, at, person_id, done, command) select id, case_id, last_sequence, $2, $3, $4, $5 from system_alarms where id = $1`, [alarmId, at, person, done, command]);
  return true;
}
