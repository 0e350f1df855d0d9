import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { inLondon } from '#tests/support/pathways/london.js';
import { missedBy } from '#tests/watchdog/reckoned.js';

const step = 'equipment-in-place';
/** Planned for Wednesday 15:00: equipment is due at 13:00, on a ladder that calls by day. Acknowledged for half an hour each time, from this time on. */
function acknowledgedAt(...times: string[]): Discharge {
  return times.reduce((discharge, time) => discharge.comes(`Wed 10 Jun 2026 ${time}`).acknowledges(step, 'PT30M'), Discharge.onWednesday());
}
/** When each call was made, not when it was due. */
const made = (discharge: Discharge): string[] => discharge.of('rung-reached').filter(({ data }) => data.step === step).map(({ at, data }) => `${data.role} ${inLondon(at).slice(-5)}`);

describe('a climb that is acknowledged again and again', () => {
  it('the second holds it back as the first did; the third calls the next rung at once and holds nothing', () => {
    const discharge = acknowledgedAt('13:10', '13:30');
    expect([made(discharge), discharge.task(step).acknowledgements]).toEqual([['coordinator 13:00'], 2]);
    discharge.comes('Wed 10 Jun 2026 13:50').acknowledges(step, 'PT30M');
    expect([made(discharge), discharge.task(step).acknowledgements, discharge.task(step).acknowledgedUntil]).toEqual([['coordinator 13:00', 'escalation-owner 13:50'], 3, null]);
    discharge.comes('Wed 10 Jun 2026 16:00');
    expect(made(discharge).slice(2)).toEqual(['escalation-lead 15:50']);
  });

  it('the third calls what the second held back, each with its own instant, and moves none of it', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:10').acknowledges(step, 'PT1H').comes('Wed 10 Jun 2026 14:05').acknowledges(step, 'PT2H').comes('Wed 10 Jun 2026 14:10').acknowledges(step, 'PT2H').comes('Wed 10 Jun 2026 16:00');
    expect([made(discharge), discharge.called(step)]).toEqual([
      ['coordinator 13:00', 'escalation-owner 14:10', 'escalation-lead 16:00'], ['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']]);
  });

  it('before anything is due it passes over the owner, who acknowledged, to the next', () => {
    expect(made(acknowledgedAt('09:00', '09:05', '09:10'))).toEqual(['escalation-owner 09:10']);
  });

  it('every one after the third calls again, and when all were called the last: by acknowledging once more nobody is called off', () => {
    expect(made(acknowledgedAt('13:10', '13:15', '13:20', '13:25', '13:30'))).toEqual(['coordinator 13:00', 'escalation-owner 13:20', 'escalation-lead 13:25', 'escalation-lead 13:30']);
  });

  it('at night on a ladder that calls by day it calls in the morning', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 19:40');
    for (const at of ['19:40', '21:00', '22:00']) discharge.comes(`Wed 10 Jun 2026 ${at}`).acknowledges(step, 'PT30M');
    discharge.comes('Thu 11 Jun 2026 07:59');
    expect(made(discharge)).toEqual(['coordinator 19:00']);
    expect(made(discharge.comes('Thu 11 Jun 2026 08:00'))).toEqual(['coordinator 19:00', 'escalation-owner 08:00']);
  });

  it.each([['Sat 28 Mar 2026', 'Sun 29 Mar 2026'], ['Sat 24 Oct 2026', 'Sun 25 Oct 2026']])('at 08:00 local also when the clocks change in that night: %s', (evening, morning) => {
    const discharge = Discharge.planned(`${evening} 21:00`, `${evening} 08:00`);
    for (const at of ['19:40', '21:00', '22:00']) discharge.comes(`${evening} ${at}`).acknowledges(step, 'PT30M');
    expect(made(discharge.comes(`${morning} 09:30`))).toEqual(['coordinator 19:00', 'escalation-owner 08:00']);
  });

  it('counts from the beginning when the climb begins anew: a plan that moved, a task that was reopened', () => {
    const replanned = acknowledgedAt('13:10', '13:30').replans('Fri 12 Jun 2026 15:00');
    expect(replanned.task(step).acknowledgements).toBe(0);
    expect(made(replanned.acknowledges(step, 'PT30M').acknowledges(step, 'PT30M'))).toEqual(['coordinator 13:00']);
    const reopened = acknowledgedAt('13:10', '13:30').meets(step).reopens(step);
    expect(reopened.task(step).acknowledgements).toBe(0);
  });

  it('is counted in the record: how many, and which of them held nothing', () => {
    expect(acknowledgedAt('13:10', '13:20', '13:30').of('task-acknowledged').map(({ data }) => [data.count, data.climbs ?? false, inLondon(data.until).slice(-5)])).toEqual([[1, false, '13:40'], [2, false, '13:50'], [3, true, '13:30']]);
  });
});

describe('of a climb that was acknowledged three times the watchdog', () => {
  const third = acknowledgedAt('13:10', '13:20', '13:30').comes('Wed 10 Jun 2026 13:40');
  const missed = (but: (kind: string) => boolean): string[] => missedBy(third, third.events.filter((event) => !but(event.kind) || !('step' in event.data) || event.data.step !== step || Date.parse(event.at) < third.now - 600_000), third.now).filter((each) => each.includes(step));

  it('misses nothing when the next rung was called', () => expect(missed(() => false)).toEqual([]));
  it('misses the call when the record has none, also when nothing says that somebody climbed', () => {
    expect(missed((kind) => kind === 'rung-reached' || kind === 'called')).toContain(`not-called ${step} 2`);
    expect(missed((kind) => kind === 'rung-reached' || kind === 'called' || kind === 'climbed')).toEqual([`not-called ${step} 2`]);
  });
});
