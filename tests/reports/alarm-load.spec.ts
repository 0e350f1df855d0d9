import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alarmLoad, type AlarmLoad } from '#libs/reports/alarm-load.js';
import { shiftByTheClock } from '#libs/reports/shifts.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { reading } from '#tests/records/readers.js';
import { Told } from './told.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('alarm-load'); }, 120_000);
afterAll(() => record.close());

const loadOf = (as = 'riverside-hub', from = '2026-10-01T00:00:00Z', to = '2026-12-01T00:00:00Z'): Promise<AlarmLoad> =>
  alarmLoad(record.record.manager, reading(as), { organisations: [as.split('-')[0]!], from: new Date(from), to: new Date(to), rehearsal: false });
const rung = async (step: string, level: number) => (await loadOf()).rungs.find((each) => each.step === step && each.level === level);
const shifts = async (person: string) => (await loadOf()).shifts.filter((each) => each.person.id === person).map(({ from, until, kind, rota, calls }) => ({ from, until, kind, rota, calls }));
const story = () => new Told({ at: '2026-10-01T08:00:00.000Z' });
const write = (told: Told) => told.write(record.record.manager);

describe('what comes of a call', () => {
  it('is acted on before the next rung, by whomever; missed; neither yet; or nobody had to', async () => {
    const told = story();
    const task = told.opened('2026-10-01T08:00:02.000Z', 'by-hand');
    told.called('2026-11-02T10:00:00.000Z', task, 1, 'riverside-coordinator');
    told.called('2026-11-02T10:15:00.000Z', task, 2, 'riverside-clinical-lead');
    told.attempted('2026-11-02T10:20:00.000Z', task, { person: 'riverside-hub' });
    told.called('2026-11-02T10:20:01.000Z', task, 3, 'riverside-director');
    await write(told);
    const other = story();
    const ended = other.opened('2026-10-01T08:00:02.000Z', 'by-hand');
    other.called('2026-11-03T10:00:00.000Z', ended, 1, 'riverside-coordinator');
    other.at_('2026-11-03T10:05:00.000Z').end(ended);
    const third = other.opened('2026-10-01T08:00:02.000Z', 'by-hand');
    other.called('2026-11-03T11:00:00.000Z', third, 1, 'riverside-coordinator');
    other.completed('2026-11-03T11:05:00.000Z', third);
    await write(other);
    // Level 1: one missed, one not needed, one completed.
    expect(await rung('by-hand', 1)).toMatchObject({ calls: 3, acted: 1, missed: 1, over: 1, open: 0, share: 0.5, flagged: true, nobody: 0, actedBy: [{ person: { id: 'riverside-coordinator', name: 'Colin Okafor' }, calls: 1 }] });
    expect(await rung('by-hand', 2)).toMatchObject({ calls: 1, acted: 1, missed: 0, share: 1, flagged: false, actedBy: [{ person: { id: 'riverside-hub' }, calls: 1 }] });
    expect(await rung('by-hand', 3)).toMatchObject({ calls: 1, acted: 0, open: 1, share: null, flagged: false, behind: [{ caseId: told.caseId, rung: expect.any(Number) }] });
  });

  it('does not count a rung that reached nobody, and calls none missed that was called at the same instant as the next', async () => {
    const told = story();
    const task = told.opened('2026-10-01T08:00:02.000Z', 'held-back');
    told.called('2026-11-02T12:00:00.000Z', task, 1, null);
    const { rung: of, escalationId } = told.called('2026-11-02T12:01:00.000Z', task, 2, 'riverside-director');
    told.at_('2026-11-02T12:02:00.000Z').add('rung-not-reached', { rung: of, escalationId, taskId: task, step: 'held-back', level: 2, person: 'riverside-director' }, { system: 'sender' });
    // What an acknowledgement held back is called together at its end.
    told.called('2026-11-02T13:00:00.000Z', task, 3, 'riverside-hub');
    told.called('2026-11-02T13:00:00.000Z', task, 4, 'riverside-crisis-team');
    told.acknowledged('2026-11-02T13:10:00.000Z', task, { person: 'riverside-crisis-team' });
    await write(told);
    expect(await rung('held-back', 1)).toMatchObject({ calls: 0, nobody: 1, share: null, flagged: false, behind: [] });
    expect(await rung('held-back', 2)).toMatchObject({ calls: 0, nobody: 1 });
    expect(await rung('held-back', 3)).toMatchObject({ calls: 1, acted: 1, share: 1 });
    expect(await rung('held-back', 4)).toMatchObject({ calls: 1, acted: 1, share: 1 });
  });

  it('flags a rung below seven in ten, not one at seven in ten', async () => {
    for (const [step, acted] of [['seven', 7], ['six', 6]] as const) {
      for (let index = 0; index < 10; index += 1) {
        const told = story();
        const task = told.opened('2026-10-01T08:00:02.000Z', step);
        told.called('2026-11-04T10:00:00.000Z', task, 1, 'riverside-clinical-lead');
        if (index < acted) told.acknowledged('2026-11-04T10:05:00.000Z', task);
        told.called('2026-11-04T11:00:00.000Z', task, 2, 'riverside-clinical-lead-2');
        await write(told);
      }
    }
    expect([await rung('seven', 1), await rung('six', 1)]).toMatchObject([{ calls: 10, acted: 7, share: 0.7, flagged: false }, { calls: 10, acted: 6, share: 0.6, flagged: true }]);
  });
});

describe('the shift in which somebody is called', () => {
  const call = async (person: string, at: string) => {
    const told = story();
    told.called(at, told.opened('2026-10-01T08:00:02.000Z', 'shifts'), 1, person);
    await write(told);
  };

  it('is that of the clock on the wall where no rota names them, and a night of a change has its hour less or more', () => {
    const shown = (at: string) => { const { from, until, kind } = shiftByTheClock(Date.parse(at)); return [kind, new Date(from).toISOString(), (until - from) / 3_600_000]; };
    expect(shown('2026-11-02T08:00:00Z')).toEqual(['day', '2026-11-02T08:00:00.000Z', 12]);
    expect(shown('2026-11-02T07:59:59Z')).toEqual(['night', '2026-11-01T20:00:00.000Z', 12]);
    expect(shown('2026-11-02T20:00:00Z')).toEqual(['night', '2026-11-02T20:00:00.000Z', 12]);
    expect(shown('2026-11-01T12:00:00Z')).toEqual(['weekend', '2026-11-01T08:00:00.000Z', 12]);
    expect(shown('2026-12-25T12:00:00Z')).toEqual(['weekend', '2026-12-25T08:00:00.000Z', 12]);
    // In summer 08:00 is 07:00 in universal time; the night to 25 October has 13 hours, that to 28 March 11.
    expect(shown('2026-07-01T07:00:00Z')).toEqual(['day', '2026-07-01T07:00:00.000Z', 12]);
    expect(shown('2026-10-25T01:30:00Z')).toEqual(['night', '2026-10-24T19:00:00.000Z', 13]);
    expect(shown('2027-03-28T01:30:00Z')).toEqual(['night', '2027-03-27T20:00:00.000Z', 11]);
  });

  it('is that of the rota where one names them, whole, also where the clocks change in it', async () => {
    const rules = [{ hours: { kind: 'weekly', days: ['SA'], everyWeeks: 1, starts: '19:00', ends: '07:30', bankHolidays: 'as-usual' }, rotation: { people: ['riverside-escalation-lead'], days: 7, startsOn: '2026-10-03', handOverAt: '12:00' } }];
    await record.owner.query(`insert into rotas (id, organisation_id, role, scope, scope_id, name, rules) values ('nights', 'riverside', 'escalation-lead', 'organisation', null, 'Saturday nights', $1)`, [JSON.stringify(rules)]);
    // 00:30 and 01:30 universal time on 25 October are both half past one.
    for (const at of ['2026-10-24T22:00:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-25T07:29:00.000Z', '2026-10-25T07:31:00.000Z']) await call('riverside-escalation-lead', at);
    expect(await shifts('riverside-escalation-lead')).toEqual([
      { kind: 'rota', rota: 'nights', from: '2026-10-24T18:00:00.000Z', until: '2026-10-25T07:30:00.000Z', calls: 4 }, { kind: 'night', rota: null, from: '2026-10-24T19:00:00.000Z', until: '2026-10-25T08:00:00.000Z', calls: 1 },
    ]);
    // A report that begins in the shift shows the shift whole, with the calls that it is about.
    const part = (await loadOf('riverside-hub', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')).shifts.find(({ person }) => person.id === 'riverside-escalation-lead');
    expect(part).toMatchObject({ from: '2026-10-24T18:00:00.000Z', until: '2026-10-25T07:30:00.000Z', calls: 2 });
  });

  it('has too many calls with the seventh', async () => {
    for (let index = 0; index < 6; index += 1) await call('riverside-escalation-owner-2', `2026-11-10T1${index}:00:00.000Z`);
    const many = async () => (await loadOf()).shifts.filter(({ person }) => person.id === 'riverside-escalation-owner-2').map(({ calls, tooMany }) => [calls, tooMany]);
    expect(await many()).toEqual([[6, false]]);
    await call('riverside-escalation-owner-2', '2026-11-10T19:59:59.000Z');
    await call('riverside-escalation-owner-2', '2026-11-10T20:00:00.000Z');
    expect(new Map(await many() as [number, boolean][])).toEqual(new Map([[1, false], [7, true]]));
  });

  it('is of the cases that the organisation sees', async () => {
    expect((await loadOf('hillview-hub')).shifts).toEqual([]);
  });
});
