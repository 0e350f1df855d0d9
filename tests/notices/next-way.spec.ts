import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { trouble } from '#tests/support/notify/notify-double.js';
import { messageFailed, planNotices, takeMessages, type MessageToSend } from '#libs/records/notices.js';
import { receiptGiven, tooLongUntaken } from '#libs/records/receipts.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { NoticesHouse, type Noticed } from './notices-house.js';

const who = 'riverside-coordinator';
let house: NoticesHouse;
beforeAll(async () => { house = await NoticesHouse.open('next way'); }, 120_000);
afterEach(() => house.stops());
afterAll(() => house.close());

const told = (notices: Noticed[]): string[] => notices.map(({ channel, status, error }) => [channel, status, ...(error === null ? [] : [error])].join(' '));
const once = (caseId: string, ...expected: (string | RegExp)[]): Promise<string[]> => eventually(`the notices are ${expected.join(', ')}`, async () => {
  const found = told(await house.notices(caseId));
  return found.length === expected.length && found.every((each, index) => (typeof expected[index] === 'string' ? each === expected[index] : expected[index]!.test(each))) && found;
}, 10_000);
const unreached = (caseId: string): Promise<number> => eventually('nobody was reached', async () => (await house.unreached(caseId))[0]?.rung);

describe('a person with several ways', () => {
  it('is told by the first of them that is verified, and the others are left alone', async () => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    const made = await house.opened();
    const taskId = await made.call(who);
    house.sends();
    await once(made.id, 'sms accepted');
    expect(house.notify.messages.at(-1)).toMatchObject({ to: '07700900001', text: expect.stringMatching(new RegExp(`^Handrail: Late: First visit booked, or accepted by name\\. You are called as coordinator, level 1\\. https://handrail\\.example/tasks/${taskId}$`)) });
    expect(house.mail.received).toEqual([]);
  });

  it('an unverified one is passed over, and the record says so', async () => {
    await house.ways(who, ['sms', '07700900001', 'unverified'], ['email', 'colin@home.example']);
    const made = await house.opened();
    await made.call(who);
    const before = house.notify.messages.length;
    house.sends();
    await once(made.id, 'email accepted', 'sms failed passed over: it is not verified');
    expect(house.notify.messages).toHaveLength(before);
  });

  it('so is one whose channel nobody serves', async () => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    const made = await house.opened();
    await made.call(who);
    house.sends({}, { notify: false });
    await once(made.id, 'email accepted', 'sms failed passed over: nobody serves this channel');
  });

  it('a bounced mail moves to SMS at once, and that to nobody: the call has reached nobody', async () => {
    await house.ways(who, ['email', 'bounce@riverside.example'], ['sms', '07700900002']);
    house.mail.manner = (to) => (to.startsWith('bounce') ? 'never' : 'accept');
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 30, untakenMs: 60_000 });
    await once(made.id, /^email failed RCPT TO: 550/, 'sms failed Notify: permanent-failure');
    expect(await unreached(made.id)).toBe(4);
  });

  it('a second address of the same kind is another way', async () => {
    await house.ways(who, ['email', 'bounce@riverside.example'], ['email', 'colin@home.example']);
    house.mail.manner = (to) => (to.startsWith('bounce') ? 'never' : 'accept');
    const made = await house.opened();
    await made.call(who);
    house.sends();
    await once(made.id, /^email failed/, 'email accepted');
    expect([house.mail.received.map(({ to }) => to), await house.unreached(made.id)]).toEqual([['colin@home.example'], []]);
  });

  it('of which none works or is verified is reached by nobody, and that is told once', async () => {
    await house.ways(who, ['email', 'colin@home.example', 'unverified']);
    const made = await house.opened();
    await made.call(who);
    house.sends();
    house.sends();
    expect(await unreached(made.id)).toBe(4);
    await once(made.id, 'email failed no other way to reach them', 'email failed passed over: it is not verified');
    expect(await house.unreached(made.id)).toHaveLength(1);
  });

  it('is told nothing more once the task is done: no next way of a call that nobody needs', async () => {
    await house.ways(who, ['email', 'bounce@riverside.example'], ['sms', '07700900001']);
    house.mail.manner = () => 'later';
    const made = await house.opened();
    const taskId = await made.call(who);
    house.sends();
    await once(made.id, /^email queued .*451/);
    await made.complete(taskId);
    await once(made.id, 'email failed not sent: the task was done meanwhile');
    expect(await house.unreached(made.id)).toEqual([]);
  });
});

/** A call that nobody took for too long, so that it goes by mail and by SMS at once. */
async function bothUnderWay(): Promise<{ mailed: MessageToSend; texted: MessageToSend }> {
  const take = async (): Promise<MessageToSend> => (await takeMessages(house.record.manager, { limit: 10, now: new Date(), leaseMs: 60_000, gatherMs: 0 }))[0]!;
  await planned();
  const mailed = await take();
  expect(await tooLongUntaken(house.record.manager, new Date(Date.now() + 60_000))).toBe(1);
  await planned();
  return { mailed, texted: await take() };
}
/** While nobody looks for ways: a sender that was just restarted. */
async function bothFail(mailed: MessageToSend, texted: MessageToSend): Promise<void> {
  for (const message of [mailed, texted]) await messageFailed(house.record.manager, message, message.notices.map(({ id }) => id), { at: new Date(), error: 'refused' });
}
async function planned(): Promise<void> {
  while (await planNotices(house.record.manager, { served: ['email', 'sms'], limit: 10 }) > 0);
}

describe('a receipt', () => {
  it('that does not come in its time is asked for, before anything is called unknown', async () => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 30, untakenMs: 60_000 });
    await once(made.id, 'sms delivered');
    expect(house.notify.requests.filter((each) => /^GET \/v2\/notifications\/[0-9a-f-]+$/.test(each))).not.toEqual([]);
    expect(house.mail.received).toEqual([]);
  });

  it('that fails while the same call goes on by itself, and finds no other way: it has reached nobody, and that is told', async () => {
    await house.ways(who, ['sms', '07700900002']);
    const made = await house.opened();
    await made.call(who);
    const { manager } = house.record;
    await planNotices(manager, { served: ['sms'], limit: 10 });
    const [message] = await takeMessages(manager, { limit: 10, now: new Date(), leaseMs: 60_000, gatherMs: 0 });
    let told: Promise<number> | undefined;
    await manager.transaction(async (other) => {
      expect([await tooLongUntaken(other, new Date(Date.now() + 60_000)), await planNotices(other, { served: ['sms'], limit: 10 })]).toEqual([1, 1]);
      told = receiptGiven(manager, { reference: message!.sentAs, providerId: 'theirs', status: 'failed', at: new Date() });
      await eventually('the receipt waits for the other', async () => (await house.fresh.owner.query<unknown[]>(`select 1 from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`)).length > 0);
    });
    await told;
    await planNotices(manager, { served: ['sms'], limit: 10 });
    expect(await house.unreached(made.id)).toEqual([{ rung: 4 }]);
  });

  it('that fails in the same moment as the mail beside it: both look for another way, and each hopes for none in the other', async () => {
    await house.ways(who, ['email', 'colin@home.example'], ['sms', '07700900001']);
    const made = await house.opened();
    await made.call(who);
    const { mailed, texted } = await bothUnderWay();
    await bothFail(mailed, texted);
    await planned();
    expect([told(await house.notices(made.id)), await house.unreached(made.id)]).toEqual([[expect.stringMatching(/^email failed/), expect.stringMatching(/^sms failed/)], [{ rung: 4 }]]);
  });

  it('of which two look for the last way that is left: one of them takes it, and nobody else’s notices wait for them', async () => {
    await house.ways(who, ['email', 'colin@home.example'], ['sms', '07700900001'], ['email', 'colin@work.example']);
    const made = await house.opened();
    await made.call(who);
    const { mailed, texted } = await bothUnderWay();
    await bothFail(mailed, texted);
    const another = await house.opened();
    await another.call('riverside-hub');
    await planned();
    expect(told(await house.notices(made.id))).toEqual([expect.stringMatching(/^email failed/), expect.stringMatching(/^sms failed/), 'email queued']);
    expect([told(await house.notices(another.id)), await house.unreached(made.id)]).toEqual([['email queued'], []]);
  });

  it('that nobody can tell of leaves it unknown, and the next way is tried at once', async () => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    house.notify.becomes = () => null;
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 30, untakenMs: 60_000 });
    await once(made.id, 'sms unknown no receipt came in its time', 'email accepted');
    expect(await house.unreached(made.id)).toEqual([]);
  });

  it.each(['07700900002', '07700900003'])('that says that it failed, as of %s, tries the next way', async (number) => {
    const { asTestKeysDo } = await import('#apps/local/text-messages.js');
    house.notify.becomes = asTestKeysDo;
    await house.ways(who, ['sms', number], ['email', 'colin@home.example']);
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 30, untakenMs: 60_000 });
    await once(made.id, /^sms failed Notify: (permanent|temporary)-failure$/, 'email accepted');
  });

  it('is given by email as well, where that goes by the same service', async () => {
    await house.ways(who, ['email', 'perm-fail@simulator.notify'], ['email', 'colin@home.example']);
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 30, untakenMs: 60_000 }, { emailBy: 'notify' });
    await once(made.id, 'email failed Notify: permanent-failure', 'email delivered');
    expect(house.notify.messages.at(-1)).toMatchObject({ type: 'email', subject: 'Late: First visit booked, or accepted by name', text: expect.stringContaining('Hello Colin Okafor,') });
    expect(house.mail.received).toEqual([]);
  });
});

describe('what GOV.UK Notify answers', () => {
  it.each([['500', trouble.exception], ['429 for its rate', trouble.rate], ['403', trouble.clock]] as const)('%s: it is tried again, and told once', async (_name, answer) => {
    await house.ways(who, ['sms', '07700900001']);
    let refused = 0;
    house.notify.goesWrong = (path) => (path.startsWith('POST') && refused < 3 ? (refused += 1, { ...answer, headers: {} }) : null);
    const before = house.notify.messages.length;
    const made = await house.opened();
    await made.call(who);
    house.sends();
    await once(made.id, 'sms accepted');
    expect([refused, house.notify.messages.length]).toEqual([3, before + 1]);
  });

  it.each([['400: not for this recipient', trouble.teamOnly, /^sms failed Notify: 400 BadRequestError/], ['429: the day’s limit', trouble.limit, /^sms failed Notify: 429 TooManyRequestsError/]] as const)('%s: the next way is tried at once', async (_name, answer, said) => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    house.notify.goesWrong = (path) => (path.startsWith('POST') ? answer : null);
    const made = await house.opened();
    await made.call(who);
    house.sends();
    await once(made.id, said, 'email accepted');
  });

  it('says when to come back, and is asked no sooner', async () => {
    await house.ways(who, ['sms', '07700900001']);
    house.notify.goesWrong = (path) => (path.startsWith('POST') ? { ...trouble.rate, headers: { 'retry-after': '600' } } : null);
    const made = await house.opened();
    await made.call(who);
    house.sends();
    await once(made.id, /^sms queued Notify: 429 RateLimitError/);
    const [{ wait }] = await house.record.query<{ wait: number }[]>('select extract(epoch from next_try_at - at)::float8 as wait from notices where case_id = $1', [made.id]) as [{ wait: number }];
    expect(wait).toBeGreaterThanOrEqual(600);
  });

  it('nothing, the message taken and the answer lost: it is asked whether it has it, and nobody is told twice', async () => {
    await house.ways(who, ['sms', '07700900001']);
    let lost = 0;
    house.notify.goesWrong = (path) => (path.startsWith('POST') && lost === 0 ? (lost += 1, 'lost') : null);
    const before = house.notify.messages.length;
    const made = await house.opened();
    await made.call(who);
    house.sends();
    await once(made.id, 'sms accepted');
    expect([lost, house.notify.messages.length]).toEqual([1, before + 1]);
  });

  it('nothing at all for too long: the next way is tried as well', async () => {
    await house.ways(who, ['sms', '07700900001'], ['email', 'colin@home.example']);
    house.notify.goesWrong = () => 'silent';
    const made = await house.opened();
    await made.call(who);
    house.sends({ receiptMs: 100 }, { deadlineMs: 1_000 });
    await once(made.id, /^sms queued/, 'email accepted');
    expect(await house.unreached(made.id)).toEqual([]);
  });
});

describe('an alarm', () => {
  it('goes out by every way at once, and what fails is followed by nothing', async () => {
    await house.ways(who, ['email', 'colin@home.example'], ['sms', '07700900001'], ['email', 'bounce@riverside.example'], ['sms', '07700900111', 'unverified']);
    house.mail.manner = (to) => (to.startsWith('bounce') ? 'never' : 'accept');
    const made = await house.opened();
    const taskId = await made.call('riverside-hub');
    await house.record.query(`insert into notices (kind, case_id, rung, task_id, person_id) values ('alarm', $1, $2, $3, $4)`, [made.id, made.version, taskId, who]);
    house.sends();
    await eventually('all are settled', async () => (await house.notices(made.id)).every(({ status }) => status !== 'queued'));
    expect((await house.notices(made.id)).filter(({ kind }) => kind === 'alarm').map(({ channel, status }) => `${channel} ${status}`)).toEqual(['email accepted', 'sms accepted', 'email failed']);
    expect(house.notify.messages.at(-1)?.text).toContain('Alarm: nobody has answered: First visit booked');
    expect(await house.unreached(made.id)).toEqual([]);
  });
});

describe('a rehearsal', () => {
  it('says by which way it would have told, and tells nothing', async () => {
    await house.ways(who, ['sms', '07700900001']);
    const before = house.notify.messages.length;
    const made = await house.opened(true);
    await made.call(who);
    house.sends();
    await once(made.id, 'sms rehearsed');
    expect(house.notify.messages).toHaveLength(before);
  });
});
