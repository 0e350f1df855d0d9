import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeAlarm } from '#libs/records/system-alarms.js';
import { alarmsOfCase, listAlarms } from '#libs/records/queries/system-alarms.js';
import { rebuild } from '#libs/records/rebuild.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';
import { dischargeStart } from '#tests/support/pathways/simulation.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('system alarms'); }, 120_000);
afterAll(() => fresh.close());

let cases = 0;
/** Planned for Wednesday 22:00, with something unmet: the director is called about the risk decision at 23:45, and every two hours. */
function night(rehearsal = false): Discharge {
  const start = dischargeStart({ plannedDischargeAt: london('Wed 10 Jun 2026 22:00') }, `night-${cases += 1}`);
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  return new Discharge({ ...start, opening: { ...start.opening, rehearsal, owners } }, Date.parse(london('Wed 10 Jun 2026 08:00')), (role) => `riverside-${role}`).unmet('equipment-in-place');
}
const write = (discharge: Discharge) => writeTail(fresh.record.manager, discharge.start.caseId, discharge.events);
const alarms = (discharge: Discharge, as = 'riverside-hub') => alarmsOfCase(fresh.record.manager, reading(as), discharge.start.caseId);
const of = async (discharge: Discharge) => (await alarms(discharge)).filter(({ step }) => step === 'risk-decision');
const close = (alarmId: string, caseId: string, done = 'rang the director at home') => fresh.record.transaction((manager) => closeAlarm(manager, { alarmId, caseId, at: new Date(), person: 'riverside-director', done, command: `c ${alarmId}` }));

describe('a system alarm in the record', () => {
  it('is one a climb however often it is told, with a notice for everybody on duty each time', async () => {
    const discharge = night().comes('Thu 11 Jun 2026 02:00');
    await write(discharge);
    await write(discharge.comes('Thu 11 Jun 2026 06:00'));
    const [alarm, ...more] = await of(discharge);
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({ status: 'open', level: 4, role: 'director', times: 3, since: '2026-06-10T22:45:00.000Z', dueAt: '2026-06-11T00:45:00.000Z', lastAt: '2026-06-11T04:45:00.000Z', told: [{ person: { id: 'riverside-duty', name: 'Dara Quill' } }] });
    const raised = discharge.of('system-alarm-raised').filter(({ data }) => data.step === 'risk-decision').map(({ sequence }) => sequence);
    expect(await fresh.record.query(`select rung, person_id, status from notices where case_id = $1 and kind = 'alarm' and rung = any($2) order by rung`, [discharge.start.caseId, raised])).toEqual(raised.map((rung) => ({ rung, person_id: 'riverside-duty', status: 'queued' })));
    expect(alarm?.told[0]?.notices).toHaveLength(3);
  });

  it('is written and not sent where it is a rehearsal, and stands in no list unasked', async () => {
    const discharge = night(true).comes('Thu 11 Jun 2026 02:00');
    await write(discharge);
    expect((await of(discharge))[0]?.told[0]?.notices).toEqual([expect.objectContaining({ status: 'rehearsed' })]);
    const listed = async (rehearsal: boolean) => (await listAlarms(fresh.record.manager, reading('riverside-hub'), { rehearsal, limit: 200 })).items.filter(({ caseId }) => caseId === discharge.start.caseId);
    expect([(await listed(false)).length, (await listed(true)).length > 0]).toEqual([0, true]);
  });

  it('stays open after its task is done, until somebody writes what was done; nobody writes twice', async () => {
    const discharge = night().comes('Thu 11 Jun 2026 02:00').decides('stay').comes('Thu 11 Jun 2026 09:00');
    await write(discharge);
    const { caseId } = discharge.start;
    const [alarm] = await of(discharge);
    expect([alarm?.status, discharge.status('risk-decision')]).toEqual(['open', 'completed']);
    const both = await Promise.all([close(alarm!.id, caseId), close(alarm!.id, caseId, 'something else')]);
    expect(both.toSorted()).toEqual([false, true]);
    expect((await of(discharge))[0]).toMatchObject({ status: 'done', done: { by: { id: 'riverside-director' } } });
  });

  it('is another when nobody answers for another turn after what was written, and a rebuild keeps both and who wrote it', async () => {
    const discharge = night().comes('Thu 11 Jun 2026 02:00');
    await write(discharge);
    const [first] = await of(discharge);
    expect(await close(first!.id, discharge.start.caseId)).toBe(true);
    await write(discharge.comes('Thu 11 Jun 2026 04:00'));
    const both = await of(discharge);
    expect(both.map(({ status, times, done }) => [status, times, done?.done])).toEqual([['done', 1, 'rang the director at home'], ['open', 1, undefined]]);
    expect(both[0]?.escalationId).toBe(both[1]?.escalationId);
    await fresh.owner.query('delete from system_alarms where case_id = $1', [discharge.start.caseId]);
    expect(await rebuild(fresh.record, { caseId: discharge.start.caseId })).toMatchObject({ failed: [] });
    expect(await of(discharge)).toEqual(both);
  });

  it('is kept for good: what was written is neither changed nor taken back', async () => {
    await expect(fresh.record.query(`update system_alarm_closings set done = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(fresh.owner.query(`update system_alarm_closings set done = 'x'`)).rejects.toThrow(/append-only|never changed|refuse/i);
    await expect(fresh.owner.query('delete from system_alarm_closings')).rejects.toThrow();
  });

  it('is shown without what could name the person to whom reads without identity', async () => {
    const discharge = night().comes('Thu 11 Jun 2026 02:00');
    await write(discharge);
    await close((await of(discharge))[0]!.id, discharge.start.caseId, 'rang Synthetic Person on 9990000018');
    expect((await alarms(discharge, 'riverside-auditor')).find(({ step }) => step === 'risk-decision')?.done?.done).toBe('rang [withheld] on [withheld]');
  });

  it('is not there for whom the case is not', async () => {
    const discharge = night().comes('Thu 11 Jun 2026 02:00');
    await write(discharge);
    expect((await listAlarms(fresh.record.manager, reading('hillview-hub'), { limit: 200 })).items).toEqual([]);
  });
});
