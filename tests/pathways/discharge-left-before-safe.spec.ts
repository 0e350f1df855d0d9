import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

describe('a person who leaves before it is safe', () => {
  it('has left, whatever the gate says: what follows any departure opens, and the response is called at once', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').walksOut();
    expect(discharge.open()).toEqual(['equipment-in-place', 'first-visit-booked', 'gp-summary-sent', 'left-before-safe-response', 'medicines-reconciled', 'red-flag-instructions-given']);
    expect([discharge.due('left-before-safe-response'), discharge.called('left-before-safe-response')]).toEqual(['Wed 10 Jun 2026 10:00', ['escalation-owner Wed 10 Jun 2026 10:00']]);
    expect(discharge.state.left).toMatchObject({ gate: 'shut', source: 'left-before-safe' });
    discharge.comes('Wed 10 Jun 2026 11:30');
    expect(discharge.called('left-before-safe-response').slice(1)).toEqual(['escalation-lead Wed 10 Jun 2026 10:30', 'director Wed 10 Jun 2026 11:30']);
  });

  it('left when it happened, not when it was typed in', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 12:00').walksOut(london('Wed 10 Jun 2026 09:30'));
    expect([discharge.due('gp-summary-sent'), discharge.due('first-visit-booked'), discharge.due('left-before-safe-response')]).toEqual(['Thu 11 Jun 2026 09:30', 'Wed 10 Jun 2026 11:30', 'Wed 10 Jun 2026 12:00']);
  });

  it('makes departure, risk decision and confirmation not needed', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:30').walksOut();
    expect(discharge.status('risk-decision')).toBe('not-needed');
    const confirming = Discharge.onWednesday().meets().sees('safety-flag').walksOut();
    expect([confirming.status('standards-confirmed'), confirming.status('left-before-safe-response')]).toEqual(['not-needed', 'open']);
    const ready = Discharge.onWednesday().meets().confirms().sees('safety-flag').walksOut();
    expect([ready.status('departure'), ready.status('left-before-safe-response')]).toEqual(['not-needed', 'open']);
  });

  it('opens again what was marked unmet, and calls day and night about all that is not met', () => {
    const discharge = Discharge.planned('Wed 10 Jun 2026 23:00', 'Wed 10 Jun 2026 08:00').meets('red-flag-instructions-given').unmet('equipment-in-place').comes('Wed 10 Jun 2026 20:30').walksOut().comes('Wed 10 Jun 2026 22:30');
    expect([discharge.status('equipment-in-place'), discharge.due('equipment-in-place'), discharge.due('medicines-reconciled')]).toEqual(['open', 'Wed 10 Jun 2026 21:00', 'Wed 10 Jun 2026 21:00']);
    for (const [step, owner] of [['equipment-in-place', 'coordinator'], ['medicines-reconciled', 'clinical-lead']]) {
      expect(discharge.called(step!)).toEqual([`${owner} Wed 10 Jun 2026 21:00`, 'escalation-owner Wed 10 Jun 2026 21:15', 'escalation-lead Wed 10 Jun 2026 21:45']);
    }
  });

  it('starts the urgent ladder from now for what is late already', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:30').walksOut().comes('Wed 10 Jun 2026 14:45');
    expect(discharge.called('equipment-in-place')).toEqual(['coordinator Wed 10 Jun 2026 13:00', 'escalation-owner Wed 10 Jun 2026 14:00', 'coordinator Wed 10 Jun 2026 14:30', 'escalation-owner Wed 10 Jun 2026 14:45']);
  });

  it('has a visit booked within two hours of leaving', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').walksOut();
    expect(discharge.due('first-visit-booked')).toBe('Wed 10 Jun 2026 12:00');
    const unmet = Discharge.onWednesday().unmet('first-visit-booked').comes('Wed 10 Jun 2026 10:00').walksOut();
    expect([unmet.status('first-visit-booked'), unmet.due('first-visit-booked')]).toEqual(['open', 'Wed 10 Jun 2026 12:00']);
    unmet.rebooks('Wed 10 Jun 2026 16:00');
    expect([unmet.status('first-visit-done'), unmet.due('first-visit-done')]).toEqual(['open', 'Wed 10 Jun 2026 17:00']);
  });

  it('has it booked in two hours too where the risk decision that gave more time no longer stands; where it stands, that time counts', () => {
    const atRisk = (): Discharge => Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').unmet('first-visit-booked')
      .decides('go-with-risk', { unmetDueAt: london('Fri 12 Jun 2026 12:00') }).comes('Wed 10 Jun 2026 10:00');
    expect(atRisk().leaves().due('first-visit-booked')).toBe('Fri 12 Jun 2026 12:00');
    expect(atRisk().sees('safety-flag').walksOut().due('first-visit-booked')).toBe('Wed 10 Jun 2026 12:00');
  });

  it('reported with the gate open has left, and the response is called all the same', () => {
    const discharge = Discharge.onWednesday().meets().confirms().walksOut();
    expect([discharge.state.left?.gate, discharge.status('departure'), discharge.status('left-before-safe-response')]).toEqual(['open', 'not-needed', 'open']);
  });

  it('can no longer have a standard marked unmet: it is done, attempted, declined or handed over', () => {
    const discharge = Discharge.onWednesday().walksOut();
    expect(discharge.answers({ type: 'unmet', step: 'equipment-in-place', reason: 'r', unsafe: 'u' })).toBe('409 cannot-be-unmet');
  });

  it('leaves once: a second report is refused', () => {
    expect(Discharge.onWednesday().walksOut().answers({ type: 'trigger', kind: 'left-before-safe', occurredAt: london('Wed 10 Jun 2026 08:00'), note: 'n' })).toBe('409 already-left');
  });

  it('closes with concerns, after seven days from leaving', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').walksOut().meets('equipment-in-place', 'medicines-reconciled', 'red-flag-instructions-given').rebooks('Wed 10 Jun 2026 12:00');
    discharge.complete('left-before-safe-response', { contacted: 'her son', agreed: 'a visit at noon' });
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.comes('Wed 10 Jun 2026 12:30').complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 10:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    discharge.comes('Wed 17 Jun 2026 10:00');
    expect(discharge.outcome).toEqual({ outcome: 'discharged-with-concerns', basis: 'asked', concerns: ['left-before-safe'] });
  });
});

describe('leaving with only the confirmation missing', () => {
  const leaving = (): Discharge => Discharge.onWednesday().meets().comes('Wed 10 Jun 2026 10:00').walksOut();

  it('keeps the confirmation open for thirty minutes, and tells the coordinator', () => {
    const discharge = leaving();
    expect([discharge.open(), discharge.due('standards-confirmed')]).toEqual([['first-visit-done', 'gp-summary-sent', 'standards-confirmed'], 'Wed 10 Jun 2026 10:30']);
    expect(discharge.called('standards-confirmed')).toEqual(['coordinator Wed 10 Jun 2026 10:00']);
  });

  it('confirmed by then counts as leaving by plan', () => {
    const discharge = leaving().comes('Wed 10 Jun 2026 10:29').confirms();
    expect(discharge.state.tasks.some((task) => task.step === 'left-before-safe-response')).toBe(false);
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.comes('Thu 11 Jun 2026 10:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    discharge.comes('Wed 17 Jun 2026 10:00');
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
  });

  it('else the response opens and is called at once, and nobody is called about the confirmation any more', () => {
    const discharge = leaving().comes('Wed 10 Jun 2026 10:30');
    expect([discharge.status('standards-confirmed'), discharge.called('standards-confirmed')]).toEqual(['not-needed', ['coordinator Wed 10 Jun 2026 10:00']]);
    expect([discharge.due('left-before-safe-response'), discharge.called('left-before-safe-response')]).toEqual(['Wed 10 Jun 2026 10:30', ['escalation-owner Wed 10 Jun 2026 10:30']]);
  });

  it('opens the response at once when a standard turns out not to be met', () => {
    const discharge = leaving().comes('Wed 10 Jun 2026 10:10').reopens('equipment-in-place');
    expect([discharge.status('standards-confirmed'), discharge.due('left-before-safe-response'), discharge.called('equipment-in-place')]).toEqual(['not-needed', 'Wed 10 Jun 2026 10:10', []]);
  });
});

describe('a hospital that says that the person left', () => {
  it('completes the departure when the gate is open, at the time that it says', () => {
    const discharge = Discharge.onWednesday().meets().confirms().comes('Wed 10 Jun 2026 15:20').hears('departure', london('Wed 10 Jun 2026 15:10'));
    expect([discharge.status('departure'), discharge.task('departure').evidence, discharge.state.left?.source]).toEqual(['completed', { leftAt: london('Wed 10 Jun 2026 15:10') }, 'message m1']);
    expect(discharge.due('gp-summary-sent')).toBe('Thu 11 Jun 2026 15:10');
  });

  it('says it with the gate shut: the person left before it was safe', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 10:00').hears('departure', london('Wed 10 Jun 2026 09:50'));
    expect([discharge.state.left, discharge.status('left-before-safe-response')]).toEqual([expect.objectContaining({ gate: 'shut', source: 'message m1', at: Date.parse(london('Wed 10 Jun 2026 09:50')) }), 'open']);
  });

  it('says it twice: the first counts', () => {
    const discharge = Discharge.onWednesday().hears('departure').hears('departure').hears('departure', undefined, 'm1');
    expect([discharge.of('left').length, discharge.of('hospital-message').length]).toEqual([1, 2]);
  });
});
