import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#tests/support/temporal/eventually.js';
import { MARK } from './called-case.js';
import type { Manner } from './mail-server.js';
import { NoticesHouse } from './notices-house.js';

const who = 'riverside-coordinator';
const other = 'riverside-hub';
let house: NoticesHouse;
beforeAll(async () => { house = await NoticesHouse.open('gathering'); }, 120_000);
afterEach(() => house.stops());
afterAll(() => house.close());

const statuses = async (caseId: string): Promise<string[]> => (await house.notices(caseId)).map(({ status }) => status);
const once = (caseId: string, ...expected: string[]): Promise<unknown> => eventually(`the notices are ${expected.join(', ')}`, async () => JSON.stringify(await statuses(caseId)) === JSON.stringify(expected), 20_000);
/** The sender has had a turn over everything that waits: somebody else, called last, was told. */
async function aTurnPassed(person = other): Promise<void> {
  const last = await house.opened();
  await last.call(person);
  await once(last.id, 'accepted');
}
/** The minute is over. */
const minuteOver = (): Promise<unknown> => house.record.query('update notice_turns set free_at = now()');
const minute = { gatherMs: 60_000 };

describe('calls to one person', () => {
  it('go out at once the first time; what comes within the minute goes at its end, in one message that lists it, with a record each', async () => {
    const made = await house.opened();
    const [first] = [await made.call(who)];
    house.sends(minute);
    await once(made.id, 'accepted');
    const later = [await made.call(who, { title: MARK }), await made.call(who), await made.call(who)];
    await aTurnPassed();
    expect(await statuses(made.id)).toEqual(['accepted', 'queued', 'queued', 'queued']);
    const toThem = () => house.mail.received.filter(({ to }) => to === 'coordinator@riverside.example');
    expect(toThem().map(({ subject }) => subject)).toEqual(['Late: First visit booked, or accepted by name']);
    await minuteOver();
    await once(made.id, 'accepted', 'accepted', 'accepted', 'accepted');
    const [, digest, ...none] = toThem();
    expect([none, digest?.subject]).toEqual([[], '3 calls for you']);
    for (const task of later) expect(digest?.text).toContain(`- ${task}\n`);
    expect(digest?.text).not.toContain(`${first}\n`);
    expect(digest?.text).not.toContain('MARKED');
    expect(new Set((await house.notices(made.id)).map(({ sentAs }) => sentAs)).size).toBe(2);
  });

  it('leave out of the list what was done within the minute', async () => {
    const made = await house.opened();
    await made.call(who);
    house.sends(minute);
    await once(made.id, 'accepted');
    const [done, open] = [await made.call(who), await made.call(who)];
    await made.complete(done);
    await minuteOver();
    await once(made.id, 'accepted', 'failed', 'accepted');
    // One is left: it is told in full.
    expect(house.mail.received.at(-1)?.text).toContain(`/tasks/${open}`);
    expect(house.mail.received.at(-1)?.text).not.toContain(done);
  });

  it('that wait for a mail server that is away go in one message when it is back', async () => {
    await house.mail.stop();
    const made = await house.opened();
    const tasks = [await made.call(who)];
    house.sends({ ...minute, retryMaxMs: 50 });
    await eventually('it was tried', async () => /ECONNREFUSED/.test((await house.notices(made.id))[0]?.error ?? ''));
    tasks.push(await made.call(who), await made.call(who));
    await eventually('all have a way', async () => (await house.record.query('select 1 from notices where case_id = $1 and method_id is null', [made.id])).length === 0);
    await house.mail.start();
    await once(made.id, 'accepted', 'accepted', 'accepted');
    const toThem = house.mail.received.filter(({ to }) => to === 'coordinator@riverside.example');
    for (const task of tasks) expect(toThem.filter(({ text }) => text.includes(task))).toHaveLength(1);
  });

  it('do not join a message that may have arrived: that goes again as it was, under its own id', async () => {
    const made = await house.opened();
    const first = await made.call(who);
    let silent = true;
    house.mail.manner = () => (silent ? 'silent' : 'accept');
    house.sends({ gatherMs: 10, deadlineMs: 300 }, { deadlineMs: 300 });
    const sentAs = await eventually('the first try is over', async () => { const [notice] = await house.notices(made.id); return notice?.error !== null && notice?.sentAs; });
    const second = await made.call(who);
    silent = false;
    await once(made.id, 'accepted', 'accepted');
    const [one, two] = [first, second].map((task) => house.mail.received.filter(({ text }) => text.includes(`/tasks/${task}`)));
    expect([one?.map(({ messageId }) => messageId), two?.length]).toEqual([[`<${sentAs}@hospital.example>`], 1]);
    expect(one?.[0]?.text).not.toContain(second);
  });

  it('keep the id of a message that may have arrived, though the server says no to it later and one of them is done', async () => {
    const made = await house.opened();
    const [done, open] = [await made.call(who), await made.call(who)];
    let manner: Manner = 'silent';
    house.mail.manner = () => manner;
    house.sends({ gatherMs: 10, deadlineMs: 300, retryMaxMs: 50 }, { deadlineMs: 300 });
    const sentAs = await eventually('the first try is over', async () => { const [notice] = await house.notices(made.id); return notice?.error !== null && notice?.sentAs; });
    await made.complete(done);
    manner = 'later';
    await eventually('it was refused', async () => /451/.test((await house.notices(made.id))[1]?.error ?? ''));
    manner = 'accept';
    await once(made.id, 'failed', 'accepted');
    expect(house.mail.received.filter(({ text }) => text.includes(`/tasks/${open}`)).map(({ messageId }) => messageId)).toEqual([`<${sentAs}@hospital.example>`]);
  });
});

describe('a storm', () => {
  const storm = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead'].map((role) => `riverside-${role}`);

  it('of 500 tasks at once for one team ends in digests: nobody is left out, and nobody gets more than two messages', async () => {
    const cases = await Promise.all([0, 1, 2, 3, 4].map(() => house.opened()));
    const tasks: string[] = [];
    for (const each of cases) tasks.push(...await each.callAll(Array.from({ length: 100 }, (_, index) => storm[index % storm.length]!)));
    house.sends(minute);
    await eventually('everybody has their first', () => new Set(house.mail.received.map(({ to }) => to)).size === storm.length);
    await aTurnPassed('hillview-hub');
    await minuteOver();
    for (const each of cases) await eventually('every call is told', async () => (await statuses(each.id)).every((status) => status === 'accepted'), 20_000);
    const all = house.mail.received.filter(({ to }) => to.endsWith('@riverside.example'));
    expect(all.length).toBeLessThanOrEqual(2 * storm.length);
    for (const task of tasks) expect(all.filter(({ text }) => text.includes(`- ${task}\n`) || text.includes(`/tasks/${task}\n`))).toHaveLength(1);
  }, 60_000);

  it('whose mailboxes hang delays no other team', async () => {
    house.mail.manner = (to) => (to.endsWith('@riverside.example') ? 'silent' : 'accept');
    const made = await house.opened();
    await made.callAll(storm);
    house.sends({ ...minute, deadlineMs: 60_000, graceMs: 50, atOnce: 4 }, { deadlineMs: 60_000 });
    await eventually('the team has as much under way as one may have', () => house.mail.tried >= 2);
    await aTurnPassed('hillview-hub');
    expect(new Set(await statuses(made.id))).toEqual(new Set(['queued']));
  });
});
