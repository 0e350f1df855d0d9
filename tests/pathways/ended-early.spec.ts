import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

const acceptedBy = { organisation: 'another trust', name: 'A Colleague', contact: '0300 000 000' };

describe('a case that ends early', () => {
  it('because the person died: ladders stop at once and one task of the clinical lead is left, to the end of the next working day', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 13:30');
    expect(discharge.called('equipment-in-place')).toHaveLength(1);
    discharge.ends('died');
    expect([discharge.open(), discharge.due('after-death'), discharge.task('after-death').owner.role, discharge.state.outcome]).toEqual([['after-death'], 'Thu 11 Jun 2026 17:00', 'clinical-lead', { outcome: 'died' }]);
    discharge.comes('Fri 12 Jun 2026 09:00');
    expect(discharge.called('equipment-in-place')).toHaveLength(1);
    discharge.complete('after-death', { gpTold: true, partnersTold: ['community nursing'], cancelled: ['the visit'] });
    expect(discharge.outcome).toEqual({ outcome: 'died' });
  });

  it('because the person died on the Friday before a bank holiday: the end of the next working day is Tuesday', () => {
    const discharge = Discharge.planned('Sat 29 Aug 2026 15:00', 'Fri 28 Aug 2026 16:00').ends('died');
    expect(discharge.due('after-death')).toBe('Tue 1 Sep 2026 17:00');
  });

  it('nobody rings the home after a death: not about the visit, not about the call', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 11:10').attempts('first-visit-done').ends('died');
    const before = discharge.of('rung-reached').length;
    discharge.comes('Thu 18 Jun 2026 09:00');
    expect(new Set(discharge.of('rung-reached').slice(before).map(({ data }) => data.step))).toEqual(new Set(['after-death']));
    expect(discharge.tasksOf('safety-call')).toEqual([]);
  });

  it('because it was the wrong person: the hub puts it right within four hours', () => {
    const discharge = Discharge.onWednesday().ends('wrong-person');
    expect([discharge.open(), discharge.due('wrong-person-put-right'), discharge.task('wrong-person-put-right').owner.role]).toEqual([['wrong-person-put-right'], 'Wed 10 Jun 2026 12:00', 'hub']);
    discharge.complete('wrong-person-put-right', { done: 'everyone told, the right case started' });
    expect(discharge.outcome).toEqual({ outcome: 'wrong-person' });
  });

  it('because it was entered in error: closed at once', () => {
    const discharge = Discharge.onWednesday().unmet('equipment-in-place').ends('entered-in-error');
    expect([discharge.outcome, new Set(discharge.state.tasks.map((task) => task.status))]).toEqual([{ outcome: 'entered-in-error' }, new Set(['not-needed'])]);
  });

  it.each(['moved-away', 'transferred'])('because the person %s: only when somebody accepted what is open', (because) => {
    const discharge = Discharge.onWednesday();
    expect(discharge.answers({ type: 'end', because, at: discharge.nowText, note: 'n' })).toBe('409 open-actions');
    discharge.ends(because, acceptedBy);
    expect([discharge.outcome, new Set(discharge.state.tasks.map((task) => task.status))]).toEqual([{ outcome: because }, new Set(['handed-over'])]);
    expect(discharge.of('task-ended')[0]?.data.acceptedBy).toEqual(acceptedBy);
  });

  it('in the watch, or while the person stays in hospital, or with a learning review open', () => {
    const watching = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').sees('readmission').ends('died');
    expect(watching.open()).toEqual(['after-death']);
    const staying = Discharge.onWednesday().unmet('equipment-in-place').decides('stay', { because: 'capacity' }).ends('died');
    expect([staying.open(), staying.status('capacity-response')]).toEqual([['after-death'], 'not-needed']);
  });

  it('ends once, and nothing of before is taken up again', () => {
    const discharge = Discharge.onWednesday().meets('equipment-in-place').ends('died');
    const at = discharge.nowText;
    expect([
      discharge.answers({ type: 'end', because: 'died', at, note: 'n' }), discharge.answers({ type: 'trigger', kind: 'safety-flag', occurredAt: at, note: 'n' }),
      discharge.answers({ type: 'reopen', step: 'equipment-in-place', reason: 'r' }), discharge.answers({ type: 'replan', plannedDischargeAt: at, reason: 'r' }), discharge.answers({ type: 'note', text: 'n' }),
    ]).toEqual(['409 already-ended', '409 case-ended', '409 case-ended', '409 case-ended', 'allowed']);
  });

  it('is told of no message that nobody would read: whoever brought it has the hub read it', () => {
    const tells = (discharge: Discharge, finding: string): string => discharge.answers({ type: 'hospital-message', messageId: 'm9', messageType: 'ADT', finding, flags: [] });
    const ended = (because: string): string[] => ['readmitted', 'merged', 'dead', 'departure', 'updated'].map((finding) => tells(Discharge.onWednesday().ends(because), finding));
    expect(ended('died')).toEqual(['409 case-ended', '409 case-ended', 'allowed', 'allowed', 'allowed']);
    expect(ended('wrong-person')).toEqual(['409 case-ended', '409 case-ended', '409 case-ended', 'allowed', 'allowed']);
  });

  it('refuses everything once it is closed', () => {
    const discharge = Discharge.onWednesday().ends('entered-in-error');
    expect([discharge.answers({ type: 'note', text: 'n' }), discharge.answers({ type: 'claim', step: 'equipment-in-place' })]).toEqual(['409 case-closed', '409 case-closed']);
  });
});
