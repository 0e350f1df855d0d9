import { withClient } from '#apps/local/postgres.js';
import type { CaseView } from '#libs/contracts/views.js';
import { DAY, HOUR } from '#libs/domain/duration.js';
import { localTime } from '#libs/domain/local-time.js';
import { owners, somebody, type Client } from '#tests/support/http/client.js';
import { carriedOut } from './carried-out.js';
import { at, inParallel } from './in-parallel.js';
import type { Servers } from './servers.js';

/** From the due instant of a task, in ms: until its call was in the record, and until a mail server had taken the mail (as the record says it). */
export interface Passed { readonly recorded: number[]; readonly accepted: number[] }

/** Tasks of live cases that fall due at chosen instants, each of a coordinator of their own, so that no mail is gathered with another. */
export class Deadlines {
  private people = 0;
  private readonly due = new Map<string, number>();
  constructor(private readonly client: Client, private readonly servers: Servers) {}

  /** A falls review is held 72 hours after the second fall: a case for each instant, with its coordinator, started by `clients` at once. @returns the cases' ids */
  async open(dueAts: readonly number[], clients: number): Promise<string[]> {
    const first = this.people;
    this.people += dueAts.length;
    await this.coordinators(first, dueAts.length);
    const cases: string[] = [];
    await inParallel(dueAts, clients, async (dueAt, index) => {
      const coordinator = `bench-${first + index}`;
      const occurredAt = dueAt - 72 * HOUR;
      const { id } = await this.started('hub', {
        pathway: 'rapid-falls-review', organisation: 'riverside', patient: somebody(), owners: { ...owners, coordinator },
        details: { trigger: { kind: 'two-falls-in-a-week', occurredAt: new Date(occurredAt).toISOString(), earlierAt: new Date(occurredAt - DAY).toISOString(), where: 'kitchen', note: 'slipped' } },
      });
      this.due.set(id, dueAt);
      cases.push(id);
    });
    return cases;
  }

  /**
   * By day a restriction whose one task, its review, is due at the instant: nothing of it is late before. At night its ladder would wait for 08:00, so then a falls review (which has other tasks, late from its start).
   * All have the same owners: what becomes of the mail is not looked at here.
   */
  async openOne(dueAt: number): Promise<string> {
    const { hour } = localTime(dueAt);
    if (hour < 8 || hour > 18) return (await this.open([dueAt], 1))[0]!;
    const [reviewAt, until] = [dueAt, dueAt + 10 * DAY].map((instant) => new Date(instant).toISOString());
    const details = { what: 'medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', until, reviewAt, stepDownPlan: 'a weekly box' };
    const { id } = await this.started('clinical-lead', { pathway: 'restriction', organisation: 'riverside', patient: somebody(), owners, details });
    this.due.set(id, dueAt);
    return id;
  }

  /** Milliseconds from each due instant until the call was in the record, once all are. @throws when one is not within `withinMs` after the last was due, or had another than one call */
  async called(cases: readonly string[], withinMs: number): Promise<number[]> {
    const last = Math.max(...cases.map((id) => this.due.get(id)!));
    for (;;) {
      const { rows } = await withClient(this.servers.databaseUrl('handrail'), (admin) => admin.query<{ case_id: string; due: number; recorded: number }>(`
        select notices.case_id, (extract(epoch from calls.due_at) * 1000)::float8 as due, (extract(epoch from notices.created_at) * 1000)::float8 as recorded
        from notices join calls on calls.case_id = notices.case_id and calls.sequence = notices.rung join tasks on tasks.id = calls.task_id
        where notices.case_id = any($1) and tasks.step in ('review-held', 'restriction-review') and notices.kind = 'call' and level = 1`, [cases]));
      if (rows.length >= cases.length) {
        const wrong = rows.filter((row) => row.due !== this.due.get(row.case_id));
        if (rows.length !== cases.length || wrong.length > 0) throw new Error(`${rows.length} calls for ${cases.length} tasks, ${wrong.length} of them due at another instant`);
        return rows.map(({ due, recorded }) => recorded - due);
      }
      if (Date.now() > last + withinMs) throw new Error(`${rows.length} of ${cases.length} tasks have their call`);
      await at(Date.now() + 500);
    }
  }

  /** Once every one of these has its accepted mail. @throws when one does not within `withinMs` after the last was due, or had another than one call */
  async passed(cases: readonly string[], withinMs: number): Promise<Passed> {
    const last = Math.max(...cases.map((id) => this.due.get(id)!));
    for (;;) {
      const { rows } = await withClient(this.servers.databaseUrl('handrail'), (admin) => admin.query<{ case_id: string; due: number; recorded: number; accepted: number | null }>(`
        select notices.case_id, (extract(epoch from calls.due_at) * 1000)::float8 as due, (extract(epoch from notices.created_at) * 1000)::float8 as recorded, case when notices.status = 'accepted' then (extract(epoch from notices.at) * 1000)::float8 end as accepted
        from notices join calls on calls.case_id = notices.case_id and calls.sequence = notices.rung join tasks on tasks.id = calls.task_id
        where notices.case_id = any($1) and tasks.step = 'review-held' and notices.kind = 'call' and level = 1`, [cases]));
      const taken = rows.filter((row) => row.accepted !== null);
      if (taken.length === cases.length) {
        const wrong = rows.filter((row) => row.due !== this.due.get(row.case_id));
        if (rows.length !== cases.length || wrong.length > 0) throw new Error(`${rows.length} calls for ${cases.length} tasks, ${wrong.length} of them due at another instant`);
        return { recorded: rows.map(({ due, recorded }) => recorded - due), accepted: taken.map(({ due, accepted }) => accepted! - due) };
      }
      if (Date.now() > last + withinMs) throw new Error(`${taken.length} of ${cases.length} tasks have their accepted mail, ${rows.length} their call`);
      await at(Date.now() + 500);
    }
  }

  private async started(who: 'hub' | 'clinical-lead', body: object): Promise<CaseView> {
    return await carriedOut(this.client, who, '/v1/cases', body) as unknown as CaseView;
  }

  private async coordinators(first: number, count: number): Promise<void> {
    await withClient(this.servers.databaseUrl('handrail'), async (admin) => {
      const numbers = `generate_series($1::int, $1::int + $2::int - 1) as n`;
      await admin.query(`insert into people (id, organisation_id, name) select 'bench-' || n, 'riverside', 'Bench ' || n from ${numbers}`, [first, count]);
      await admin.query(`insert into contact_methods (person_id, channel, position, address, verified_at) select 'bench-' || n, 'email', 1, 'bench-' || n || '@example.test', now() from ${numbers}`, [first, count]);
    });
  }
}
