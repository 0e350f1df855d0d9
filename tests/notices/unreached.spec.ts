import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { tellUnreached } from '#libs/notices/unreached.js';
import { CaseUnavailable, Refused } from '#libs/pathway/temporal/case-client.js';
import { planNotices } from '#libs/records/notices.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { testBell } from '#tests/support/upkeep/test-bell.js';
import { NoticesHouse } from './notices-house.js';

const who = 'riverside-coordinator';
let house: NoticesHouse;
beforeAll(async () => { house = await NoticesHouse.open('unreached'); }, 120_000);
afterEach(() => house.stops());
afterAll(() => house.close());

/** A call that no way carried, and a case that answers so, the last of it for ever. @returns what became of it, and in how many tries */
async function told(...answers: (Error | null)[]): Promise<{ outcome: string; tries: number }> {
  await house.ways(who, ['email', 'colin@home.example', 'unverified']);
  const made = await house.opened();
  await made.call(who);
  await planNotices(house.record.manager, { served: ['email'], limit: 10 });
  const command = (): Promise<{ version: number; events: []; now: string }> => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer ? Promise.reject(answer) : Promise.resolve({ version: made.version, events: [], now: new Date().toISOString() });
  };
  const bell = testBell(house.record);
  const telling = tellUnreached({ record: house.record, cases: { command }, poll: bell.of('unreached'), retryMaxMs: 20, log: () => undefined });
  try {
    return await eventually('it is settled', async () => (await house.record.query<{ outcome: string; tries: number }[]>('select outcome, tries from unreached_calls where case_id = $1 and outcome is not null', [made.id]))[0]);
  } finally {
    await Promise.all([bell.stop(), telling.stop()]);
  }
}
const no = (status: 404 | 409 | 422, code: string): Refused => new Refused({ status, code, detail: code });

describe('a case that is told that a call reached nobody', () => {
  it('hears it again until it has taken it, whatever hinders it meanwhile', async () => {
    expect(await told(new CaseUnavailable('no answer in time'), no(422, 'beyond-the-calendar'), null)).toEqual({ outcome: 'told', tries: 3 });
  });

  it.each([['task-already-completed', 'task-done'], ['task-not-open', 'task-done'], ['case-closed', 'case-closed']] as const)('need not hear it where it says %s', async (code, outcome) => {
    expect(await told(no(409, code))).toEqual({ outcome, tries: 1 });
  });
});
