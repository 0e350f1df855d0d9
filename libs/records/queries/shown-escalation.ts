import type { EntityManager } from 'typeorm';
import type { CallView, EscalationView } from '#libs/contracts/views.js';
import type { EscalationDocument } from '../projection/document.js';
import { escalationStatus } from '../projection/status.js';
import { rows } from '../transaction.js';
import { safeguardedOutcomes, type Sight } from './safeguarding.js';
import { shownNotice, type NoticeRow } from './shown-notices.js';
import type { ShownPeople } from './shown-people.js';
import type { Withholding } from './withheld.js';

/** A call with what became of its notices. */
export interface CallRow {
  escalation_id: string; level: number; role: string; person: string | null; due_at: Date; at: Date; asked: string; missed: number | null; answered: number | null; why: string | null; unreached: number | null; notices: NoticeRow[];
}
export type CallsOf = ReadonlyMap<string, readonly CallRow[]>;

/** The calls of escalations, in order, by escalation. */
export async function callsOf(manager: EntityManager, escalationIds: readonly string[]): Promise<CallsOf> {
  if (escalationIds.length === 0) return new Map();
  const found = await rows<CallRow>(manager, `
    select escalation_id, level, role, person, due_at, at, asked, missed, answered, why, unreached, coalesce((
      select jsonb_agg(jsonb_build_object('channel', channel, 'status', status, 'at', notices.at, 'tries', tries, 'error', last_error) order by notices.id)
      from notices where notices.case_id = calls.case_id and notices.rung = calls.sequence and notices.kind = 'call' and (method_id is null or method_id > 0 or place = 1)), '[]') as notices
    from calls where escalation_id = any($1) order by sequence`, [escalationIds]);
  const byEscalation = new Map<string, CallRow[]>(escalationIds.map((id) => [id, []]));
  for (const call of found) byEscalation.get(call.escalation_id)?.push(call);
  return byEscalation;
}

export function peopleCalled(calls: CallsOf): (string | null)[] {
  return [...calls.values()].flat().map(({ person }) => person);
}

export function shownEscalation(caseId: string, pathway: string, escalation: EscalationDocument, calls: readonly CallRow[], people: ShownPeople, sight: Pick<Sight, 'viewer' | 'owners'>, withheld: Withholding | null): EscalationView {
  const free = (text: string): string => (withheld ? withheld.text(text) : text);
  const { id, taskId, step, reason, raisedAt, endedAt, endedBecause, acknowledgement, acknowledgements = 0, level } = escalation;
  const { outcomes, climbs = [] } = safeguardedOutcomes(sight, escalation);
  return {
    id, caseId, taskId, pathway, step, reason, status: escalationStatus(escalation), ...(endedBecause === null ? {} : { endedBecause }), ...(endedAt === null ? {} : { endedAt }), raisedAt,
    level, ...(acknowledgement === null ? {} : { acknowledgedBy: people.by(acknowledgement.by), acknowledgedUntil: acknowledgement.until }), acknowledgements,
    outcomes: outcomes.map(({ at, by, response, note }) => ({ at, by: people.by(by), response: free(response), ...(note === undefined ? {} : { note: free(note) }) })),
    climbs: climbs.map(({ at, by, toLevel, reason: why }) => ({ at, by: people.by(by), toLevel, reason: free(why) })),
    calls: calls.map((call) => shownCall(call, people)),
  };
}

function shownCall({ level, role, person, due_at, at, asked, missed, answered, why, unreached, notices }: CallRow, people: ShownPeople): CallView {
  return {
    level, role, person: people.personOrNull(person), dueAt: due_at.toISOString(), at: at.toISOString(), asked, ...(missed === null ? {} : { missed }),
    notices: notices.map(shownNotice), answered: answered !== null, ...(why === null ? {} : { why }),
    reached: notices.some(({ status }) => status === 'delivered') ? true : unreached === null ? null : false,
  };
}
