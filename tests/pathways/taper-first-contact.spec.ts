import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { inLondon } from '#tests/support/pathways/london.js';
import { action, stabilised, Taper } from '#tests/support/pathways/taper.js';

const withIt = ['first-contact', 'crisis-plan-reviewed', 'stabilisation-agreed'];

describe('the first contact after a crisis', () => {
  it.each<[string, JsonObject, string, string]>([
    ['from inpatient care within 72 hours, by contract', { from: 'inpatient' }, 'Sat 13 Jun 2026 09:00', 'contract'], ['after a crisis team within 72 hours, agreed locally', { from: 'crisis-team' }, 'Sat 13 Jun 2026 09:00', 'local'],
    ['after the emergency department within 72 hours, agreed locally', { from: 'emergency-department' }, 'Sat 13 Jun 2026 09:00', 'local'],
    ['within 48 hours where suicide risk was identified', { from: 'inpatient', suicideRisk: 'identified' }, 'Fri 12 Jun 2026 09:00', 'nice'], ['and where nobody assessed it, agreed locally', { from: 'inpatient', suicideRisk: 'not-assessed' }, 'Fri 12 Jun 2026 09:00', 'local'],
  ])('is due %s', (_words, details, due, status) => {
    const taper = Taper.onWednesday(details);
    expect(withIt.map((step) => taper.due(step))).toEqual([due, due, due]);
    expect(taper.task('first-contact').due.status).toBe(status);
    expect(taper.open().includes('care-plan-sent')).toBe(details['from'] === 'inpatient');
  });

  it('counts elapsed hours from the discharge, over a weekend and the change of the clocks', () => {
    expect(Taper.after('Fri 23 Oct 2026 12:00', 'Fri 23 Oct 2026 12:00', { from: 'inpatient' }).due('first-contact')).toBe('Mon 26 Oct 2026 11:00');
    expect(Taper.after('Fri 23 Oct 2026 12:00', 'Fri 23 Oct 2026 12:00', { suicideRisk: 'identified' }).due('first-contact')).toBe('Sun 25 Oct 2026 11:00');
    expect(Taper.after('Fri 26 Mar 2027 12:00', 'Fri 26 Mar 2027 12:00', { from: 'inpatient' }).due('first-contact')).toBe('Mon 29 Mar 2027 13:00');
  });

  it('has the care plan sent to the GP within 24 hours of leaving inpatient care, by the crisis team', () => {
    const taper = Taper.onWednesday({ from: 'inpatient' }).accepts();
    expect([taper.due('care-plan-sent'), taper.owners['care-plan-sent'], taper.task('care-plan-sent').due.status]).toEqual(['Thu 11 Jun 2026 09:00', 'crisis-team', 'nice']);
  });

  it('brings the crisis plan and what keeps the person stable forward to its own day, and the triggers 24 hours after it', () => {
    const taper = Taper.onWednesday().accepts().comes('Thu 11 Jun 2026 15:00').contacts();
    expect(['crisis-plan-reviewed', 'stabilisation-agreed', 'triggers-communicated'].map((step) => taper.due(step))).toEqual(['Fri 12 Jun 2026 00:00', 'Fri 12 Jun 2026 00:00', 'Fri 12 Jun 2026 15:00']);
    // Made on the last day, there is nothing to bring forward.
    const late = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 08:30').contacts();
    expect([late.due('crisis-plan-reviewed'), late.stage]).toEqual(['Sat 13 Jun 2026 09:00', 'stage-1']);
  });

  it('told late was made when it was made: in time, and what goes with it is late', () => {
    const taper = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 10:00').contacts([], new Date(Date.parse('2026-06-11T10:00:00Z')).toISOString());
    expect([taper.task('first-contact').late, taper.of('task-completed').at(-1)?.data.recordedLate]).toEqual([false, true]);
    expect(taper.due('triggers-communicated')).toBe('Fri 12 Jun 2026 11:00');
  });

  it('starts the taper whatever else is open, also while the crisis team still owns the person', () => {
    const taper = Taper.onWednesday();
    expect(taper.stage).toBe('handover');
    taper.contacts();
    expect([taper.stage, taper.owners['contact'], taper.open().includes('handover-accepted')]).toEqual(['stage-1', 'crisis-team', true]);
    expect(Taper.onWednesday().accepts().stage).toBe('first-contact');
  });

  it('that was not made after all is open again while the taper has not gone on; what rested on it is withdrawn', () => {
    const taper = Taper.onWednesday().accepts().contacts().reopens('first-contact');
    expect([taper.stage, new Set(taper.statuses('contact')), taper.statuses('readiness-review'), taper.due('crisis-plan-reviewed')]).toEqual(['first-contact', new Set(['not-needed']), ['not-needed'], 'Sat 13 Jun 2026 09:00']);
    taper.comes('Thu 11 Jun 2026 12:00').contacts();
    expect([taper.windows[0], taper.due('triggers-communicated')]).toEqual(['Sun 14 Jun 2026', 'Fri 12 Jun 2026 12:00']);
    taper.meets();
    expect(taper.answers({ type: 'reopen', step: 'first-contact', reason: 'r' })).toBe('409 cannot-be-reopened');
  });
});

describe('what is agreed to keep the person stable', () => {
  const agreed = (): Taper => Taper.onWednesday().accepts().comes('Wed 10 Jun 2026 12:00').contacts();

  it('is a task each, with its owner and time', () => {
    const taper = agreed().completes('stabilisation-agreed', stabilised({ sleep: [action('melatonin', 'Thu 11 Jun 2026 12:00'), action('a darker room', 'Fri 12 Jun 2026 12:00')], practicalSupport: [action('rent', 'Mon 15 Jun 2026 12:00', { checkedByAnother: true })] }));
    expect(taper.of('task-opened').filter(({ data }) => data.step === 'action').map(({ data }) => [data.title, data.owner.person, data.about?.['completionCheck'], taper.shown(Date.parse(data.dueAt))])).toEqual([
      ['melatonin', 'a-nurse', 'she says so', 'Thu 11 Jun 2026 12:00'], ['a darker room', 'a-nurse', 'she says so', 'Fri 12 Jun 2026 12:00'], ['rent', 'a-nurse', 'she says so', 'Mon 15 Jun 2026 12:00']]);
    expect(taper.answers({ type: 'complete', step: 'action', evidence: { done: 'd', check: 'c', checkedBy: 'A-Nurse' } })).toBe('422 checked-by-the-doer');
  });

  it('corrected opens only what is new in it', () => {
    const melatonin = action('melatonin', 'Thu 11 Jun 2026 12:00');
    const taper = agreed().completes('stabilisation-agreed', stabilised({ sleep: [melatonin] })).completes('action', { done: 'd', check: 'c', checkedBy: 'her sister' });
    taper.reopens('stabilisation-agreed').completes('stabilisation-agreed', stabilised({ sleep: [melatonin, action('no screens', 'Thu 11 Jun 2026 12:00')] }));
    expect(taper.statuses('action')).toEqual(['completed', 'open']);
  });

  it('lies ahead', () => {
    expect(() => agreed().completes('stabilisation-agreed', stabilised({ routine: [action('a walk', 'Wed 10 Jun 2026 11:00')] }))).toThrow('to come');
  });
});

describe('a discharge that lies ahead', () => {
  const ahead = (more = {}): Taper => Taper.after('Fri 12 Jun 2026 09:00', 'Wed 10 Jun 2026 10:00', { from: 'inpatient', ...more });

  it('makes nobody late before it, and counts from it', () => {
    const taper = ahead().accepts().comes('Fri 12 Jun 2026 09:00');
    expect([taper.of('rung-reached'), taper.due('first-contact'), taper.due('care-plan-sent')]).toEqual([[], 'Mon 15 Jun 2026 09:00', 'Sat 13 Jun 2026 09:00']);
  });

  it('moves: what counts from it follows; the third time the escalation owner is called', () => {
    const taper = ahead({ suicideRisk: 'identified' }).accepts().replans('Sat 13 Jun 2026 09:00').replans('Sun 14 Jun 2026 09:00');
    expect([...withIt, 'care-plan-sent'].map((step) => taper.due(step))).toEqual(['Tue 16 Jun 2026 09:00', 'Tue 16 Jun 2026 09:00', 'Tue 16 Jun 2026 09:00', 'Mon 15 Jun 2026 09:00']);
    expect(taper.of('rung-reached')).toEqual([]);
    taper.replans('Thu 11 Jun 2026 15:00');
    expect(taper.of('rung-reached').map(({ data }) => data.role)).toEqual(['escalation-owner']);
    expect(taper.due('first-contact')).toBe('Sat 13 Jun 2026 15:00');
  });

  it('has nobody missed before it: what was tried on the ward opens no check, and the contacts count from the discharge', () => {
    const taper = ahead().accepts().attempts('first-contact');
    expect(taper.tasksOf('welfare-check')).toEqual([]);
    taper.comes('Thu 11 Jun 2026 10:00').contacts();
    expect([taper.windows, taper.due('readiness-review')]).toEqual([['Mon 15 Jun 2026', 'Thu 18 Jun 2026', 'Sun 21 Jun 2026', 'Wed 24 Jun 2026'], 'Sat 27 Jun 2026 00:00']);
    expect(ahead().accepts().comes('Fri 12 Jun 2026 10:00').attempts('first-contact').status('welfare-check')).toBe('open');
  });

  it('contacted on the ward, the next contact is the first after the discharge, and due as that would be: within 72 hours, or 48 at risk', () => {
    const seenOnTheWard = (more = {}): Taper => Taper.after('Fri 12 Jun 2026 09:00', 'Wed 10 Jun 2026 10:00', more).accepts().contacts();
    expect([seenOnTheWard(), seenOnTheWard({ suicideRisk: 'identified' })].map((taper) => inLondon(taper.nextContact.dueAt))).toEqual(['Mon 15 Jun 2026 09:00', 'Sun 14 Jun 2026 09:00']);
    // Contacted after it, as ever: by the end of the third day.
    expect(inLondon(Taper.onWednesday({ suicideRisk: 'identified' }).accepts().contacts().nextContact.dueAt)).toBe('Sun 14 Jun 2026 00:00');
  });

  it('moved later takes back the checks and decisions that stood for the first contact; its new time opens its own', () => {
    const missed = (): Taper => Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 14:00');
    const taper = missed();
    expect([taper.statuses('welfare-check'), taper.statuses('welfare-decision')]).toEqual([['open'], ['open']]);
    taper.replans('Fri 12 Jun 2026 09:00');
    expect([taper.because('welfare-check'), taper.statuses('welfare-decision')]).toEqual([['the discharge moved: nobody is missed yet'], ['not-needed']]);
    expect(taper.comes('Mon 15 Jun 2026 09:00').statuses('welfare-check')).toEqual(['not-needed', 'open']);
    // Missed all the same, the check goes on; so does one for what was tried in vain after the new discharge.
    expect(missed().replans('Wed 10 Jun 2026 12:00').statuses('welfare-check')).toEqual(['open']);
    const tried = Taper.onWednesday().accepts().comes('Thu 11 Jun 2026 10:00').attempts('first-contact');
    expect(tried.replans('Wed 10 Jun 2026 12:00').statuses('welfare-check')).toEqual(['open']);
    expect(tried.replans('Thu 11 Jun 2026 12:00').statuses('welfare-check')).toEqual(['not-needed']);
  });

  it('moves until the first contact, and not further ahead than anybody can know', () => {
    const taper = ahead().accepts();
    const to = (dischargedAt: string): string => taper.answers({ type: 'replan', dischargedAt, reason: 'r' });
    expect([to('2026-06-12T08:00:00.000Z'), to('2026-10-01T08:00:00.000Z'), to('2026-06-20T08:00:00.000Z')]).toEqual(['409 plan-unchanged', '422 too-far-ahead', 'allowed']);
    taper.contacts();
    expect(to('2026-06-20T08:00:00.000Z')).toBe('409 already-contacted');
  });

  it('moved later after its first contact was late ends the climb, which begins anew at the new time', () => {
    const taper = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 09:20').replans('Thu 11 Jun 2026 09:00').comes('Sun 14 Jun 2026 09:00');
    expect(taper.called('first-contact')).toEqual(['clinical-lead Sat 13 Jun 2026 09:00', 'escalation-owner Sat 13 Jun 2026 09:15', 'clinical-lead Sun 14 Jun 2026 09:00']);
  });
});
