import type { EntityManager } from 'typeorm';
import { policyOfCase } from '#libs/policies/released.js';
import { rows } from '#libs/records/transaction.js';
import { CaseHistory } from '../reckoning/case-history.js';
import { factsRead, historyEvent, kindsRead, type StoredEvent } from '../reckoning/history-event.js';
import { grouped } from './grouped.js';

interface CaseRow { id: string; version: number }
interface Known { version: number; readAt: number; history: CaseHistory }
const PAGE = 50;

/**
 * The histories of all open cases that are no rehearsals (those have clocks of their own). Read again when the case's version has moved, and after `rereadMs` in any case: what is changed or lost
 * in the record without a new event is found too.
 */
export class OpenCases {
  private known = new Map<string, Known>();

  constructor(private readonly rereadMs: number) {}

  async read(manager: EntityManager, now: number): Promise<ReadonlyMap<string, CaseHistory>> {
    const open = await rows<CaseRow>(manager, `select id, version from cases where not rehearsal and status <> 'closed' order by id`);
    const stale = open.filter(({ id, version }) => {
      const known = this.known.get(id);
      return known?.version !== version || now - known.readAt >= this.rereadMs;
    });
    // What was read before a page fails is kept: the next turn goes on from there.
    for (let from = 0; from < stale.length; from += PAGE) await this.readPage(manager, stale.slice(from, from + PAGE), now);
    this.known = new Map(open.map(({ id }) => [id, this.known.get(id)!]));
    return new Map([...this.known].map(([id, { history }]) => [id, history]));
  }

  private async readPage(manager: EntityManager, cases: readonly CaseRow[], now: number): Promise<void> {
    // Of tasks that have ended nothing is read; the cases are named in each part, so that none reads all tasks or calls there are. Facts are taken out by name: no text that anybody wrote leaves the database.
    const events = await rows<StoredEvent & { caseId: string }>(manager, `
      select events.case_id as "caseId", events.sequence, events.at, events.kind,
        (select coalesce(jsonb_object_agg(fact.key, fact.value), '{}') from jsonb_each(events.data) as fact where fact.key = any($3)) as data,
        case when events.kind = 'rung-reached' then exists (select 1 from calls where calls.case_id = any($1) and calls.case_id = events.case_id and calls.sequence = events.sequence) end as listed
      from events where events.case_id = any($1) and events.kind = any($2)
        and not exists (select 1 from tasks where tasks.case_id = any($1) and tasks.id = events.data->>'taskId' and tasks.status <> 'open')
      order by events.case_id, events.sequence`, [cases.map(({ id }) => id), kindsRead, factsRead]);
    const ofCase = grouped(events, ({ caseId }) => caseId);
    for (const { id, version } of cases) {
      const history = new CaseHistory(policyOfCase, (ofCase.get(id) ?? []).map(({ listed, ...event }) => historyEvent({ ...event, ...(typeof listed === 'boolean' ? { listed } : {}) })));
      this.known.set(id, { version, readAt: now, history });
    }
  }
}
