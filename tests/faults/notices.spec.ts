import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CalledCase } from '#tests/notices/called-case.js';
import { NoticesHouse } from '#tests/notices/notices-house.js';
import { trouble } from '#tests/support/notify/notify-double.js';
import { eventually } from '#tests/support/temporal/eventually.js';

// Seconds and less stand for hours and minutes: every wait is configuration.
const byMail = ['coordinator', 'hub', 'director'].map((role) => `riverside-${role}`);
const bySms = ['escalation-owner', 'escalation-lead'].map((role) => `riverside-${role}`);
let house: NoticesHouse;
beforeAll(async () => {
  house = await NoticesHouse.open('faults notices');
  for (const [index, person] of bySms.entries()) await house.ways(person, ['sms', `0770090000${index + 4}`]);
}, 120_000);
afterEach(() => house.stops());
afterAll(() => house.close());

const called = async (people: readonly string[], times: number): Promise<{ made: CalledCase; tasks: string[] }> => {
  const made = await house.opened();
  return { made, tasks: await made.callAll(Array.from({ length: times }, (_, index) => people[index % people.length]!)) };
};
const allTold = (made: CalledCase): Promise<unknown> => eventually('every call is told', async () => (await house.notices(made.id)).every(({ status }) => ['accepted', 'delivered'].includes(status)), 20_000);
/** In how many messages each task was told of. */
const messagesOf = (task: string): number => [...house.mail.received, ...house.notify.messages].filter(({ text }) => new RegExp(`${task}(?![0-9])`).test(text)).length;
const toldOnce = (tasks: readonly string[]): void => expect(tasks.filter((task) => messagesOf(task) !== 1)).toEqual([]);

describe('no call is lost, none doubled', () => {
  it('while the mail server is away, and who is called by text hears of it meanwhile', async () => {
    await house.mail.stop();
    house.sends();
    const mailed = await called(byMail, 12);
    const texted = await called(bySms, 2);
    await allTold(texted.made);
    expect(new Set((await house.notices(mailed.made.id)).map(({ status }) => status))).toEqual(new Set(['queued']));
    const later = await called(byMail, 3);
    await house.mail.start();
    await allTold(mailed.made);
    await allTold(later.made);
    toldOnce([...mailed.tasks, ...later.tasks, ...texted.tasks]);
    expect([...await house.unreached(mailed.made.id), ...await house.unreached(later.made.id)]).toEqual([]);
  }, 60_000);

  it('while the directory is locked: calls are recorded all the same, and told when it is free', async () => {
    const before = await house.opened();
    house.sends();
    const locked = house.fresh.owner.createQueryRunner();
    await locked.connect();
    await locked.startTransaction();
    try {
      await locked.query('lock table people, contact_methods, team_members, person_roles in access exclusive mode');
      // The record of a call needs nothing of the directory.
      await before.call('riverside-coordinator');
      await before.call('riverside-hub');
      expect((await house.record.query<{ count: number }[]>('select count(*)::int as count from calls where case_id = $1', [before.id]))[0]).toEqual({ count: 2 });
      expect(house.mail.received).toEqual([]);
    } finally {
      await locked.commitTransaction();
      await locked.release();
    }
    await allTold(before);
    expect(house.mail.received).toHaveLength(2);
  }, 60_000);

  it('while Notify answers 500 and 429 by turns, and loses an answer now and then', async () => {
    let asked = 0;
    house.notify.goesWrong = (path) => {
      if (!path.startsWith('POST')) return null;
      asked += 1;
      return asked > 9 ? null : [{ ...trouble.exception }, { ...trouble.rate, headers: {} }, 'lost' as const][asked % 3]!;
    };
    house.sends();
    const texted = await called(bySms, 2);
    const mailed = await called(byMail, 6);
    await allTold(mailed.made);
    await allTold(texted.made);
    expect(asked).toBeGreaterThan(2);
    toldOnce([...texted.tasks, ...mailed.tasks]);
  }, 60_000);
});
