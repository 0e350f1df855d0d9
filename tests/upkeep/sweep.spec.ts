import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { claimCase } from '#libs/records/claims.js';
import { claimCommand, finishCommand } from '#libs/records/commands.js';
import { storedVersion } from '#libs/records/stored.js';
import { startUpkeep } from '#libs/upkeep/start-upkeep.js';
import { Sweep } from '#libs/upkeep/sweep.js';
import { CalledCase } from '#tests/notices/called-case.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { CaseStandIn } from './case-stand-in.js';

let fresh: FreshRecord;
let record: DataSource;
let cases: CaseStandIn;
let lines: string[];

beforeAll(async () => {
  fresh = await freshRecord('sweep');
  ({ record } = fresh);
}, 120_000);
afterAll(() => fresh.close());
beforeEach(async () => {
  await record.query('delete from commands');
  cases = new CaseStandIn();
  lines = [];
});

const log = (_level: string, code: string): void => { lines.push(code); };
const sweepAfter = (afterMs = 10_000): Sweep => new Sweep({ record, cases, log, afterMs });

/** A command row as an API leaves it that died `ageMs` ago. */
async function sent(caseId: string | null, ageMs: number): Promise<string> {
  const updateId = randomUUID();
  await claimCommand(record.manager, { caller: 'c', method: 'POST', path: '/v1', key: updateId, bodyHash: 'h', updateId, type: 'note', ...(caseId === null ? {} : { caseId }) });
  await record.query('update commands set created_at = now() - make_interval(secs => $2) where update_id = $1', [updateId, ageMs / 1000]);
  return updateId;
}
const statusOf = async (updateId: string): Promise<string | undefined> => (await record.query<{ status: string }[]>('select status from commands where update_id = $1', [updateId]))[0]?.status;

describe('the sweep', () => {
  it('writes the tail of a case whose command got no answer, and the command is done; it sends nothing', async () => {
    const made = new CalledCase(record.manager);
    await made.open();
    const updateId = await sent(made.id, 11_000);
    made.append('note-added', { text: 'x' }, { command: updateId });
    made.append('stage-entered', { stage: 'y' });
    cases.knows(made.id, made.history);
    await sweepAfter().pass();
    expect(await statusOf(updateId)).toBe('done');
    expect((await storedVersion(record.manager, made.id))?.version).toBe(3);
    expect(cases.commands).toEqual([]);
  });

  it('leaves alone what is younger', async () => {
    const made = new CalledCase(record.manager);
    await made.open();
    const updateId = await sent(made.id, 8_000);
    made.append('note-added', { text: 'x' }, { command: updateId });
    cases.knows(made.id, made.history);
    await sweepAfter().pass();
    expect([await statusOf(updateId), cases.asked]).toEqual(['sent', []]);
  });

  it('brings a case into the record that its start left outside, rehearsals too', async () => {
    for (const rehearsal of [false, true]) {
      const made = new CalledCase(record.manager, rehearsal);
      const updateId = await sent(made.id, 60_000);
      made.append('case-opened', {
        pathway: 'minimum-safe-discharge', policy: { id: 'minimum-safe-discharge', version: '1' }, revision: 1, organisation: 'riverside', rehearsal,
        owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
        patient: { id: randomUUID(), identifiers: [{ system: 'made-up', value: randomUUID() }], name: 'Test Person', dateOfBirth: '1941-02-03' }, details: {},
      }, { command: updateId });
      cases.knows(made.id, made.history, { rehearsal });
      await sweepAfter().pass();
      expect(await storedVersion(record.manager, made.id)).toMatchObject({ version: 1, rehearsal });
      expect(await statusOf(updateId)).toBe('done');
    }
  });

  it('asks again about a command that never arrived when it has grown twice as old, a case once for all its commands', async () => {
    const made = new CalledCase(record.manager);
    await made.open();
    cases.knows(made.id, made.history);
    await sent(made.id, 20_000);
    await sent(made.id, 20_000);
    const sweep = sweepAfter();
    const now = Date.now();
    const askedAt = async (later: number): Promise<number> => { await sweep.pass(undefined, now + later); return cases.asked.length; };
    expect([await askedAt(0), await askedAt(5_000), await askedAt(19_000), await askedAt(21_000), await askedAt(50_000), await askedAt(75_000)]).toEqual([1, 1, 1, 2, 2, 3]);
    // Five minutes at most, however old.
    await askedAt(86_400_000);
    expect([await askedAt(86_400_000 + 299_000), await askedAt(86_400_000 + 301_000)]).toEqual([4, 5]);
  });

  it('asks again at once where a case could not answer', async () => {
    const made = new CalledCase(record.manager);
    await made.open();
    const updateId = await sent(made.id, 11_000);
    made.append('note-added', { text: 'x' }, { command: updateId });
    cases.knows(made.id, made.history, { answers: false });
    const sweep = sweepAfter();
    await sweep.pass();
    expect([await statusOf(updateId), lines]).toEqual(['sent', ['sweep-case-failed']]);
    cases.knows(made.id, made.history);
    await sweep.pass();
    expect(await statusOf(updateId)).toBe('done');
  });

  it('is not stopped by a case that does not run, nor by a row without a case', async () => {
    await sent(randomUUID(), 30_000);
    await sent(null, 30_000);
    const made = new CalledCase(record.manager);
    await made.open();
    const updateId = await sent(made.id, 11_000);
    made.append('note-added', { text: 'x' }, { command: updateId });
    cases.knows(made.id, made.history);
    await sweepAfter().pass();
    expect(await statusOf(updateId)).toBe('done');
  });
});

describe('a claim whose start died', () => {
  const claimed = async (): Promise<CalledCase> => {
    const made = new CalledCase(record.manager);
    await record.query(`insert into patients (id, name, date_of_birth, rehearsal) values ($1, 'Test Person', '1941-02-03', false)`, [`p-${made.id}`]);
    await claimCase(record.manager, { caseId: made.id, pathway: 'minimum-safe-discharge', patientId: `p-${made.id}`, rehearsal: false });
    await record.query(`update case_claims set claimed_at = now() - interval '6 minutes' where case_id = $1`, [made.id]);
    return made;
  };
  const standing = async (caseId: string): Promise<boolean> => (await record.query<unknown[]>('select 1 from case_claims where case_id = $1 and released_at is null', [caseId])).length === 1;

  it('is given up when no workflow of it runs, and only then', async () => {
    const died = await claimed();
    const runs = await claimed();
    runs.append('case-opened', { pathway: 'minimum-safe-discharge', policy: { id: 'minimum-safe-discharge', version: '1' }, revision: 1, organisation: 'riverside', rehearsal: false, details: {} });
    cases.knows(runs.id, runs.history);
    await sweepAfter().pass();
    expect([await standing(died.id), await standing(runs.id), (await storedVersion(record.manager, runs.id))?.version]).toEqual([false, true, 1]);
    expect(lines).toContain('claim-given-up');
  });

  it('stands while Temporal cannot be asked', async () => {
    const died = await claimed();
    cases.reachable = false;
    await sweepAfter().pass();
    expect([await standing(died.id), lines]).toEqual([true, ['sweep-claim-failed']]);
    cases.reachable = true;
    await sweepAfter().pass();
    expect(await standing(died.id)).toBe(false);
  });

  it('stands where the start runs and never comes to be a case, and says so once for whoever looks after it', async () => {
    const stuck = await claimed();
    cases.knows(stuck.id, stuck.history, { answers: false });
    const sweep = sweepAfter();
    await sweep.pass();
    await sweep.pass();
    expect([await standing(stuck.id), lines.filter((line) => line === 'start-does-not-begin')]).toEqual([true, ['start-does-not-begin']]);
  });
});

describe('the loops together', () => {
  it('sweep, forget keys after thirty days, complete intake, outlive a record that is away, and stop', async () => {
    const old = await sent(null, 31 * 86_400_000);
    const kept = await sent(null, 29 * 86_400_000);
    await finishCommand(record.manager, kept, { httpStatus: 200, response: {} });
    const made = new CalledCase(record.manager);
    await made.open();
    const updateId = await sent(made.id, 11_000);
    made.append('note-added', { text: 'x' }, { command: updateId });
    await fresh.database.cut();
    let completed = 0;
    const times = { record, log, sweepAfterMs: 10_000, sweepEveryMs: 50, reconcileEveryMs: 50, expireEveryMs: 50 };
    const upkeep = startUpkeep({ ...times, cases, completeIntake: () => { completed += 1; return Promise.resolve(); } });
    await eventually('each loop has met the cut', () => ['sweep-failed', 'reconcile-failed', 'command-expiry-failed'].every((code) => lines.includes(code)));
    cases.knows(made.id, made.history);
    await fresh.database.mend();
    await eventually('the command is done', async () => (await statusOf(updateId).catch(() => 'away')) === 'done');
    await eventually('the old key is forgotten', async () => (await statusOf(old)) === undefined);
    await upkeep.stop();
    expect([await statusOf(kept), completed > 0]).toEqual(['done', true]);
    // Another of the same times goes round and round, and what was stopped does not.
    const before = completed;
    let others = 0;
    const other = startUpkeep({ ...times, cases, completeIntake: () => { others += 1; return Promise.resolve(); } });
    await eventually('the other has gone round', () => others > 3);
    await other.stop();
    expect(completed).toBe(before);
  });
});
