import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { channelsOf } from '#libs/notices/channels.js';
import { watchReceipts } from '#libs/notices/receipts.js';
import { startSender } from '#libs/notices/sender.js';
import { tellUnreached } from '#libs/notices/unreached.js';
import { openRecord } from '#libs/records/database.js';
import { MailServer } from '#tests/notices/mail-server.js';
import { NotifyDouble } from '#tests/support/notify/notify-double.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { ApiServer, type Body } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

const token = 'what-notify-proves-itself-with';
const path = '/v1/notify/receipts';
let api: ApiServer;
let owner: DataSource;
let notify: NotifyDouble;
const mail = new MailServer();
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  api = await ApiServer.start('api-receipts', { receiptToken: token });
  owner = await openRecord(api.database.ownerUrl, { poolSize: 1, applicationName: 'api-receipts owner' });
  notify = await new NotifyDouble({ url: `${api.url}${path}`, token }).start();
  await mail.start();
}, 120_000);
afterEach(async () => { await Promise.all(running.splice(0).map((each) => each.stop())); });
afterAll(async () => {
  await mail.stop();
  await notify.stop();
  await owner.destroy();
  await api.stop();
});

const receipt = (body: unknown, bearer: string | null = token) => api.send('POST', path, { body, headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` } });
const given = (more: object = {}): object => ({ id: '740e5834-3a29-46b4-9a6f-16142fde533a', reference: 'nobody', to: '07700900001', status: 'delivered', created_at: '2026-11-30T06:00:00.000000Z', completed_at: null, sent_at: null, notification_type: 'sms', template_id: 'x', template_version: 1, ...more });

/** The senders of a worker, whose minutes are short; `receiptMs` is long unless a test says otherwise, so that only receipts that are brought count. */
function work(receiptMs = 60_000): void {
  const channels = channelsOf({ smtpUrl: mail.url, from: 'handrail@hospital.example', notify: notify.configuration, deadlineMs: 2_000 });
  const options = { record: api.record, cases: api.cases, channels, publicUrl: 'https://handrail.example', poll: 20, retryMaxMs: 50, gatherMs: 10, receiptMs, log: () => undefined };
  running.push(startSender(options), watchReceipts(options), tellUnreached(options));
}
async function ways(person: string, ...methods: ['email' | 'sms', string][]): Promise<void> {
  await owner.query('delete from contact_methods where person_id = $1', [person]);
  for (const [index, [channel, address]] of methods.entries()) await owner.query('insert into contact_methods (person_id, channel, position, address, verified_at) values ($1, $2, $3, $4, now())', [person, channel, index + 1, address]);
}
/** The calls of a step, in words: who, whether they were reached, and how. */
async function calls(discharge: Discharge, step: string): Promise<string[]> {
  const { escalations } = await discharge.look('coordinator');
  const own = escalations.find((escalation) => escalation.step === step);
  return (own?.calls ?? []).map((call) => `${String(call['role'])} ${String(call['reached'])}: ${(call['notices'] as Body[]).map(({ channel, status }) => `${String(channel)} ${status}`).join(', ')}`);
}
const once = (discharge: Discharge, step: string, ...expected: string[]): Promise<unknown> => eventually(`the calls of ${step} are ${expected.join('; ')}`, async () => JSON.stringify(await calls(discharge, step)) === JSON.stringify(expected), 15_000);

describe('the callback of receipts', () => {
  it('is for the service alone: its own token, and nobody’s', async () => {
    expect(said(await receipt(given(), null))).toEqual([401, 'token-refused']);
    expect(said(await receipt(given(), 'what-notify-proves-itself-wit'))).toEqual([401, 'token-refused']);
    expect(said(await api.send('POST', path, { as: 'hub', body: given() }))).toEqual([401, 'token-refused']);
    expect(said(await api.send('GET', path, { headers: { authorization: `Bearer ${token}` } }))[0]).toBe(401);
    const without = await ApiServer.start('api-receipts-none');
    try {
      expect(said(await without.send('POST', path, { body: given(), headers: { authorization: 'Bearer ' } }))).toEqual([404, 'not-found']);
    } finally {
      await without.stop();
    }
  });

  it('answers what is not ours, what it does not know and what is not final, without harm', async () => {
    for (const body of [given(), given({ reference: null }), given({ status: 'sending' }), given({ status: 'of another year', something: { new: 1 } })]) expect([await receipt(body)].map(({ status, body: answer }) => [status, answer])).toEqual([[200, { known: false }]]);
  });

  it('says which field is wrong', async () => {
    expect(said(await receipt({ reference: 'x' }))).toEqual([422, 'required']);
    expect((await receipt(given({ id: 7 }))).body.errors.map(({ pointer }) => pointer)).toEqual(['/id']);
    expect((await receipt('{'))).toMatchObject({ status: 400 });
  });
});

describe('a call', () => {
  it('has reached somebody once the service has brought its receipt; told twice, it changes nothing', async () => {
    await ways('riverside-clinical-lead', ['sms', '07700900001']);
    const discharge = await Discharge.started(api, {}, -1);
    work();
    await once(discharge, 'risk-decision', 'clinical-lead true: sms delivered');
    const message = notify.messages.find(({ to }) => to === '07700900001')!;
    expect((await receipt(given({ id: message.id, reference: message.reference }))).body).toEqual({ known: true });
    expect(await calls(discharge, 'risk-decision')).toHaveLength(1);
  });

  it('that reaches nobody: a bounced mail moves to SMS, then to the next rung, at once', async () => {
    await ways('riverside-clinical-lead', ['email', 'bounce@riverside.example'], ['sms', '07700900002']);
    mail.manner = (to) => (to.startsWith('bounce') ? 'never' : 'accept');
    const discharge = await Discharge.started(api, {}, -1);
    expect(await calls(discharge, 'risk-decision')).toEqual(['clinical-lead null: email queued']);
    work();
    // The escalation owner would have been called a quarter of an hour later.
    await once(discharge, 'risk-decision', 'clinical-lead false: email failed, sms failed', 'escalation-owner null: email accepted');
    const events = (await api.get('coordinator', `${discharge.path}/events`)).body.items;
    expect(events.filter((event) => event['kind'] === 'rung-not-reached').map((event) => [(event['data'] as Body)['level'], (event['data'] as Body)['person'], event['actor']])).toEqual([[1, 'riverside-clinical-lead', { system: 'notices' }]]);
  });

  it('that reaches nobody is told until its case has heard of it: the case away, its answer lost', async () => {
    await ways('riverside-clinical-lead', ['sms', '07700900002']);
    const discharge = await Discharge.started(api, {}, -1);
    api.cases.faults.push('unavailable', 'lost', 'unavailable');
    work();
    await once(discharge, 'risk-decision', 'clinical-lead false: sms failed', 'escalation-owner null: email accepted');
    const told = await eventually('it is told', async () => (await api.record.query<{ outcome: string; tries: number }[]>('select outcome, tries from unreached_calls where case_id = $1 and outcome is not null', [discharge.id]))[0]);
    expect(told.outcome).toBe('told');
    const sent = api.cases.received.filter(({ command }) => command.type === 'not-reached').slice(-told.tries);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect((await api.get('coordinator', `${discharge.path}/events`)).body.items.filter((event) => event['kind'] === 'rung-not-reached')).toHaveLength(1);
  });

  it('that reaches nobody is not told to a case whose task is done', async () => {
    await ways('riverside-clinical-lead', ['sms', '07700900002']);
    const discharge = await Discharge.started(api, {}, -1);
    await api.record.query(`insert into unreached_calls (case_id, rung) select case_id, sequence from calls where case_id = $1 and role = 'clinical-lead' and task_id = $2`, [discharge.id, discharge.task('risk-decision').id]);
    await api.command('coordinator', `${discharge.path}/end`, { because: 'died', at: new Date().toISOString(), note: 'told' });
    work();
    expect(await eventually('it has ended', async () => (await api.record.query<{ outcome: string }[]>('select outcome from unreached_calls where case_id = $1 and outcome is not null', [discharge.id]))[0])).toEqual({ outcome: expect.stringMatching(/^(task-done|case-closed)$/) });
  });
});
