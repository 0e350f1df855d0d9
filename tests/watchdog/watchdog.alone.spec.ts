import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { LocalMail } from '#apps/local/mail.js';
import { databaseUrl, withClient } from '#apps/local/postgres.js';
import { signal } from '#apps/local/process-identity.js';
import { Client, inHours } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Product, type PartName } from '#tests/support/stack/product.js';

/** Seconds in place of minutes: a worker beats every five. What is measured here is how long beyond its patience the watchdog takes. */
const patience = { WATCHDOG_EVERY: 'PT0.5S', WATCHDOG_REREAD: 'PT0.5S', WATCHDOG_CALL_AFTER: 'PT6S', WATCHDOG_RECORD_AFTER: 'PT6S', WATCHDOG_WORKER_AFTER: 'PT12S', WATCHDOG_PART_AFTER: 'PT6S' };
/** By then everybody knows: the longest patience, the turns, the pause between two mails. */
const NOTICED_MS = 45_000;

let product: Product;
let client: Client;
let heartbeat: string;
const json = (...path: string[]) => JSON.parse(readFileSync(join(product.folder, ...path), 'utf8')) as Record<string, string>;
const withOwner = <T>(work: (db: pg.Client) => Promise<T>): Promise<T> =>
  withClient(databaseUrl({ user: 'handrail_owner', password: json('passwords.json')['owner']!, port: Number(json('ports.json')['postgres']), database: 'handrail' }), work);
const asOwner = <T>(sql: string, values: unknown[] = []): Promise<T[]> => withOwner(async (db) => (await db.query(sql, values)).rows as T[]);
const standing = async (): Promise<string[]> => (await asOwner<{ kind: string; subject: string }>('select kind, subject from watchdog_alarms where over_at is null order by 1, 2')).map(({ kind, subject }) => `${kind} ${subject}`.trim());
let before = 0;
/** What the director was mailed by the watchdog during this test, oldest first. */
const mails = async (): Promise<LocalMail[]> => (await everyMail()).slice(before);
const everyMail = async (): Promise<LocalMail[]> => {
  const { services } = json('ports.json');
  const answer = await fetch(`http://127.0.0.1:${services}/local/mail?to=director@riverside.example`);
  return ((await answer.json()) as LocalMail[]).filter(({ subject }) => subject.startsWith('Handrail watchdog')).toReversed();
};
async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, within = NOTICED_MS): Promise<T> {
  for (const end = Date.now() + within; ;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
/** Nothing stands any more, and the last mail says so. */
async function allClear(): Promise<void> {
  await until(standing, (kinds) => kinds.length === 0, 60_000);
  await until(mails, (all) => all.at(-1)?.subject.startsWith('Handrail watchdog: all clear') === true, 60_000);
}
/** A stopped process stands for one that hangs: the supervisor sees it run, and starts no other. */
const pause = (...parts: PartName[]): void => { for (const part of parts) signal(product.process(part), 'SIGSTOP'); };
const wake = (...parts: PartName[]): void => { for (const part of parts) signal(product.process(part), 'SIGCONT'); };
interface Row { case_id: string; task_id: string; sequence: number }

beforeAll(async () => {
  product = await Product.start({ env: patience });
  client = new Client(product);
  heartbeat = `http://127.0.0.1:${json('ports.json')['watchdog']}/heartbeat`;
}, 180_000);
afterAll(() => product?.remove(), 60_000);
beforeEach(async () => {
  // On a slow machine the start itself may outlast seconds of patience: what was told of it is over before anything counts.
  await until(async () => [...await standing(), ...(await everyMail()).slice(-1).map(({ subject }) => subject)], (left) => left.every((each) => each.includes('all clear')));
  before = (await everyMail()).length;
}, 60_000);

describe('the watchdog of a running product', () => {
  let late: DischargeCase[];

  it('is a part of it, answers for itself, and is silent while cases are begun, worked on and called about', async () => {
    expect((await product.ready()).parts['watchdog']).toBe('up');
    const alarms = await asOwner('select id from watchdog_alarms');
    late = await Promise.all([1, 2].map(() => DischargeCase.start(client, { plannedDischargeAt: inHours(-2) }, { rehearsal: false })));
    const others = await Promise.all(Array.from({ length: 10 }, (_, index) => DischargeCase.start(client, { plannedDischargeAt: inHours(index % 2 ? 30 : -1) }, { rehearsal: index === 0 })));
    for (const each of others) await each.meet();
    // By day and by night: nobody decides about the late ones, and that calls at any hour.
    await until(() => asOwner('select distinct case_id from calls where case_id = any($1) and answered is not null', [late.map(({ id }) => id)]), (called) => called.length === late.length);
    // Long enough for everything that is missing to be an alarm.
    const { lastTurn } = (await (await fetch(heartbeat)).json()) as { lastTurn: string };
    await until(async () => (await (await fetch(heartbeat)).json()) as { lastTurn: string }, (pulse) => Date.parse(pulse.lastTurn) - Date.parse(lastTurn) > 8_000);
    expect([await asOwner('select id from watchdog_alarms'), await mails()]).toEqual([alarms, []]);
    expect(await (await fetch(heartbeat)).json()).toMatchObject({ alive: true, alarms: 0, untold: 0 });
  }, 90_000);

  it('notices a worker that hangs, a Temporal that hangs and an API that hangs, and says when each is back', async () => {
    pause('worker-live', 'temporal', 'api');
    const began = Date.now();
    await until(standing, (kinds) => ['api-away', 'temporal-away', 'worker-silent live'].every((kind) => kinds.includes(kind)));
    await until(mails, (all) => ['Temporal does not answer', 'The API does not answer', 'No live worker has been heard of'].every((words) => all.some(({ text }) => text.includes(words))));
    expect(Date.now() - began).toBeLessThan(NOTICED_MS);
    wake('temporal', 'worker-live', 'api');
    await product.ready();
    await allClear();
  }, 150_000);

  it('notices calls whose record is gone, in the list or in the history itself, and a record that stands still, until it is put right', async () => {
    const firstCall = async ({ id }: DischargeCase): Promise<Row> => (await asOwner<Row>(`
      select calls.* from calls join tasks on tasks.id = calls.task_id where tasks.step = 'risk-decision' and tasks.status = 'open' and calls.case_id = $1 order by calls.sequence limit 1`, [id]))[0]!;
    const [listed, called] = [await firstCall(late[0]!), await firstCall(late[1]!)];
    await asOwner('delete from calls where case_id = $1 and sequence = $2', [listed.case_id, listed.sequence]);
    // As if the engine had skipped it. Events can be touched only by whoever owns the table and lays its guard aside.
    const become = (kind: string) => asOwner(`alter table events disable trigger append_only; update events set kind = '${kind}' where case_id = '${called.case_id}' and sequence = ${called.sequence}; alter table events enable trigger append_only`);
    await become('note-added');
    await asOwner('revoke insert on events from handrail_app');
    expect((await client.post('coordinator', `/v1/cases/${late[0]!.id}/notes`, { text: 'still there' })).status).not.toBe(200);

    await until(standing, (kinds) => [`call-unlisted ${listed.task_id}`, `call-missing ${called.task_id}`, 'record-behind'].every((kind) => kinds.includes(kind)));
    await until(mails, (all) => [`${listed.task_id} `, `${called.task_id} `, 'The record stands still'].every((words) => all.some(({ text }) => text.includes(words))));

    await asOwner('insert into calls select * from jsonb_populate_record(null::calls, $1::jsonb)', [JSON.stringify(listed)]);
    await become('rung-reached');
    await asOwner('grant insert on events to handrail_app');
    await allClear();
  }, 150_000);
});
