import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';

const handedOver = (discharge: Discharge, more: Record<string, boolean> = {}): Discharge => discharge.does({ type: 'owners', role: 'coordinator', person: 'a-new-coordinator', reason: 'leave', ...more });
/** Whom each call of a step named beforehand; the directory answers for the others. */
const named = (discharge: Discharge, step: string): unknown[] => discharge.of('rung-reached').filter(({ data }) => data.step === step).map(({ data }) => data.person);

describe('a named role that is handed over', () => {
  it('takes its open tasks along, and the new owner is called about each at once', () => {
    const discharge = handedOver(Discharge.onWednesday().meets('red-flag-instructions-given'));
    expect(discharge.state.owners?.coordinator).toBe('a-new-coordinator');
    expect(discharge.of('rung-reached').map(({ data }) => [data.step, data.role, data.person, data.reason])).toEqual([
      ['first-visit-booked', 'coordinator', 'a-new-coordinator', 'handed-over'], ['equipment-in-place', 'coordinator', 'a-new-coordinator', 'handed-over']]);
  });

  it('calls at night only where the ladder does: the others in the morning', () => {
    const discharge = Discharge.planned('Fri 12 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 21:00');
    handedOver(discharge);
    expect(discharge.of('rung-reached')).toEqual([]);
    expect(discharge.comes('Thu 11 Jun 2026 08:00').called('equipment-in-place')).toEqual(['coordinator Thu 11 Jun 2026 08:00']);
  });

  it('twice in a night calls only the one who has it in the morning', () => {
    const discharge = Discharge.planned('Fri 12 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 21:00');
    handedOver(discharge).does({ type: 'owners', role: 'coordinator', person: 'another-coordinator', reason: 'leave' }).comes('Thu 11 Jun 2026 09:00');
    expect(named(discharge, 'equipment-in-place')).toEqual(['another-coordinator']);
  });

  it('still calls the new owner when the plan moves before the morning', () => {
    const discharge = Discharge.planned('Fri 12 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 21:00');
    handedOver(discharge).replans('Sat 13 Jun 2026 15:00').comes('Thu 11 Jun 2026 08:00');
    expect(named(discharge, 'equipment-in-place')).toEqual(['a-new-coordinator']);
  });

  it('leaves with whoever it was given to by name, but not with the old owner', () => {
    const discharge = Discharge.onWednesday();
    for (const [step, to] of [['equipment-in-place', 'a-porter'], ['first-visit-booked', 'the-coordinator']] as const) {
      if (to === 'a-porter') discharge.does({ type: 'assign', taskId: discharge.task(step).id, to, reason: 'r' });
      else discharge.does({ type: 'claim', taskId: discharge.task(step).id }, to);
    }
    handedOver(discharge).comes('Wed 10 Jun 2026 13:00');
    expect([named(discharge, 'equipment-in-place'), discharge.task('first-visit-booked').owner.person]).toEqual([['a-porter'], null]);
  });

  it('does not move the ladder: the rungs are called at their own instants', () => {
    const discharge = handedOver(Discharge.onWednesday().comes('Wed 10 Jun 2026 13:30')).comes('Wed 10 Jun 2026 16:00');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'coordinator Wed 10 Jun 2026 13:30', 'escalation-owner Wed 10 Jun 2026 14:00', 'escalation-lead Wed 10 Jun 2026 16:00']);
  });

  it('is not handed to whoever holds it', () => {
    expect(Discharge.onWednesday().answers({ type: 'owners', role: 'coordinator', person: 'the-coordinator', reason: 'r' })).toBe('409 already-owner');
  });
});

describe('a named role that is offered', () => {
  it('stays with the old owner, who is called, until the other accepts', () => {
    const discharge = handedOver(Discharge.onWednesday(), { offer: true });
    expect([discharge.state.owners?.coordinator, discharge.of('rung-reached')]).toEqual(['the-coordinator', []]);
    discharge.does({ type: 'owners-accept', role: 'coordinator' }, 'a-new-coordinator');
    expect([discharge.state.owners?.coordinator, named(discharge, 'equipment-in-place')]).toEqual(['a-new-coordinator', ['a-new-coordinator']]);
  });

  it('is accepted by the one it was offered to only, and once', () => {
    const discharge = handedOver(Discharge.onWednesday(), { offer: true });
    expect(() => discharge.does({ type: 'owners-accept', role: 'coordinator' }, 'somebody-else')).toThrow('This role was not offered to you.');
    expect(() => discharge.does({ type: 'owners-accept', role: 'clinical-lead' }, 'a-new-coordinator')).toThrow();
    discharge.does({ type: 'owners-accept', role: 'coordinator' }, 'a-new-coordinator');
    expect(() => discharge.does({ type: 'owners-accept', role: 'coordinator' }, 'a-new-coordinator')).toThrow();
  });
});

describe('a named role that is offered and not accepted', () => {
  it('is not theirs by being handed to them all the same; an escalation lead may impose it, with a reason, and the record says so', () => {
    const discharge = handedOver(Discharge.onWednesday(), { offer: true });
    const handed = { type: 'owners' as const, role: 'coordinator', person: 'a-new-coordinator', reason: 'nobody else is there' };
    expect(discharge.answers(handed)).toBe('409 role-offered');
    discharge.does({ ...handed, role: 'coordinator', impose: true }, 'the-escalation-lead');
    expect(discharge.of('owner-changed').map(({ actor, data }) => [actor, data])).toEqual([[{ person: 'the-escalation-lead' }, { role: 'coordinator', person: 'a-new-coordinator', before: 'the-coordinator', reason: 'nobody else is there', imposed: true }]]);
    expect([discharge.state.offers, named(discharge, 'equipment-in-place')]).toEqual([{}, ['a-new-coordinator']]);
  });

  it('may go to somebody else, and the offer is over; that was imposed on nobody', () => {
    const discharge = handedOver(Discharge.onWednesday(), { offer: true }).does({ type: 'owners', role: 'coordinator', person: 'another', reason: 'r', impose: true });
    expect([discharge.of('owner-changed').map(({ data }) => data.imposed), discharge.state.offers]).toEqual([[undefined], {}]);
  });
});

describe('a task that is given to somebody', () => {
  it('calls them by name: medicines to a ward pharmacist', () => {
    const discharge = Discharge.onWednesday();
    discharge.does({ type: 'assign', taskId: discharge.task('medicines-reconciled').id, to: 'a-pharmacist', reason: 'hers' }).comes('Wed 10 Jun 2026 14:00');
    expect(named(discharge, 'medicines-reconciled')).toEqual(['a-pharmacist', null]);
    expect(discharge.of('called').filter(({ data }) => data.step === 'medicines-reconciled').map(({ data }) => data.person)).toEqual(['a-pharmacist', 'the-escalation-owner']);
  });

  it('can be taken by one of the team, and not by two', () => {
    const discharge = Discharge.onWednesday().meets().confirms();
    discharge.does({ type: 'claim', taskId: discharge.task('departure').id }, 'sam-of-the-hub');
    expect(discharge.task('departure').owner).toEqual({ role: 'hub', person: 'sam-of-the-hub' });
    expect(discharge.answers({ type: 'claim', step: 'departure' })).toBe('409 already-claimed');
    expect(discharge.answers({ type: 'assign', step: 'departure', to: 'sam-of-the-hub', reason: 'r' })).toBe('409 already-theirs');
  });

  it('can go to another organisation that accepts it by name', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').handsOver('gp-summary-sent');
    expect([discharge.status('gp-summary-sent'), discharge.of('task-ended').at(-1)?.data.acceptedBy?.organisation]).toEqual(['handed-over', 'another trust']);
  });
});
