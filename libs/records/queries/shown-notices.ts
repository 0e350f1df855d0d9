import type { EntityManager } from 'typeorm';
import type { NoticeStatus, NoticeView } from '#libs/contracts/views.js';
import type { TaskDocument } from '../projection/document.js';
import { rows } from '../transaction.js';

/** A notice as the record has it; `at` as JSON or as the database gives it. */
export interface NoticeRow { channel: string; status: NoticeStatus; at: string | Date; tries: number; error: string | null }

export const shownNotice = ({ channel, status, at, tries, error }: NoticeRow): NoticeView => ({ channel, status, tries, at: new Date(at).toISOString(), ...(error === null ? {} : { error }) });

/** What became of the notices of reminders, by case and the sequence of their reminder-reached. */
export type RemindersTold = ReadonlyMap<string, NoticeView[]>;
export const toldOf = (caseId: string, reminder: number): string => `${caseId} ${reminder}`;

export async function noticesOfReminders(manager: EntityManager, tasks: readonly { caseId: string; task: TaskDocument }[]): Promise<RemindersTold> {
  const asked = tasks.flatMap(({ caseId, task }) => (task.reminders ?? []).map(({ reminder }) => ({ caseId, reminder })));
  if (asked.length === 0) return new Map();
  const found = await rows<NoticeRow & { case_id: string; rung: number }>(manager, `
    select case_id, rung, channel, status, at, tries, last_error as error from notices where kind = 'reminder' and (case_id, rung) in (select * from unnest($1::text[], $2::int[])) order by id`,
  [asked.map(({ caseId }) => caseId), asked.map(({ reminder }) => reminder)]);
  const told = new Map<string, NoticeView[]>();
  for (const { case_id, rung, ...notice } of found) told.set(toldOf(case_id, rung), [...told.get(toldOf(case_id, rung)) ?? [], shownNotice(notice)]);
  return told;
}
