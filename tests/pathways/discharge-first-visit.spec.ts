import { describe, expect, it } from '@jest/globals';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';

/** Left on Wednesday at 15:05; the visit is booked for Thursday 11:00, so it is missed at 12:00. */
const left = (details = {}): Discharge => Discharge.onWednesday(details).leavesByPlan('Wed 10 Jun 2026 15:05');
const seen = (discharge: Discharge): Discharge => {
  discharge.complete('person-seen', { seenAt: discharge.nowText, by: 'the nurse', how: 'visit', findings: 'well' });
  return discharge;
};

describe('a first visit that nobody confirms', () => {
  it('is missed an hour after its slot: the escalation owner first, then the escalation lead, then the director every two hours', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:59');
    expect([discharge.called('first-visit-done'), discharge.open()]).toEqual([[], ['first-visit-done', 'gp-summary-sent']]);
    discharge.comes('Thu 11 Jun 2026 15:30');
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner Thu 11 Jun 2026 12:00', 'escalation-lead Thu 11 Jun 2026 12:30', 'director Thu 11 Jun 2026 13:30', 'director Thu 11 Jun 2026 15:30']);
    expect([discharge.task('first-visit-done').owner.role, discharge.reasons('first-visit-done')]).toEqual(['coordinator', ['overdue']]);
  });

  it('has its grace from the end of the slot where one was given', () => {
    const discharge = Discharge.onWednesday();
    discharge.complete('first-visit-booked', { visitAt: london('Thu 11 Jun 2026 09:00'), until: london('Thu 11 Jun 2026 13:00'), provider: 'nursing' });
    discharge.meets('equipment-in-place', 'medicines-reconciled', 'red-flag-instructions-given').confirms().leaves();
    expect(discharge.due('first-visit-done')).toBe('Thu 11 Jun 2026 14:00');
  });

  it('means that somebody sees the person the same day, and the clinical lead is called at once', () => {
    const discharge = left().comes('Thu 11 Jun 2026 12:00');
    expect([discharge.due('person-seen'), discharge.called('person-seen'), discharge.reasons('person-seen')]).toEqual(['Fri 12 Jun 2026 00:00', ['clinical-lead Thu 11 Jun 2026 12:00'], ['trigger']]);
    discharge.comes('Fri 12 Jun 2026 00:15');
    expect(discharge.called('person-seen').slice(1)).toEqual(['clinical-lead Fri 12 Jun 2026 00:00', 'escalation-owner Fri 12 Jun 2026 00:15']);
  });

  it('means it within two hours for somebody who lives alone', () => {
    expect(left({ livesAlone: true }).comes('Thu 11 Jun 2026 12:00').due('person-seen')).toBe('Thu 11 Jun 2026 14:00');
  });

  it('means it within two hours after a risk decision', () => {
    const discharge = Discharge.onWednesday().meets('medicines-reconciled', 'first-visit-booked', 'red-flag-instructions-given').unmet('equipment-in-place').decides('go-with-risk', { unmetDueAt: london('Fri 12 Jun 2026 12:00') });
    discharge.comes('Wed 10 Jun 2026 15:05').leaves().comes('Thu 11 Jun 2026 12:00');
    expect(discharge.due('person-seen')).toBe('Thu 11 Jun 2026 14:00');
  });

  it('happened late, or not at all, is a concern of the outcome', () => {
    const discharge = left().comes('Thu 11 Jun 2026 13:00');
    discharge.complete('first-visit-done', { visitedAt: london('Thu 11 Jun 2026 12:30'), by: 'a nurse' });
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    seen(discharge).comes('Thu 11 Jun 2026 15:05').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    discharge.comes('Wed 17 Jun 2026 15:05');
    expect(discharge.outcome).toEqual({ outcome: 'discharged-with-concerns', basis: 'asked', concerns: ['first-visit-late', 'first-visit-missed'] });
  });

  it('that happened in time but was typed in late is no concern', () => {
    const discharge = left().comes('Thu 11 Jun 2026 13:00');
    discharge.complete('first-visit-done', { visitedAt: london('Thu 11 Jun 2026 11:10'), by: 'a nurse' });
    expect(discharge.of('task-completed').at(-1)?.data).toMatchObject({ late: false, recordedLate: true });
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    seen(discharge).comes('Thu 11 Jun 2026 15:05').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    discharge.comes('Wed 17 Jun 2026 15:05');
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
  });
});

describe('a visit at which nobody opened', () => {
  it('calls the escalation owner at once, though the visit is not due yet, and somebody must see the person', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:10').attempts('first-visit-done');
    expect([discharge.called('first-visit-done'), discharge.reasons('first-visit-done')]).toEqual([['escalation-owner Thu 11 Jun 2026 11:10'], ['attempt']]);
    expect([discharge.due('person-seen'), discharge.called('person-seen')]).toEqual(['Fri 12 Jun 2026 00:00', ['clinical-lead Thu 11 Jun 2026 11:10']]);
    discharge.comes('Thu 11 Jun 2026 12:40');
    expect(discharge.called('first-visit-done').slice(1)).toEqual(['escalation-lead Thu 11 Jun 2026 11:40', 'director Thu 11 Jun 2026 12:40']);
  });

  it('opens one task to see the person while that is open, also when the due time passes', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:10').attempts('first-visit-done').comes('Thu 11 Jun 2026 11:20').attempts('first-visit-done').comes('Thu 11 Jun 2026 13:00');
    expect(discharge.tasksOf('person-seen')).toHaveLength(1);
  });

  it('opens another when the person was seen and the visit is still missed at its time', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:10').attempts('first-visit-done').comes('Thu 11 Jun 2026 11:40');
    seen(discharge).comes('Thu 11 Jun 2026 12:00');
    expect(discharge.tasksOf('person-seen').map((task) => task.status)).toEqual(['completed', 'open']);
  });

  it('opens another for another try after the person was seen', () => {
    const discharge = left().comes('Thu 11 Jun 2026 12:00');
    seen(discharge).comes('Thu 11 Jun 2026 14:00').attempts('first-visit-done');
    expect(discharge.tasksOf('person-seen').map((task) => task.status)).toEqual(['completed', 'open']);
  });
});

describe('a missed visit that is booked anew', () => {
  it('is booked by opening the booking again, urgent and due in two hours', () => {
    const discharge = left().comes('Thu 11 Jun 2026 12:30').reopens('first-visit-booked');
    expect([discharge.status('first-visit-booked'), discharge.due('first-visit-booked'), discharge.task('first-visit-booked').ladder]).toEqual(['open', 'Thu 11 Jun 2026 14:30', 'urgent']);
  });

  it('takes the new slot once the person was seen, and its climb ends as replanned', () => {
    const discharge = left().comes('Thu 11 Jun 2026 12:30').reopens('first-visit-booked').rebooks('Fri 12 Jun 2026 09:00');
    expect(discharge.due('first-visit-done')).toBe('Thu 11 Jun 2026 12:00');
    seen(discharge);
    expect(discharge.due('first-visit-done')).toBe('Fri 12 Jun 2026 10:00');
    expect(discharge.of('task-due-changed').at(-1)?.data).toMatchObject({ step: 'first-visit-done', restart: true });
    discharge.comes('Fri 12 Jun 2026 09:59');
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner Thu 11 Jun 2026 12:00', 'escalation-lead Thu 11 Jun 2026 12:30']);
    discharge.comes('Fri 12 Jun 2026 10:00');
    expect([discharge.called('first-visit-done').at(-1), discharge.task('first-visit-done').escalations.length, discharge.tasksOf('person-seen').map((task) => task.status)]).toEqual([
      'escalation-owner Fri 12 Jun 2026 10:00', 2, ['completed', 'open']]);
  });

  it('is missed while it is being booked anew as at any other time', () => {
    const discharge = left().comes('Thu 11 Jun 2026 11:30').reopens('first-visit-booked').comes('Thu 11 Jun 2026 12:00');
    expect([discharge.called('first-visit-done'), discharge.status('person-seen')]).toEqual([['escalation-owner Thu 11 Jun 2026 12:00'], 'open']);
  });

  it('takes the new slot at once when the provider moved it before it was missed', () => {
    const discharge = left().reopens('first-visit-booked').rebooks('Thu 11 Jun 2026 14:00');
    expect([discharge.due('first-visit-done'), discharge.tasksOf('person-seen')]).toEqual(['Thu 11 Jun 2026 15:00', []]);
  });

  it('follows a slot that moved forward', () => {
    const discharge = left().reopens('first-visit-booked').rebooks('Wed 10 Jun 2026 17:00').comes('Wed 10 Jun 2026 18:00');
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner Wed 10 Jun 2026 18:00']);
  });

  it('is not needed any more when somebody accepted the person by name', () => {
    const discharge = left({ destination: 'care-home' }).reopens('first-visit-booked');
    discharge.complete('first-visit-booked', { acceptedBy: 'the matron', organisation: 'Elm House' });
    expect(discharge.status('first-visit-done')).toBe('not-needed');
  });
});
