import { describe, expect, it } from '@jest/globals';
import { action, concern, Falls } from '#tests/support/pathways/falls.js';
import { london } from '#tests/support/pathways/london.js';

/** Assessed on Monday, the plan shared, the review held on Wednesday at 15:00 with nothing agreed. */
const reviewed = (): Falls => Falls.onMonday().assesses().comes('Wed 10 Jun 2026 15:00').reviews();
const closesAt = (falls: Falls, time: string): unknown => {
  falls.comes(time);
  return falls.outcome;
};

describe('a falls review that goes to plan', () => {
  it('opens its tasks at the start, each due from the second fall; nobody is called while there is time', () => {
    const falls = Falls.onMonday();
    expect(falls.open()).toEqual(['review-booked', 'review-held', 'risk-assessed', 'safety-net-written']);
    expect(falls.open().map((step) => falls.due(step))).toEqual(['Tue 9 Jun 2026 09:00', 'Thu 11 Jun 2026 09:00', 'Tue 9 Jun 2026 09:00', 'Tue 9 Jun 2026 09:00']);
    expect(falls.task('review-held').due).toEqual({ rule: 'PT72H after it happened', clock: 'elapsed', source: 'none found; agreed locally', status: 'local' });
    expect(falls.comes('Tue 9 Jun 2026 08:59').of('rung-reached')).toEqual([]);
  });

  it('goes from reviewing over acting to watching', () => {
    const falls = Falls.onMonday();
    expect(falls.state.stage).toBe('reviewing');
    falls.comes('Mon 8 Jun 2026 14:00').books('Wed 10 Jun 2026 14:00').assesses();
    expect([falls.open(), falls.state.stage]).toEqual([['review-held'], 'reviewing']);
    falls.comes('Wed 10 Jun 2026 15:00').reviews({ actions: [action('order a frame', 'Fri 12 Jun 2026 12:00')] });
    expect([falls.open(), falls.state.stage]).toEqual([['action'], 'acting']);
    falls.completes('action', { done: 'it stands there', check: 'tried', checkedBy: 'her son' });
    expect([falls.open(), falls.state.stage, falls.state.closed]).toEqual([[], 'watching', null]);
  });

  it('needs no booking once the review was held', () => {
    expect([reviewed().status('review-booked'), reviewed().task('review-booked').endedBecause]).toEqual(['not-needed', 'the review is completed']);
  });
});

describe('the watch', () => {
  it('runs for thirty days from the last completed task, and then the case closes', () => {
    const falls = reviewed();
    expect(falls.of('watch-started').map(({ data }) => data.until)).toEqual([london('Fri 10 Jul 2026 15:00')]);
    expect(closesAt(falls, 'Fri 10 Jul 2026 14:59')).toBeUndefined();
    expect(closesAt(falls, 'Fri 10 Jul 2026 15:00')).toEqual({ outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 0 });
    expect(falls.of('watch-ended').map(({ data }) => data.because)).toEqual(['its time is over']);
  });

  it('is ended by a new fall, and begins anew when everything is done again', () => {
    const falls = reviewed().comes('Wed 1 Jul 2026 10:00').sees('repeat-fall');
    expect([falls.of('watch-ended').map(({ data }) => data.because), falls.open(), falls.state.stage]).toEqual([['repeat-fall'], ['review-booked', 'review-held', 'weekly-review'], 'reviewing']);
    falls.comes('Fri 3 Jul 2026 10:00').reviews();
    expect(falls.of('watch-started').map(({ data }) => data.until)).toEqual([london('Fri 10 Jul 2026 15:00'), london('Sun 2 Aug 2026 10:00')]);
    expect(closesAt(falls, 'Sun 2 Aug 2026 09:59')).toBeUndefined();
    expect(closesAt(falls, 'Sun 2 Aug 2026 10:00')).toEqual({ outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 1 });
  });

  it('goes on while something else is answered, and then counts from that', () => {
    const falls = reviewed().comes('Wed 1 Jul 2026 10:00').sees('care-instability');
    expect([falls.open(), falls.of('watch-ended'), falls.state.stage]).toEqual([['trigger-response', 'weekly-review'], [], 'acting']);
    falls.comes('Thu 2 Jul 2026 10:00').completes('trigger-response', { done: 'a visit a day' });
    expect(falls.of('watch-started').at(-1)?.data.until).toBe(london('Sat 1 Aug 2026 10:00'));
    expect(closesAt(falls, 'Sat 1 Aug 2026 10:00')).toEqual({ outcome: 'reviewed-in-time', basis: 'asked', repeatFalls: 0 });
  });

  it('does not end while a task is open, however long', () => {
    const falls = reviewed().reopens('risk-assessed').comes('Mon 31 Aug 2026 12:00');
    expect([falls.state.closed, falls.state.stage, falls.open()]).toEqual([null, 'acting', ['risk-assessed', 'weekly-review']]);
  });

  it('ends when another case of the person begins, and the case closes with what it has', () => {
    const falls = reviewed().comes('Wed 1 Jul 2026 10:00').does({ type: 'end-watch', because: 'case 2 began' });
    expect(falls.outcome).toEqual({ outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 0 });
    expect(Falls.onMonday().answers({ type: 'end-watch', because: 'case 2 began' })).toBe('409 not-watching');
  });

  it('comes back with its task when a completed one is reopened', () => {
    const falls = reviewed().comes('Wed 1 Jul 2026 10:00').reopens('review-held');
    expect([falls.open(), falls.state.stage, falls.due('review-held')]).toEqual([['review-held', 'weekly-review'], 'reviewing', 'Thu 11 Jun 2026 09:00']);
    falls.reviews({ heldAt: london('Wed 10 Jun 2026 15:00') });
    expect([falls.task('review-held').late, falls.of('watch-started').at(-1)?.data.until]).toEqual([false, london('Fri 31 Jul 2026 10:00')]);
  });
});

describe('the outcome', () => {
  const afterWatch = (falls: Falls): unknown => {
    falls.comes('Mon 31 Aug 2026 12:00');
    return falls.outcome;
  };

  it('is late when the review was held after the 72 hours', () => {
    expect(afterWatch(Falls.onMonday().assesses().comes('Thu 11 Jun 2026 09:01').reviews())).toEqual({ outcome: 'reviewed-late', basis: 'nothing-heard', repeatFalls: 0 });
  });

  it('is in time when it was held in time and typed in later', () => {
    const falls = Falls.onMonday().assesses().comes('Thu 11 Jun 2026 17:00').reviews({ heldAt: london('Thu 11 Jun 2026 09:00') });
    expect(falls.of('task-completed').at(-1)?.data).toMatchObject({ step: 'review-held', late: false, recordedLate: true });
    expect(afterWatch(falls)).toMatchObject({ outcome: 'reviewed-in-time' });
  });

  it('is late when one of several was late, whatever became of the others', () => {
    const falls = Falls.onMonday().assesses().sees('repeat-fall').handsOver('review-held').comes('Thu 11 Jun 2026 09:01');
    const [first] = falls.tasksOf('review-held');
    falls.does({ type: 'complete', taskId: first!.id, evidence: { actions: [], safeguarding: { considered: true, concern: false, rationale: 'r' }, personsView: 'p', medicationActions: 'm', equipmentChanges: 'e', hydrationAndNutrition: 'h', homeSafetyPlan: 's', cognition: 'c', lyingStandingBloodPressure: 'l' } });
    expect([falls.statuses('review-held'), afterWatch(falls)]).toEqual([['completed', 'handed-over'], { outcome: 'reviewed-late', basis: 'nothing-heard', repeatFalls: 1 }]);
  });

  it('is declined when a review was declined and a clinical lead accepted it, else handed over when all were', () => {
    expect(afterWatch(Falls.onMonday().assesses().declines('review-held').decides('accept'))).toEqual({ outcome: 'review-declined', basis: 'nothing-heard', repeatFalls: 0 });
    expect(afterWatch(Falls.onMonday().assesses().handsOver('review-held'))).toEqual({ outcome: 'review-handed-over', basis: 'nothing-heard', repeatFalls: 0 });
    expect(afterWatch(reviewed().sees('repeat-fall').declines('review-held').decides('accept'))).toMatchObject({ outcome: 'review-declined', repeatFalls: 1 });
  });

  it('is late by the 72 hours, whatever a no that was offered again did to the task', () => {
    // Said no in the 71st hour, offered again for a day later, and held then: in time for the task, and after the 72 hours.
    const offered = Falls.onMonday().assesses().comes('Thu 11 Jun 2026 08:00').declines('review-held').decides('offer-again').comes('Fri 12 Jun 2026 07:00').reviews();
    expect([offered.task('review-held').late, afterWatch(offered)]).toEqual([false, expect.objectContaining({ outcome: 'reviewed-late' })]);
    // Said no in the second hour, and offered again for the next day: held on the second it is in time all the same.
    const soon = Falls.onMonday().assesses().declines('review-held').decides('offer-again').comes('Wed 10 Jun 2026 09:00').reviews();
    expect([soon.task('review-held').late, afterWatch(soon)]).toEqual([true, expect.objectContaining({ outcome: 'reviewed-in-time' })]);
    // Still open in the 97th hour and then given to the ward: nobody reviewed it in time.
    const given = Falls.onMonday().assesses().comes('Fri 12 Jun 2026 10:00').handsOver('review-held');
    expect(afterWatch(given)).toMatchObject({ outcome: 'reviewed-late' });
  });

  it('rests on messages of the hospital where any came after the review; one before it says nothing of what came after', () => {
    expect(afterWatch(Falls.onMonday().assesses().hears('updated').comes('Mon 8 Jun 2026 11:00').reviews())).toMatchObject({ basis: 'nothing-heard' });
    const falls = reviewed().hears('transferred').completes('hospital-message-review', { finding: 'another person' });
    expect(afterWatch(falls)).toMatchObject({ basis: 'hospital-messages' });
  });

  it('rests on having asked where somebody told of the person after the last review; the plan that was shared with them is not news of them', () => {
    const shared = Falls.onMonday().doesStep('risk-assessed', 'safety-net-written').reviews().comes('Mon 8 Jun 2026 11:00').doesStep('safety-net-shared');
    expect(afterWatch(shared)).toMatchObject({ basis: 'nothing-heard' });
    const told = reviewed().sees('care-instability').completes('trigger-response', { done: 'a carer comes again' });
    expect(afterWatch(told)).toMatchObject({ basis: 'asked' });
    // Told before the review of the second fall: since then nobody heard anything.
    const again = reviewed().sees('repeat-fall').comes('Tue 9 Jun 2026 12:00').reviews();
    expect(afterWatch(again)).toMatchObject({ basis: 'nothing-heard', repeatFalls: 1 });
  });

  it('waits for the safeguarding of a concern', () => {
    const falls = Falls.onMonday().assesses().reviews(concern).doesStep('safeguarding-immediate').refers();
    expect([falls.open(), falls.state.stage]).toEqual([['safeguarding-answer'], 'acting']);
    falls.doesStep('safeguarding-answer');
    expect(falls.state.stage).toBe('watching');
  });
});
