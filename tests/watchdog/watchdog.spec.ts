import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { alarmSender } from '#apps/watchdog/alarms/alarm-mail.js';
import { apiAnswers, temporalAnswers } from '#apps/watchdog/looks/answers.js';
import { Watchdog, type WatchdogOptions } from '#apps/watchdog/watchdog.js';
import { freePort } from '#apps/local/ports.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { openRecord, recordDataSource } from '#libs/records/database.js';
import { beat } from '#libs/records/heartbeats.js';
import { rows } from '#libs/records/transaction.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { MailServer } from '#tests/notices/mail-server.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { dischargeStart, Simulation } from '#tests/support/pathways/simulation.js';
import { stack } from '#tests/support/stack/stack.js';

const MINUTE = 60_000;
const to = ['on-call@hospital.example', 'director@hospital.example'];
const mail = new MailServer();
let fresh: FreshRecord;
let dog: Watchdog;
const patience = { callMs: 0, recordMs: 0, workerMs: 1_000, partMs: 0, noticeMs: 5 * MINUTE, clockMs: 0 };
const answering = { temporal: true, api: true };
let clock = 0;

beforeAll(async () => {
  fresh = await freshRecord('watchdog');
  await mail.start();
}, 120_000);
afterAll(async () => {
  await mail.stop();
  await fresh.close();
});
beforeEach(async () => {
  await closeAll();
  for (const table of ['watchdog_alarms', 'heartbeats', 'commands', 'record_halts']) await fresh.owner.query(`delete from ${table}`);
  mail.received.length = 0;
  Object.assign(answering, { temporal: true, api: true });
  clock = 0;
  dog = watchdog();
});

/** One whose patience is nought, save with workers, who beat every few seconds. A turn is a call of it. */
function watchdog(more: Partial<WatchdogOptions> = {}): Watchdog {
  return new Watchdog({
    record: fresh.record, workers: ['live'], rereadMs: 0, log: () => undefined, now: () => Date.now() + clock,
    patience, pace: { repeatMs: 15 * MINUTE, pauseMs: 0, longestPauseMs: 0 },
    temporal: () => Promise.resolve(answering.temporal), api: () => Promise.resolve(answering.api),
    send: alarmSender({ smtpUrl: mail.url, from: 'Handrail <handrail@hospital.example>', to, log: () => undefined }), ...more,
  });
}
/** So many turns, with a live worker beside. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await beat(fresh.owner.manager, { worker: 'one', kind: 'live' });
    await dog.turn();
  }
}
const standing = async (): Promise<string[]> => (await fresh.record.query<{ kind: string; subject: string }[]>('select kind, subject from watchdog_alarms where over_at is null order by 1, 2')).map(({ kind, subject }) => `${kind} ${subject}`.trim());
const subjects = (address: string): string[] => mail.received.filter((each) => each.to === address).map(({ subject }) => subject);
const newest = (): string => mail.received.at(-1)?.text ?? '';

let cases = 0;
/** A discharge as the engine lives it up to now: its risk decision, on a ladder of day and night, was due forty minutes ago, and two rungs of it were called. */
function atRisk(): { id: string; events: CaseEvent[]; task: string; simulation: Simulation } {
  cases += 1;
  const now = Date.now();
  const id = `watched-${cases}`;
  const simulation = new Simulation(dischargeStart({ plannedDischargeAt: new Date(now - 40 * MINUTE).toISOString() }, id), now - 300 * MINUTE);
  simulation.until(now);
  return { id, events: simulation.events, task: simulation.task('risk-decision').id, simulation };
}
const store = async ({ id, events }: { id: string; events: CaseEvent[] }): Promise<void> => { await writeTail(fresh.record.manager, id, events); };
/** The same life of an engine that passed one event over: numbered without a gap, as it would have been. */
function passedOver(events: readonly CaseEvent[], over: (event: CaseEvent) => boolean): CaseEvent[] {
  const rung = events.find(over)!.sequence;
  const kept = events.filter((event) => event.sequence !== rung && !(event.kind === 'called' && event.data.rung === rung));
  const number = (sequence: number): number => 1 + kept.findIndex((event) => event.sequence === sequence);
  return kept.map((event) => ({ ...event, sequence: number(event.sequence), ...(event.kind === 'called' ? { data: { ...event.data, rung: number(event.data.rung) } } : {}) }) as CaseEvent);
}
/** Closed cases are over for the watchdog. */
async function closeAll(): Promise<void> {
  await fresh.owner.query(`update cases set status = 'closed', closed_at = now() where status <> 'closed'`);
}

describe('the watchdog', () => {
  it('is silent while all is well, and reads no rehearsal', async () => {
    const well = atRisk();
    await store(well);
    const rehearsed = atRisk();
    const opened = rehearsed.events[0]!;
    await store({ id: rehearsed.id, events: [{ ...opened, data: { ...opened.data, rehearsal: true } } as CaseEvent, ...rehearsed.events.slice(1, 8)] });
    await turns(3);
    expect([await standing(), mail.received]).toEqual([[], []]);
  });

  it('tells everybody of a call whose row is gone, once, and that it is over when it is back', async () => {
    const well = atRisk();
    await store(well);
    await dog.turn();
    const [row] = await rows(fresh.record.manager, 'delete from calls where case_id = $1 and task_id = $2 and level = 2 returning *', [well.id, well.task]);
    await turns(3);
    expect(await standing()).toEqual([`call-unlisted ${well.task}`]);
    expect(to.map(subjects)).toEqual([['Handrail watchdog: ALARM, 1 new'], ['Handrail watchdog: ALARM, 1 new']]);
    expect(newest()).toMatch(new RegExp(`Task ${well.task} \\(risk-decision\\): rung 2 \\(escalation-owner\\), due at .*, was reached, and no call stands in the list of calls`));
    await fresh.record.query('insert into calls select * from jsonb_populate_record(null::calls, $1::jsonb)', [JSON.stringify(row)]);
    await turns(3);
    expect([await standing(), subjects(to[0]!)]).toEqual([[], ['Handrail watchdog: ALARM, 1 new', 'Handrail watchdog: all clear, 1 over']]);
  });

  it('finds the rung that an engine skipped, and is content when the task is done', async () => {
    const sick = atRisk();
    const events = passedOver(sick.events, (event) => event.kind === 'rung-reached' && event.data.taskId === sick.task && event.data.level === 1);
    await store({ id: sick.id, events });
    await turns(2);
    expect(await standing()).toEqual([`call-missing ${sick.task}`]);
    expect(newest()).toMatch(/rung 1 \(clinical-lead\), due at .*, was not called\. Since/);
    const done = { sequence: events.length + 1, at: new Date().toISOString(), kind: 'task-ended', actor: { system: 'protocol' }, data: { taskId: sick.task, step: 'risk-decision', status: 'not-needed', because: 'done' } } as CaseEvent;
    await store({ id: sick.id, events: [...events, done] });
    await turns(2);
    expect([await standing(), subjects(to[1]!).at(-1)]).toEqual([[], 'Handrail watchdog: all clear, 1 over']);
  });

  it('finds a whole ladder that fell silent', async () => {
    const sick = atRisk();
    const first = sick.events.findIndex((event) => event.kind === 'rung-reached' && event.data.taskId === sick.task);
    await store({ id: sick.id, events: sick.events.slice(0, first) });
    await turns(2);
    expect(await standing()).toContain(`call-missing ${sick.task}`);
    await closeAll();
    await turns(2);
    expect(await standing()).toEqual([]);
  });

  it('sees a record that stands still: a command was sent, and nothing was recorded since', async () => {
    const send = (id: string, more = ''): Promise<unknown> => fresh.record.query(`insert into commands (update_id, caller, method, path, key, body_hash, type, status, created_at ${more ? ', case_id' : ''}) values ($1, 'c', 'POST', '/p', $1, 'h', $2, 'sent', now() - interval '2 minutes' ${more})`, [id, id.split(' ')[0]]);
    await send('advance of a rehearsal');
    await turns(2);
    expect(await standing()).toEqual([]);
    await send('complete');
    await turns(2);
    expect([await standing(), newest()]).toEqual([['record-behind'], expect.stringContaining('1 command(s) were sent and none is recorded since')]);
    await send('note');
    await fresh.record.query(`update commands set status = 'done', done_at = now(), http_status = 409 where update_id = 'note'`);
    await turns(2);
    expect(await standing()).toEqual(['record-behind']);
    await fresh.record.query(`update commands set http_status = 200 where update_id = 'note'`);
    await turns(2);
    expect(await standing()).toEqual([]);
  });

  it('tells of a case whose record stopped, and of notices that do not go out', async () => {
    const sick = atRisk();
    await store(sick);
    await fresh.record.query(`insert into record_halts (case_id, kind, sequence, detail) values ($1, 'diverged', 7, 'd')`, [sick.id]);
    await turns(2);
    expect(await standing()).toEqual([`record-halted ${sick.id}`]);
    dog = watchdog({ patience: { ...patience, noticeMs: 0 } });
    await turns(2);
    expect(await standing()).toEqual(['notices-waiting', `record-halted ${sick.id}`]);
    await fresh.owner.query(`delete from record_halts`);
    await fresh.record.query(`update notices set status = 'accepted', next_try_at = null where status = 'queued'`);
    await turns(2);
    expect(await standing()).toEqual([]);
  });

  it('tells of a webhook that was switched off for taking nothing, until somebody has seen to it, and not of one that was switched off by hand', async () => {
    await fresh.owner.query(`insert into webhooks (id, organisation_id, url, description, kinds, created_by, status, off_because) values ('gone', 'riverside', 'https://x.example/secret-word', 'd', '{called}', 'riverside-director', 'off', 'gone'), ('by-hand', 'riverside', 'https://y.example', 'd', '{called}', 'riverside-director', 'off', 'by-hand')`);
    await turns(2);
    expect([await standing(), newest()]).toEqual([['webhook-off gone'], expect.stringContaining('The webhook gone of riverside was switched off')]);
    expect(newest()).not.toMatch(/secret-word|people may not be called/);
    await fresh.owner.query(`update webhooks set status = 'on', off_because = null where id = 'gone'`);
    await turns(2);
    expect([await standing(), subjects(to[0]!).at(-1)]).toEqual([[], 'Handrail watchdog: all clear, 1 over']);
    await fresh.owner.query(`update webhooks set status = 'off', off_because = 'kept-failing' where id = 'gone'`);
    await turns(2);
    expect(await standing()).toEqual(['webhook-off gone']);
    await fresh.owner.query(`update webhooks set off_because = 'by-hand' where id = 'gone'`);
    await turns(2);
    expect(await standing()).toEqual([]);
  });

  it('misses a worker that is not heard of, also one that was never there', async () => {
    dog = watchdog({ workers: ['live', 'rehearsal'] });
    const until = async (wanted: string[]): Promise<void> => {
      for (const end = Date.now() + 10_000; JSON.stringify(await standing()) !== JSON.stringify(wanted) && Date.now() < end;) await turns(1);
      expect(await standing()).toEqual(wanted);
    };
    await until(['worker-silent rehearsal']);
    await beat(fresh.record.manager, { worker: 'two', kind: 'rehearsal' });
    await fresh.record.query(`update heartbeats set at = now() + interval '1 minute' where kind = 'rehearsal'`);
    await until([]);
    await fresh.record.query(`update heartbeats set at = now() - interval '1 minute' where kind = 'live'`);
    await dog.turn();
    expect(await standing()).toEqual(['worker-silent live']);
  });

  it('knocks at Temporal and at the API', async () => {
    Object.assign(answering, { temporal: false, api: false });
    await turns(2);
    expect(await standing()).toEqual(['api-away', 'temporal-away']);
    Object.assign(answering, { temporal: true, api: true });
    await turns(2);
    expect([await standing(), subjects(to[0]!)]).toEqual([[], ['Handrail watchdog: ALARM, 2 new', 'Handrail watchdog: all clear, 2 over']]);
  });

  it('compares the clocks of machine and database, and lets them differ by two seconds', async () => {
    clock = 1_900;
    await turns(2);
    expect(await standing()).toEqual([]);
    clock = -2_500;
    await turns(2);
    expect(await standing()).toEqual(['clocks-differ']);
    clock = 0;
    await turns(2);
    expect(await standing()).toEqual([]);
  });

  it('tells by mail that the database is away, says nothing to be over meanwhile, and writes it down afterwards', async () => {
    const sick = atRisk();
    await store({ id: sick.id, events: passedOver(sick.events, (event) => event.kind === 'rung-reached' && event.data.taskId === sick.task && event.data.level === 1) });
    const record = recordDataSource(fresh.database.applicationUrl, { poolSize: 1, applicationName: 'watchdog of the spec' });
    dog = watchdog({ record });
    await fresh.database.cut();
    await turns(2);
    expect(subjects(to[0]!)).toEqual(['Handrail watchdog: ALARM, 1 new']);
    await fresh.database.mend();
    await turns(2);
    expect(subjects(to[0]!).at(-1)).toBe('Handrail watchdog: ALARM, 1 lasting, 1 over');
    expect(await standing()).toEqual([`call-missing ${sick.task}`]);
    await fresh.database.cut();
    await turns(4);
    expect(subjects(to[0]!).filter((subject) => subject.includes('over'))).toHaveLength(1);
    await fresh.database.mend();
    // As after any cut the pool of the spec opens anew.
    await fresh.record.query('select 1').catch(() => undefined);
    await turns(3);
    expect(await standing()).toEqual([`call-missing ${sick.task}`]);
    expect(await fresh.owner.query(`select count(*)::int as away from watchdog_alarms where kind = 'database-away' and over_told_at is not null`)).toEqual([{ away: 2 }]);
    await record.destroy();
  });

  it('remembers over a restart what it told; one address that is refused keeps nobody else from hearing; mail that is away is made up for', async () => {
    mail.manner = (address) => (address === to[0] ? 'never' : 'accept');
    answering.api = false;
    await turns(2);
    expect(to.map(subjects)).toEqual([[], ['Handrail watchdog: ALARM, 1 new']]);
    dog = watchdog();
    await turns(2);
    expect(subjects(to[1]!)).toHaveLength(1);
    mail.manner = () => 'later';
    answering.api = true;
    await turns(3);
    expect([await standing(), dog.untold]).toEqual([[], 1]);
    mail.manner = () => 'accept';
    dog = watchdog();
    await turns(1);
    expect(to.map(subjects)).toEqual([['Handrail watchdog: all clear, 1 over'], ['Handrail watchdog: ALARM, 1 new', 'Handrail watchdog: all clear, 1 over']]);
    expect(dog.untold).toBe(0);
  });
});

describe('whether a part answers', () => {
  let mute: Server;
  let address: string;
  beforeAll(async () => {
    mute = createServer(() => undefined);
    await new Promise<void>((resolve) => { mute.listen(0, '127.0.0.1', resolve); });
    address = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
  });
  afterAll(() => { mute.close(); });

  it('is asked of Temporal itself: an open port that says nothing is no answer', async () => {
    const { temporalAddress } = await stack();
    expect(await temporalAnswers(temporalAddress, 5_000)).toBe(true);
    expect(await temporalAnswers(address, 300)).toBe(false);
    expect(await temporalAnswers(`127.0.0.1:${await freePort()}`, 5_000)).toBe(false);
  });

  it('is asked of the API the same way', async () => {
    expect(await apiAnswers(`http://${address}`, 300)).toBe(false);
    expect(await apiAnswers(`http://127.0.0.1:${await freePort()}`, 5_000)).toBe(false);
  });
});

describe('the rows of alarms', () => {
  it('may be written by the application and deleted by nobody but the owner', async () => {
    const record = await openRecord(fresh.database.applicationUrl, { poolSize: 1, applicationName: 'spec' });
    await expect(record.query('delete from watchdog_alarms')).rejects.toThrow(/permission denied/);
    await record.destroy();
  });
});

describe('what nobody answered', () => {
  it('the watchdog says when nobody on duty would hear it, and when somebody does again', async () => {
    const set = (until: string) => fresh.owner.transaction(async (manager) => {
      await manager.query(`select set_config('handrail.actor', '{"system": "spec"}', true), set_config('handrail.reason', 'spec', true)`);
      await manager.query(`update person_roles set active_until = ${until} where role = 'duty'`);
    });
    await set('now()');
    await turns(2);
    expect(await standing()).toEqual(['duty-empty']);
    await set('null');
    await turns(2);
    expect(await standing()).toEqual([]);
    // Everybody on duty is away; then one of them is covered.
    await fresh.owner.query(`insert into leaves (id, person_id, starts_at, ends_at) select 'away ' || person_id, person_id, now() - interval '1 hour', now() + interval '1 hour' from person_roles where role = 'duty'`);
    await turns(2);
    expect(await standing()).toEqual(['duty-empty']);
    await fresh.owner.query(`insert into covers (id, person_id, by_id, starts_at, ends_at, status, offered_by, decided_at) values ('c', 'riverside-duty', 'riverside-hub', now() - interval '1 hour', now() + interval '1 hour', 'accepted', 'riverside-duty', now())`);
    await turns(2);
    expect(await standing()).toEqual([]);
    await fresh.owner.query('delete from covers; delete from leaves');
  });

  it('and when a system alarm of an open task has reached nobody', async () => {
    const now = Date.now();
    const simulation = new Simulation(dischargeStart({ plannedDischargeAt: new Date(now - 5 * 60 * MINUTE).toISOString() }, 'unheard'), now - 9 * 60 * MINUTE);
    simulation.until(now);
    expect(simulation.of('system-alarm-raised').length).toBeGreaterThan(0);
    await store({ id: 'unheard', events: simulation.events });
    await fresh.owner.query(`update notices set status = 'failed', next_try_at = null where case_id = 'unheard'`);
    dog = watchdog({ patience: { ...patience, noticeMs: 0 } });
    await turns(2);
    expect(await standing()).toContainEqual(expect.stringMatching(/^alarm-unheard unheard\.a\d+$/));
    await fresh.owner.query(`update notices set status = 'accepted' where case_id = 'unheard' and kind = 'alarm'`);
    await turns(2);
    expect((await standing()).filter((each) => each.startsWith('alarm-unheard'))).toEqual([]);
  });
});
