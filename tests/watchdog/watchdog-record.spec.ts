import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRecord } from '#libs/records/database.js';
import { beat } from '#libs/records/heartbeats.js';
import { dischargeStart, Simulation } from '#tests/support/pathways/simulation.js';
import { MINUTE, patience, WatchedRecord } from './watched-record.js';

let watched: WatchedRecord;
beforeAll(async () => { watched = await WatchedRecord.open('watchdog record'); }, 120_000);
afterAll(() => watched.close());
beforeEach(() => watched.anew());

describe('the watchdog', () => {
  it('sees a record that stands still: a command was sent, and nothing was recorded since', async () => {
    const send = (id: string, more = ''): Promise<unknown> => watched.fresh.record.query(`insert into commands (update_id, caller, method, path, key, body_hash, type, status, created_at ${more ? ', case_id' : ''}) values ($1, 'c', 'POST', '/p', $1, 'h', $2, 'sent', now() - interval '2 minutes' ${more})`, [id, id.split(' ')[0]]);
    await send('advance of a rehearsal');
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
    await send('complete');
    await watched.turns(2);
    expect([await watched.standing(), watched.newest()]).toEqual([['record-behind'], expect.stringContaining('1 command(s) were sent and none is recorded since')]);
    await send('note');
    await watched.fresh.record.query(`update commands set status = 'done', done_at = now(), http_status = 409 where update_id = 'note'`);
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['record-behind']);
    await watched.fresh.record.query(`update commands set http_status = 200 where update_id = 'note'`);
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });

  it('tells of a case whose record stopped, and of notices that do not go out', async () => {
    const sick = watched.atRisk();
    await watched.store(sick);
    await watched.fresh.record.query(`insert into record_halts (case_id, kind, sequence, detail) values ($1, 'diverged', 7, 'd')`, [sick.id]);
    await watched.turns(2);
    expect(await watched.standing()).toEqual([`record-halted ${sick.id}`]);
    watched.dog = watched.watchdog({ patience: { ...patience, noticeMs: 0 } });
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['notices-waiting', `record-halted ${sick.id}`]);
    await watched.fresh.owner.query(`delete from record_halts`);
    await watched.fresh.record.query(`update notices set status = 'accepted', next_try_at = null where status = 'queued'`);
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });

  it('tells of a webhook that was switched off for taking nothing, until somebody has seen to it, and not of one that was switched off by hand', async () => {
    await watched.fresh.owner.query(`insert into webhooks (id, organisation_id, url, description, kinds, created_by, status, off_because) values ('gone', 'riverside', 'https://x.example/secret-word', 'd', '{called}', 'riverside-director', 'off', 'gone'), ('by-hand', 'riverside', 'https://y.example', 'd', '{called}', 'riverside-director', 'off', 'by-hand')`);
    await watched.turns(2);
    expect([await watched.standing(), watched.newest()]).toEqual([['webhook-off gone'], expect.stringContaining('The webhook gone of riverside was switched off')]);
    expect(watched.newest()).not.toMatch(/secret-word|people may not be called/);
    await watched.fresh.owner.query(`update webhooks set status = 'on', off_because = null where id = 'gone'`);
    await watched.turns(2);
    expect([await watched.standing(), watched.subjects().at(-1)]).toEqual([[], 'Handrail watchdog: all clear, 1 over']);
    await watched.fresh.owner.query(`update webhooks set status = 'off', off_because = 'kept-failing' where id = 'gone'`);
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['webhook-off gone']);
    await watched.fresh.owner.query(`update webhooks set off_because = 'by-hand' where id = 'gone'`);
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });

  it('misses a worker that is not heard of, also one that was never there', async () => {
    watched.dog = watched.watchdog({ workers: ['live', 'rehearsal'] });
    const until = async (wanted: string[]): Promise<void> => expect(await watched.turnsUntil(wanted)).toEqual(wanted);
    await until(['worker-silent rehearsal']);
    await beat(watched.fresh.record.manager, { worker: 'two', kind: 'rehearsal' });
    await watched.fresh.record.query(`update heartbeats set at = now() + interval '1 minute' where kind = 'rehearsal'`);
    await until([]);
    await watched.fresh.record.query(`update heartbeats set at = now() - interval '1 minute' where kind = 'live'`);
    await watched.dog.turn();
    expect(await watched.standing()).toEqual(['worker-silent live']);
  });

  it('compares the clocks of machine and database, and lets them differ by two seconds', async () => {
    watched.clock = 1_900;
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
    watched.clock = -2_500;
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['clocks-differ']);
    watched.clock = 0;
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });
});

describe('the rows of alarms', () => {
  it('may be written by the application and deleted by nobody but the owner', async () => {
    const record = await openRecord(watched.fresh.database.applicationUrl, { poolSize: 1, applicationName: 'spec' });
    await expect(record.query('delete from watchdog_alarms')).rejects.toThrow(/permission denied/);
    await record.destroy();
  });
});

describe('what nobody answered', () => {
  it('the watchdog says when nobody on duty would hear it, and when somebody does again', async () => {
    const set = (until: string) => watched.fresh.owner.transaction(async (manager) => {
      await manager.query(`select set_config('handrail.actor', '{"system": "spec"}', true), set_config('handrail.reason', 'spec', true)`);
      await manager.query(`update person_roles set active_until = ${until} where role = 'duty'`);
    });
    await set('now()');
    await watched.turns(2);
    expect(await watched.standing()).toEqual(['duty-empty']);
    await set('null');
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });

  it('and when a system alarm of an open task has reached nobody', async () => {
    const now = Date.now();
    const simulation = new Simulation(dischargeStart({ plannedDischargeAt: new Date(now - 5 * 60 * MINUTE).toISOString() }, 'unheard'), now - 9 * 60 * MINUTE);
    simulation.until(now);
    expect(simulation.of('system-alarm-raised').length).toBeGreaterThan(0);
    await watched.store({ id: 'unheard', events: simulation.events });
    await watched.fresh.owner.query(`update notices set status = 'failed', next_try_at = null where case_id = 'unheard'`);
    watched.dog = watched.watchdog({ patience: { ...patience, noticeMs: 0 } });
    await watched.turns(2);
    expect(await watched.standing()).toContainEqual(expect.stringMatching(/^alarm-unheard unheard\.a\d+$/));
    await watched.fresh.owner.query(`update notices set status = 'accepted' where case_id = 'unheard' and kind = 'alarm'`);
    await watched.turns(2);
    expect((await watched.standing()).filter((each) => each.startsWith('alarm-unheard'))).toEqual([]);
  });
});
