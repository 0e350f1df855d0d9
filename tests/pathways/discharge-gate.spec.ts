import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

const ready = (): Discharge => Discharge.onWednesday().meets().confirms();
const friday = london('Fri 12 Jun 2026 12:00');
const readyAtRisk = (): Discharge => Discharge.onWednesday().meets('medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given').unmet('first-visit-booked').decides('go-with-risk', { unmetDueAt: friday });

describe('a gate that stood on met standards', () => {
  it('shuts when something is seen: the departure is not needed until it opens', () => {
    const discharge = ready().sees('clinical-deterioration');
    expect([discharge.gateOpen, discharge.status('departure'), discharge.open()]).toEqual([false, 'not-needed', ['trigger-response']]);
  });

  it('asks for the confirmation again once the response is done, and opens on it', () => {
    const discharge = ready().sees('clinical-deterioration');
    discharge.complete('trigger-response', { done: 'seen by the doctor' });
    expect(discharge.open()).toEqual(['standards-confirmed']);
    discharge.confirms();
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure']]);
  });

  it('shuts when a standard is opened again, which has an hour at least', () => {
    const discharge = ready().comes('Wed 10 Jun 2026 12:30').reopens('medicines-reconciled');
    expect([discharge.gateOpen, discharge.open(), discharge.due('medicines-reconciled')]).toEqual([false, ['medicines-reconciled'], 'Wed 10 Jun 2026 13:30']);
    discharge.meets('medicines-reconciled');
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['standards-confirmed']]);
  });

  it('shuts when the confirmation is taken back', () => {
    const discharge = ready().reopens('standards-confirmed');
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['standards-confirmed']]);
    discharge.confirms();
    expect(discharge.gateOpen).toBe(true);
  });

  it('asks for a risk decision when a standard is opened again within an hour of the planned discharge', () => {
    const discharge = ready().comes('Wed 10 Jun 2026 14:20').reopens('medicines-reconciled');
    expect([discharge.open(), discharge.due('risk-decision')]).toEqual([['medicines-reconciled', 'risk-decision'], 'Wed 10 Jun 2026 15:00']);
  });

  it('shuts again when a response is opened again', () => {
    const discharge = ready().sees('safety-flag');
    discharge.complete('trigger-response', { done: 'yes' });
    discharge.confirms().reopens('trigger-response');
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['trigger-response']]);
  });

  it('withdraws a confirmation that waits when something is seen, and asks for it again after the response', () => {
    const discharge = Discharge.onWednesday().meets().sees('safety-flag');
    expect(discharge.open()).toEqual(['trigger-response']);
    discharge.complete('trigger-response', { done: 'yes' });
    expect(discharge.open()).toEqual(['standards-confirmed']);
  });
});

describe('a gate that stood on a risk decision', () => {
  it('shuts when something is seen: a new decision is asked at once, due at the planned discharge', () => {
    const discharge = readyAtRisk().comes('Wed 10 Jun 2026 10:00').sees('safety-flag');
    expect([discharge.gateOpen, discharge.open(), discharge.due('risk-decision')]).toEqual([false, ['first-visit-booked', 'risk-decision', 'trigger-response'], 'Wed 10 Jun 2026 15:00']);
  });

  it('never asks for it sooner than an hour after it opened', () => {
    const discharge = readyAtRisk().comes('Wed 10 Jun 2026 14:30').sees('safety-flag');
    expect(discharge.due('risk-decision')).toBe('Wed 10 Jun 2026 15:30');
  });

  it('opens again on the new decision, which lets pass what the old one did, the response known', () => {
    const discharge = readyAtRisk().sees('safety-flag').decides('go-with-risk', { unmetDueAt: london('Sat 13 Jun 2026 12:00') });
    expect([discharge.gateOpen, discharge.open(), discharge.due('first-visit-booked')]).toEqual([true, ['departure', 'first-visit-booked', 'trigger-response'], 'Sat 13 Jun 2026 12:00']);
  });

  it('shuts once more when something else is seen after the new decision', () => {
    const discharge = readyAtRisk().sees('safety-flag').decides('go-with-risk', { unmetDueAt: friday }).comes('Wed 10 Jun 2026 09:00').sees('care-instability');
    expect([discharge.gateOpen, discharge.status('risk-decision')]).toEqual([false, 'open']);
  });

  it('shuts when a standard is opened again, and asks for a new decision at once', () => {
    const discharge = readyAtRisk().reopens('medicines-reconciled');
    expect([discharge.gateOpen, discharge.open()]).toEqual([false, ['first-visit-booked', 'medicines-reconciled', 'risk-decision']]);
  });

  it('needs no decision when all four are met instead', () => {
    const discharge = readyAtRisk().reopens('medicines-reconciled').meets('medicines-reconciled', 'first-visit-booked');
    expect([discharge.status('risk-decision'), discharge.open()]).toEqual(['not-needed', ['standards-confirmed']]);
  });
});

describe('a standard that is handed over to somebody else before leaving', () => {
  it('is theirs, but not met: a risk decision says whether the person may leave', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').handsOver('equipment-in-place');
    expect([discharge.status('equipment-in-place'), discharge.open()]).toEqual(['handed-over', ['risk-decision']]);
    discharge.decides('go-with-risk', { unmetDueAt: friday });
    expect([discharge.gateOpen, discharge.open()]).toEqual([true, ['departure']]);
  });

  it('is asked again when the discharge is postponed', () => {
    const discharge = Discharge.onWednesday().handsOver('equipment-in-place').decides('postpone', { plannedDischargeAt: friday });
    expect(discharge.status('equipment-in-place')).toBe('open');
  });

  it('leaves no hole in the gate: a confirmation or departure that is handed over is asked again', () => {
    const discharge = Discharge.onWednesday().meets().handsOver('standards-confirmed');
    expect(discharge.open()).toEqual(['standards-confirmed']);
    discharge.confirms().handsOver('departure');
    expect(discharge.open()).toEqual(['departure']);
  });
});
