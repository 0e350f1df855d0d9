import { describe, expect, it } from '@jest/globals';
import type { CaseStory } from '#tests/support/pathways/case-story.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { inLondon } from '#tests/support/pathways/london.js';

/** The risk decision of a discharge planned for Wednesday 22:00, on a ladder of day and night: the director is called at 23:45, and then every two hours. */
const night = (holds?: (role: string) => string | null): Discharge => Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00', {}, holds).unmet('equipment-in-place');
const step = 'risk-decision';
const raised = (story: CaseStory, of = step): string[] => story.of('system-alarm-raised').filter(({ data }) => data.step === of).map(({ at }) => inLondon(at));
const told = (story: CaseStory): string[][] => story.of('system-alarm-told').map(({ data }) => data.people.map(({ person }) => person));

describe('nobody answered for a whole turn of the last rung', () => {
  it('the director was called at 23:45 and for two hours nobody answered: everybody on duty is alarmed at 01:45, beside the next call', () => {
    const discharge = night().comes('Thu 11 Jun 2026 01:44');
    expect([discharge.called(step).at(-1), raised(discharge)]).toEqual(['director Wed 10 Jun 2026 23:45', []]);
    discharge.comes('Thu 11 Jun 2026 01:45');
    expect([raised(discharge), told(discharge), discharge.called(step).at(-1)]).toEqual([['Thu 11 Jun 2026 01:45'], [['the-duty']], 'director Thu 11 Jun 2026 01:45']);
    expect(discharge.of('system-alarm-raised')[0]?.data).toMatchObject({ level: 4, role: 'director', turn: 1, since: '2026-06-10T22:45:00.000Z', dueAt: '2026-06-11T00:45:00.000Z', escalationId: discharge.task(step).escalation?.id });
  });

  it('is told again after every further turn, as long as nobody answers', () => {
    expect(raised(night().comes('Thu 11 Jun 2026 06:00'))).toEqual(['Thu 11 Jun 2026 01:45', 'Thu 11 Jun 2026 03:45', 'Thu 11 Jun 2026 05:45']);
  });

  it.each([
    ['acknowledges', (story: Discharge) => story.acknowledges(step, 'PT30M')],
    ['climbs', (story: Discharge) => story.climbs(step, 2)],
    ['writes what they did', (story: Discharge) => story.does({ type: 'outcome', escalationId: story.task(step).escalation!.id, response: 'rang the ward' })],
    ['takes it', (story: Discharge) => story.does({ type: 'claim', taskId: story.task(step).id }, 'somebody')],
    ['gives it to somebody', (story: Discharge) => story.does({ type: 'assign', taskId: story.task(step).id, to: 'somebody', reason: 'r' })],
    ['hands over the role', (story: Discharge) => story.does({ type: 'owners', role: 'clinical-lead', person: 'another', reason: 'r' })],
  ] as [string, (story: Discharge) => Discharge][])('not when a person %s: the turn counts from the next call of the last rung', (_what, answer) => {
    const discharge = answer(night().comes('Thu 11 Jun 2026 01:30')).comes('Thu 11 Jun 2026 03:44');
    expect(raised(discharge)).toEqual([]);
    expect(raised(discharge.comes('Thu 11 Jun 2026 05:50')).length).toBeGreaterThan(0);
  });

  it('not for an answer that came before the last rung was called', () => {
    const discharge = night().comes('Wed 10 Jun 2026 22:20').acknowledges(step, 'PT10M').comes('Thu 11 Jun 2026 02:00');
    expect(raised(discharge)).toEqual(['Thu 11 Jun 2026 01:45']);
  });

  it('a note on the case, or what a message tells, is no answer', () => {
    const discharge = night().comes('Thu 11 Jun 2026 01:00').does({ type: 'note', text: 'quiet night' }).hears('updated').comes('Thu 11 Jun 2026 01:45');
    expect(raised(discharge)).toEqual(['Thu 11 Jun 2026 01:45']);
  });

  it('nor after the task is done, nor of a climb that began anew', () => {
    expect(raised(night().comes('Thu 11 Jun 2026 01:30').decides('stay').comes('Thu 11 Jun 2026 06:00'))).toEqual([]);
    expect(raised(night().comes('Thu 11 Jun 2026 01:30').replans('Fri 12 Jun 2026 15:00').comes('Thu 11 Jun 2026 06:00'))).toEqual([]);
  });
});

describe('the hours of the ladder', () => {
  it('on a today ladder a turn is four hours of its day: called at 16:00, alarmed at 20:00, which is 08:00', () => {
    const discharge = Discharge.onWednesday().comes('Thu 11 Jun 2026 07:59');
    expect([discharge.called('equipment-in-place').at(-1), raised(discharge, 'equipment-in-place')]).toEqual(['escalation-lead Wed 10 Jun 2026 16:00', []]);
    expect(raised(discharge.comes('Thu 11 Jun 2026 08:00'), 'equipment-in-place')).toEqual(['Thu 11 Jun 2026 08:00']);
  });

  it.each([['Sat 28 Mar 2026', 'Sun 29 Mar 2026'], ['Sat 24 Oct 2026', 'Sun 25 Oct 2026']])('and at 08:00 local when the clocks change in that night: %s', (evening, morning) => {
    const discharge = Discharge.planned(`${evening} 15:00`, `${evening} 08:00`).comes(`${morning} 09:00`);
    expect(raised(discharge, 'equipment-in-place')).toEqual([`${morning} 08:00`]);
  });

  it('on a ladder of day and night two elapsed hours, also over the hour that comes twice', () => {
    const discharge = Discharge.planned('Sat 24 Oct 2026 23:00', 'Fri 23 Oct 2026 08:00').unmet('equipment-in-place').comes('Sun 25 Oct 2026 03:00');
    // The director is called at 00:45 of summer time.
    expect([discharge.called(step).at(3), raised(discharge)]).toEqual(['director Sun 25 Oct 2026 00:45', ['Sun 25 Oct 2026 01:45']]);
    expect(discharge.of('system-alarm-raised').filter(({ data }) => data.step === step)[0]?.at).toBe('2026-10-25T01:45:00.000Z');
  });

  it('on a planned ladder a working day', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Tue 16 Jun 2026 15:00');
    // Late on Thursday; again on Friday, the escalation lead on Monday at 15:00: on Tuesday at 15:00 nobody has answered.
    expect([discharge.called('gp-summary-sent').slice(-2), raised(discharge, 'gp-summary-sent')]).toEqual([['escalation-lead Mon 15 Jun 2026 15:00', 'escalation-lead Tue 16 Jun 2026 15:00'], ['Tue 16 Jun 2026 15:00']]);
  });
});

describe('what time went past', () => {
  it('an outage over several turns is one alarm, at the latest, that says how many', () => {
    const discharge = night().comes('Thu 11 Jun 2026 00:00');
    discharge.outage('2026-06-11T06:00:00Z');
    expect(discharge.of('system-alarm-raised').filter(({ data }) => data.step === step).map(({ data }) => [inLondon(data.dueAt), data.turn, data.missed])).toEqual([['Thu 11 Jun 2026 05:45', 3, 2]]);
  });

  it('a last rung that was called only after an outage gives its whole turn from then', () => {
    const discharge = night().comes('Wed 10 Jun 2026 22:10');
    discharge.outage('2026-06-11T02:30:00Z');
    expect([discharge.called(step).at(-1)?.split(' ')[0], raised(discharge)]).toEqual(['director', []]);
    expect(raised(discharge.comes('Thu 11 Jun 2026 05:30'))).toEqual(['Thu 11 Jun 2026 05:30']);
  });

  it('in a fresh run, and from the events alone, it is the same', () => {
    const renewed = night();
    for (const at of ['Wed 10 Jun 2026 23:50', 'Thu 11 Jun 2026 01:45', 'Thu 11 Jun 2026 03:00', 'Thu 11 Jun 2026 06:00']) {
      renewed.comes(at);
      renewed.continueAsNew();
      renewed.revive();
    }
    expect(raised(renewed)).toEqual(raised(night().comes('Thu 11 Jun 2026 06:00')));
  });

  it('calls that are held let no turn pass: it counts from the call after', () => {
    // The first visit was missed; at 13:30 the director was called, and again at 15:30.
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 16:00').hears('readmitted').comes('Fri 12 Jun 2026 12:00');
    expect([discharge.task('first-visit-done').heldBecause === null, raised(discharge, 'first-visit-done')]).toEqual([false, ['Thu 11 Jun 2026 15:30']]);
    discharge.completes('hospital-message-review', { finding: 'another person', readmitted: false });
    expect(discharge.task('first-visit-done').heldBecause).toBeNull();
    expect(raised(discharge.comes('Fri 12 Jun 2026 14:00'), 'first-visit-done')).toEqual(['Thu 11 Jun 2026 15:30', 'Fri 12 Jun 2026 14:00']);
  });
});

describe('who is alarmed', () => {
  it('where the rung itself is nobody’s, everybody on duty all the same', () => {
    const discharge = night((role) => (role === 'director' ? null : `the-${role}`)).comes('Thu 11 Jun 2026 02:00');
    expect([raised(discharge), told(discharge)]).toEqual([['Thu 11 Jun 2026 01:45'], [['the-duty']]]);
  });
  it('where nobody is, that is recorded, and it is asked again at the next turn', () => {
    expect(told(night((role) => (['duty', 'director'].includes(role) ? null : `the-${role}`)).comes('Thu 11 Jun 2026 04:00'))).toEqual([[], []]);
  });
});
