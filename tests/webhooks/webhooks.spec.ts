import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { asChange } from '#libs/directory/change.js';
import { editEndpoint, sendTest, switchOff, switchOn } from '#libs/notices/webhooks/endpoints.js';
import { newSecret, openSecret } from '#libs/notices/webhooks/secrets.js';
import { rebuild } from '#libs/records/rebuild.js';
import { CalledCase } from '#tests/notices/called-case.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { keys, keyText, WebhookHouse } from './webhook-house.js';

let house: WebhookHouse;
beforeAll(async () => { house = await WebhookHouse.open('webhooks'); }, 120_000);
afterAll(() => house.fresh.close());
afterEach(() => house.afterEach());

const opened = async (rehearsal = false): Promise<CalledCase> => {
  const made = new CalledCase(house.record.manager, rehearsal);
  await made.open();
  return made;
};
const change = <Result>(run: Parameters<typeof asChange<Result>>[3]): Promise<Result> => asChange(house.record.manager, 'riverside', { person: 'riverside-director', reason: 'a test' }, run);

describe('another system', () => {
  it('is told in order what happened on the cases of its organisation: ids and words of ours, signed', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver);
    house.send();
    const made = await opened();
    const taskId = await made.call('riverside-coordinator');
    await made.complete(taskId);
    await house.settled(webhook);
    const escalationId = `${made.id}.e4`;
    const data = { organisation: 'riverside', caseId: made.id };
    const step = 'first-visit-booked';
    expect(receiver.taken.map(({ payload: { type, data: told } }) => [type, told])).toEqual([
      ['case-opened', { ...data, sequence: 1 }], ['task-opened', { ...data, sequence: 2, taskId, step }], ['rung-reached', { ...data, sequence: 4, taskId, escalationId, step }],
      ['called', { ...data, sequence: 5, taskId, escalationId, step }], ['escalation-ended', { ...data, sequence: 6, taskId, escalationId, step }], ['task-completed', { ...data, sequence: 6, taskId, step }],
    ]);
    expect(receiver.taken.map(({ payload }) => payload.timestamp)).toEqual(Array.from({ length: 6 }, () => '2026-10-23T12:00:01.000Z'));
    expect(JSON.stringify(receiver.came)).not.toMatch(/MARKED|Arabella|Quist|943476|1941|riverside-coordinator/);
    expect([new Set(receiver.taken.map(({ headers }) => headers['webhook-id'])).size, receiver.refused]).toEqual([6, 0]);
  });

  it('is told nothing of rehearsals, of other organisations, and of kinds that it did not ask for', async () => {
    const [riverside, hillview] = [await house.receiver(), await house.receiver()];
    const webhook = await house.endpoint(riverside, { kinds: ['called', 'escalation-ended'] });
    const other = await house.endpoint(hillview, { organisation: 'hillview' });
    house.send();
    const rehearsal = await opened(true);
    await rehearsal.complete(await rehearsal.call('riverside-coordinator'));
    const made = await opened();
    await made.complete(await made.call('riverside-coordinator'));
    await house.settled(webhook);
    expect(riverside.taken.map(({ payload }) => [payload.type, payload.data.caseId])).toEqual([['called', made.id], ['escalation-ended', made.id]]);
    expect([await house.rows(other), hillview.connections]).toEqual([[], 0]);
    // What was told once is not told again when the lists are made anew.
    expect((await rebuild(house.record, { caseId: made.id })).failed).toEqual([]);
    expect((await house.rows(webhook)).length).toBe(2);
  });

  it('refuses what was altered on the way, and what is played to it again later', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    house.send();
    await opened();
    await house.settled(webhook);
    const [{ body, headers }] = receiver.taken as [typeof receiver.taken[number]];
    expect(receiver.verified(body, headers)).toMatchObject({ type: 'case-opened' });
    expect(receiver.verified(body.replace('case-opened', 'case-closed'), headers)).toBeNull();
    expect(receiver.verified(body, { ...headers, 'webhook-id': 'another' })).toBeNull();
    expect(receiver.verified(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) })).toBeNull();
    expect(receiver.verified(body, headers, openSecret(keys, webhook, await change((manager) => newSecret(manager, keys, webhook, 0))))).toBeNull();
    jest.useFakeTimers({ now: Date.now() + 6 * 60_000, doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'nextTick', 'queueMicrotask', 'clearTimeout', 'clearInterval'] });
    try { expect(receiver.verified(body, headers)).toBeNull(); } finally { jest.useRealTimers(); }
  });

  it('hears the same message again after a 500, a hang-up, a redirect and no answer at all, with a time of its own and the same id', async () => {
    const receiver = await house.receiver();
    const elsewhere = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    receiver.manner = () => ([500, 'hang-up', { redirect: elsewhere.url }, 'silent', 429] as const)[receiver.came.length - 1] ?? 200;
    house.send({ deadlineMs: 300 });
    await opened();
    expect(await house.settled(webhook)).toEqual([{ kind: 'case-opened', sequence: 1, status: 'delivered', tries: 6, answered: 200, error: null }]);
    expect([new Set(receiver.came.map(({ headers }) => headers['webhook-id'])).size, receiver.came.length, receiver.taken.length, receiver.refused, elsewhere.connections]).toEqual([1, 6, 1, 0, 0]);
  });

  it('gets the events of one case in their order though an early one fails, and other cases meanwhile', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver);
    const stuck = await opened();
    let mended = false;
    receiver.manner = ({ payload }) => (!mended && payload.data.caseId === stuck.id ? 500 : 204);
    house.send();
    await stuck.complete(await stuck.call('riverside-coordinator'));
    const made = await opened();
    await made.complete(await made.call('riverside-coordinator'));
    await house.once(webhook, (rows) => rows.filter(({ status }) => status === 'delivered').length === 6 && rows[0]!.tries >= 3);
    expect(receiver.came.filter(({ payload }) => payload.data.caseId === stuck.id && payload.type !== 'case-opened')).toEqual([]);
    mended = true;
    await house.settled(webhook);
    const order = ['case-opened', 'task-opened', 'rung-reached', 'called', 'escalation-ended', 'task-completed'];
    for (const each of [stuck, made]) expect(receiver.taken.filter(({ payload }) => payload.data.caseId === each.id).map(({ payload }) => payload.type)).toEqual(order);
  });

  it('that is slow holds up no other: each has a lane of its own', async () => {
    const [slow, quick] = [await house.receiver(), await house.receiver()];
    const stalled = await house.endpoint(slow, { kinds: ['case-opened'] });
    const webhook = await house.endpoint(quick, { kinds: ['case-opened'] });
    slow.manner = () => 'silent';
    house.send({ deadlineMs: 60_000, graceMs: 20, atOnce: 8 });
    for (let count = 0; count < 20; count += 1) await opened();
    await house.settled(webhook);
    expect([quick.taken.length, slow.came.length, slow.mostAtOnce]).toEqual([20, 4, 4]);
    expect((await house.rows(stalled)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'queued'));
  });

  it('is signed for by both secrets while one takes over from the other, and by the new one alone afterwards', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    const old = receiver.secret;
    const rotated = openSecret(keys, webhook, await change((manager) => newSecret(manager, keys, webhook, 3_600_000)));
    house.send();
    await opened();
    await house.settled(webhook);
    const [{ body, headers }] = receiver.taken as [typeof receiver.taken[number]];
    expect([old, rotated].map((secret) => receiver.verified(body, headers, secret)?.type)).toEqual(['case-opened', 'case-opened']);
    await house.record.query('update webhook_secrets set signs_until = now() where signs_until is not null');
    receiver.secret = rotated;
    await opened();
    await house.settled(webhook);
    const later = receiver.taken.at(-1)!;
    expect([later.headers['webhook-signature']!.split(' ').length, receiver.verified(later.body, later.headers, old), receiver.refused]).toEqual([1, null, 0]);
  });
});

describe('an endpoint that takes nothing any more', () => {
  const told = (webhook: string) => house.record.query<{ person: string; subject: string; text: string }[]>(`select person_id as person, subject, text from staff_mails where key like 'webhook-off ' || $1 || ' %' order by person_id`, [webhook]);
  const leads = ['riverside-director', 'riverside-director-2', 'riverside-escalation-lead', 'riverside-escalation-lead-2'];

  it('is switched off at once where it says that it is gone; its organisation’s leads are told, and it is written down', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    receiver.manner = () => 410;
    const lines: string[] = [];
    house.send({ log: (level, code) => { lines.push(`${level} ${code}`); } });
    await opened();
    await eventually('it is off', async () => (await house.state(webhook)).status === 'off');
    expect([await house.state(webhook), receiver.came.length]).toEqual([{ status: 'off', because: 'gone' }, 1]);
    await eventually('that is said', () => lines.includes('error webhook-switched-off'));
    const mails = await told(webhook);
    expect(mails.map(({ person }) => person)).toEqual(leads);
    expect(mails[0]).toMatchObject({ subject: 'A webhook was switched off', text: expect.stringContaining(`The webhook ${webhook} to 127.0.0.1`) });
    const [{ actor, reason }] = await house.record.query<[{ actor: unknown; reason: string }]>(`select actor, reason from directory_changes where what = 'webhooks' and subject = $1 order by id desc limit 1`, [webhook]);
    expect([actor, reason]).toEqual([{ system: 'webhooks' }, expect.stringContaining('410')]);
    await opened();
    expect((await house.rows(webhook)).map(({ status }) => status)).toEqual(['queued']);
  });

  it('is switched off where a message fails for as long as is configured, and not before; what waits is sent when it is on again', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    receiver.manner = () => 500;
    house.send({ giveUpMs: 3_600_000 });
    await opened();
    await house.once(webhook, ([row]) => row!.tries >= 4);
    expect([await house.state(webhook), await told(webhook)]).toEqual([{ status: 'on', because: null }, []]);
    await house.record.query(`update webhook_deliveries set first_try_at = now() - interval '59 minutes 50 seconds' where webhook_id = $1`, [webhook]);
    const tries = (await house.rows(webhook))[0]!.tries;
    await house.once(webhook, ([row]) => row!.tries > tries + 1);
    expect((await house.state(webhook)).status).toBe('on');
    await house.record.query(`update webhook_deliveries set first_try_at = now() - interval '1 hour' where webhook_id = $1`, [webhook]);
    await eventually('it is off', async () => (await house.state(webhook)).status === 'off');
    expect([(await house.state(webhook)).because, (await told(webhook)).map(({ person }) => person)]).toEqual(['kept-failing', leads]);
    receiver.manner = () => 200;
    await change((manager) => switchOn(manager, webhook, 'send'));
    expect(await house.settled(webhook)).toMatchObject([{ status: 'delivered', tries: 1 }]);
    // Who heard that it was off hears that it is over.
    expect(await house.record.query(`select person_id as person, subject from staff_mails where key like 'webhook-on ' || $1 || '%' order by 1`, [webhook])).toEqual(leads.map((person) => ({ person, subject: 'A webhook is on again' })));
  });

  it('gets nothing of what waited where that is dropped, and nothing while it is off by hand', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    await opened();
    await change((manager) => switchOff(manager, webhook, 'by-hand'));
    house.send();
    await opened();
    await change((manager) => switchOn(manager, webhook, 'drop'));
    await opened();
    await house.settled(webhook);
    expect([(await house.rows(webhook)).map(({ status }) => status), receiver.taken.length, await told(webhook)]).toEqual([['dropped', 'delivered'], 1, []]);
  });
});

describe('an endpoint that is edited', () => {
  it('is told at the other address, what waited too, with a day of its own and in order; nothing more goes to the old one', async () => {
    const [old, other] = [await house.receiver(), await house.receiver()];
    const webhook = await house.endpoint(old, { kinds: ['case-opened', 'task-opened'] });
    other.secret = old.secret;
    old.manner = () => 500;
    house.send();
    await (await opened()).call('riverside-coordinator');
    await house.once(webhook, ([row]) => row!.tries >= 3);
    // Its day is over, and the other address does not take the first one at once either.
    other.manner = () => (other.came.length === 1 ? 503 : 204);
    await change(async (manager) => {
      await manager.query(`update webhook_deliveries set first_try_at = now() - interval '2 days' where webhook_id = $1`, [webhook]);
      await editEndpoint(manager, webhook, { url: other.url });
    });
    const came = old.came.length;
    expect((await house.settled(webhook)).map(({ kind, status }) => `${kind} ${status}`)).toEqual(['case-opened delivered', 'task-opened delivered']);
    expect([other.kinds, old.taken.length, (await house.state(webhook)).status]).toEqual([['case-opened', 'task-opened'], 0, 'on']);
    await (await opened()).call('riverside-coordinator');
    await house.settled(webhook);
    // One that was under way while the address changed may have reached the old one still.
    expect([other.taken.length, old.came.length - came <= 1]).toEqual([4, true]);
  });

  it('is not switched off by what the old address answers afterwards', async () => {
    const [old, other] = [await house.receiver(), await house.receiver()];
    const webhook = await house.endpoint(old, { kinds: ['case-opened'] });
    other.secret = old.secret;
    old.manner = () => 410;
    old.before = async () => { await change((manager) => editEndpoint(manager, webhook, { url: other.url })); };
    house.send();
    await opened();
    expect(await house.settled(webhook)).toMatchObject([{ status: 'delivered' }]);
    expect([old.came.length, other.taken.length, await house.state(webhook)]).toEqual([1, 1, { status: 'on', because: null }]);
  });

  it('is told of other kinds from then on; what waits of the others is dropped, a test is not', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened', 'task-opened'] });
    await (await opened()).call('riverside-coordinator');
    await change((manager) => sendTest(manager, webhook));
    await change((manager) => editEndpoint(manager, webhook, { kinds: ['task-opened', 'task-opened'], description: 'another word' }));
    await (await opened()).call('riverside-coordinator');
    house.send();
    expect((await house.settled(webhook)).map(({ kind, status }) => `${kind} ${status}`)).toEqual(['case-opened dropped', 'task-opened delivered', 'test delivered', 'task-opened delivered']);
    expect(await house.record.query('select url = $2 as same, description, kinds from webhooks where id = $1', [webhook, receiver.url])).toEqual([{ same: true, description: 'another word', kinds: ['task-opened'] }]);
  });
});

/** What a busy machine keeps waiting is not told once more for that. */
const patient = { deadlineMs: 30_000 };

describe('a sender that ends', () => {
  it('by kill -9 in the middle loses nothing: the next one tells it again, with the same id', async () => {
    spawnSync(process.execPath, [join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver);
    const made = await opened();
    await made.complete(await made.call('riverside-coordinator'));
    const child = spawn(process.execPath, [join(checkoutFolder(), 'dist', 'tests', 'webhooks', 'sender-process.js'), house.fresh.database.applicationUrl, keyText], { stdio: 'ignore' });
    const killed = new Promise((resolve) => { child.once('exit', (_status, signal) => resolve(signal)); });
    receiver.before = async ({ payload }) => {
      if (payload.type !== 'rung-reached') return;
      child.kill('SIGKILL');
      await killed;
    };
    expect(await killed).toBe('SIGKILL');
    receiver.before = () => Promise.resolve();
    expect((await house.rows(webhook)).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'queued', 'queued', 'queued', 'queued']);
    // As if the time of the lease were over.
    await house.record.query(`update webhook_deliveries set next_try_at = now() where status = 'queued'`);
    house.send(patient);
    await house.settled(webhook);
    expect(receiver.came.map(({ payload }) => payload.type)).toEqual(['case-opened', 'task-opened', 'rung-reached', 'rung-reached', 'called', 'escalation-ended', 'task-completed']);
    const [first, second] = receiver.came.filter(({ payload }) => payload.type === 'rung-reached');
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  }, 120_000);

  it('in order leaves what is under way for the next one, and holds it against nobody', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'] });
    receiver.manner = () => 'silent';
    const sender = house.send({ deadlineMs: 60_000, graceMs: 20 });
    await opened();
    await eventually('it is under way', () => receiver.came.length === 1);
    await sender.stop();
    expect(await house.rows(webhook)).toMatchObject([{ status: 'queued', tries: 0, error: null }]);
    receiver.manner = () => 200;
    house.send();
    expect(await house.settled(webhook)).toMatchObject([{ status: 'delivered', tries: 1 }]);
  });

  it('side by side with others tells each message once, in order', async () => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver);
    const cases = await Promise.all(Array.from({ length: 8 }, () => opened()));
    for (const each of cases) await each.complete(await each.call('riverside-coordinator'));
    for (let count = 0; count < 3; count += 1) house.send(patient);
    await house.settled(webhook);
    expect(receiver.came.length).toBe(48);
    for (const { id } of cases) expect(receiver.taken.filter(({ payload }) => payload.data.caseId === id).map(({ payload }) => payload.data.sequence)).toEqual([1, 2, 4, 5, 6, 6]);
  });
});
