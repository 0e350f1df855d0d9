import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { storedVersion } from '#libs/records/stored.js';
import { Reconciler } from '#libs/upkeep/reconciler.js';
import { CalledCase } from '#tests/notices/called-case.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { CaseStandIn } from './case-stand-in.js';

let fresh: FreshRecord;
let record: DataSource;
let cases: CaseStandIn;
let errors: { code: string; caseId: unknown }[];
let reconciler: Reconciler;

beforeAll(async () => {
  fresh = await freshRecord('reconciler');
  ({ record } = fresh);
}, 120_000);
afterAll(() => fresh.close());
beforeEach(async () => {
  cases = new CaseStandIn();
  errors = [];
  reconciler = new Reconciler({ record, cases, log: (level, code, facts) => { if (level === 'error') errors.push({ code, caseId: facts?.['caseId'] }); } });
  // What other tests left open is no concern of this one.
  await record.query('delete from record_halts');
  await record.query(`update cases set status = 'closed', closed_at = now(), outcome = '{"outcome":"x"}'`);
});

const opened = async (rehearsal = false): Promise<CalledCase> => {
  const made = new CalledCase(record.manager, rehearsal);
  await made.open();
  cases.knows(made.id, made.history, { rehearsal });
  return made;
};

describe('the reconciler', () => {
  it('is content with open cases whose workflows know as much as the record, or more', async () => {
    await opened();
    await opened(true);
    const ahead = await opened();
    ahead.append('note-added', { text: 'x' });
    cases.knows(ahead.id, ahead.history);
    expect(await reconciler.pass()).toEqual([]);
    expect((await storedVersion(record.manager, ahead.id))?.version).toBe(2);
  });

  it('alarms about an open case that does not run, in either namespace', async () => {
    const gone = await opened();
    const never = await opened(true);
    cases.knows(gone.id, gone.history, { running: false });
    cases.knows(never.id, never.history, { rehearsal: false });
    const alarms = await reconciler.pass();
    expect(alarms).toEqual(expect.arrayContaining([{ code: 'case-not-running', caseId: gone.id, rehearsal: false }, { code: 'case-not-running', caseId: never.id, rehearsal: true }]));
    expect(alarms).toHaveLength(2);
    expect(errors).toEqual(alarms.map(({ code, caseId }) => ({ code, caseId })));
    expect(await reconciler.pass()).toHaveLength(2);
  });

  it('alarms about a workflow that knows less than the record', async () => {
    const behind = await opened();
    await behind.call('riverside-coordinator');
    cases.knows(behind.id, behind.history.slice(0, 2));
    expect(await reconciler.pass()).toEqual([{ code: 'case-behind-record', caseId: behind.id, rehearsal: false }]);
  });

  it('alarms about a workflow that says nothing at two passes', async () => {
    const silent = await opened();
    cases.knows(silent.id, silent.history, { answers: false });
    expect(await reconciler.pass()).toEqual([]);
    expect(await reconciler.pass()).toEqual([{ code: 'case-not-answering', caseId: silent.id, rehearsal: false }]);
    cases.knows(silent.id, silent.history);
    expect(await reconciler.pass()).toEqual([]);
  });

  it('alarms about a record that was stopped', async () => {
    const halted = await opened();
    await record.query(`insert into record_halts (case_id, kind, sequence, detail) values ($1, 'projection', 1, 'x')`, [halted.id]);
    expect(await reconciler.pass()).toEqual([{ code: 'record-halted', caseId: halted.id, rehearsal: false }]);
  });

  it('does not mind a case that closes while it looks', async () => {
    const closing = await opened();
    cases.running = async (caseId) => {
      await record.query(`update cases set status = 'closed', closed_at = now(), outcome = '{"outcome":"x"}' where id = $1`, [caseId]);
      return false;
    };
    expect(await reconciler.pass()).toEqual([]);
    expect(await storedVersion(record.manager, closing.id)).toMatchObject({ status: 'closed' });
  });

  it('asks a workflow again only when its record has moved, or an hour later', async () => {
    const made = await opened();
    const now = Date.now();
    const askedAt = async (later: number): Promise<number> => { await reconciler.pass(undefined, now + later); return cases.asked.length; };
    expect([await askedAt(0), await askedAt(300_000)]).toEqual([1, 1]);
    await made.call('riverside-coordinator');
    cases.knows(made.id, made.history);
    expect([await askedAt(600_000), await askedAt(900_000), await askedAt(600_000 + 3_600_001)]).toEqual([2, 2, 3]);
  });

  it('walks through more cases than a page holds', async () => {
    const made = await Promise.all(Array.from({ length: 205 }, () => opened()));
    cases.knows(made[204]!.id, [], { running: false });
    expect(await reconciler.pass()).toEqual([{ code: 'case-not-running', caseId: made[204]!.id, rehearsal: false }]);
    expect(cases.asked).toHaveLength(204);
  });
});
