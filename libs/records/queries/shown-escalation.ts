import type { EntityManager } from 'typeorm';
import type { EscalationView, NoticeStatus, NoticeView } from '#libs/contracts/views.js';
import type { EscalationDocument } from '../projection/document.js';
import { escalationLevel, escalationStatus } from '../projection/status.js';
import { rows } from '../transaction.js';
import type { ShownPeople } from './shown-people.js';
import type { Withholding } from './withheld.js';

/** The notices of escalations, by case and rung. */
export type NoticesByRung = ReadonlyMap<string, NoticeView[]>;
const rungKey = (caseId: string, rung: number): string => `${caseId} ${rung}`;

export async function noticesOf(manager: EntityManager, escalationIds: readonly string[]): Promise<NoticesByRung> {
  if (escalationIds.length === 0) return new Map();
  interface Row { case_id: string; rung: number; channel: string; status: NoticeStatus; at: Date; tries: number; last_error: string | null }
  const found = await rows<Row>(manager, `
    select notices.case_id, rung, channel, status, notices.at, tries, last_error from calls join notices on notices.case_id = calls.case_id and notices.rung = calls.sequence
    where calls.escalation_id = any($1) order by notices.id`, [escalationIds]);
  const byRung = new Map<string, NoticeView[]>();
  for (const { case_id, rung, channel, status, at, tries, last_error: error } of found) {
    const key = rungKey(case_id, rung);
    byRung.set(key, [...(byRung.get(key) ?? []), { channel, status, at: at.toISOString(), tries, ...(error === null ? {} : { error }) }]);
  }
  return byRung;
}

export function shownEscalation(caseId: string, pathway: string, escalation: EscalationDocument, notices: NoticesByRung, people: ShownPeople, withheld: Withholding | null): EscalationView {
  const free = (text: string): string => (withheld ? withheld.text(text) : text);
  const { id, taskId, step, reason, raisedAt, endedAt, endedBecause, acknowledgement, outcomes, calls } = escalation;
  return {
    id, caseId, taskId, pathway, step, reason, status: escalationStatus(escalation), ...(endedBecause === null ? {} : { endedBecause }), ...(endedAt === null ? {} : { endedAt }), raisedAt,
    level: escalationLevel(escalation), ...(acknowledgement === null ? {} : { acknowledgedBy: people.by(acknowledgement.by), acknowledgedUntil: acknowledgement.until }),
    outcomes: outcomes.map(({ at, by, response, note }) => ({ at, by: people.by(by), response: free(response), ...(note === undefined ? {} : { note: free(note) }) })),
    calls: calls.map(({ sequence, level, role, person, dueAt, at, asked, missed, answered, why }) => ({
      level, role, person: people.personOrNull(person), dueAt, at, asked, ...(missed === null ? {} : { missed }), notices: notices.get(rungKey(caseId, sequence)) ?? [], answered: answered !== null,
      ...(why === null ? {} : { why }),
    })),
  };
}
