import { describe, expect, it } from '@jest/globals';
import { action, concern, Falls, reviewRecord } from '#tests/support/pathways/falls.js';
import { inLondon, london } from '#tests/support/pathways/london.js';
import { Refusal } from '#libs/pathway/refusal.js';
import type { JsonObject } from '#libs/contracts/events.js';

/** Why the rules refuse this evidence: status, pointer and code. */
function refused(falls: Falls, step: string, evidence: JsonObject): string {
  try {
    falls.complete(step, evidence);
  } catch (error) {
    if (error instanceof Refusal) return `${error.shape.status} ${error.shape.pointer ?? ''} ${error.shape.code}`;
    throw error;
  }
  return 'taken';
}
const actions = (falls: Falls): string[] => falls.of('task-opened').filter(({ data }) => data.step === 'action').map(({ data }) => data.title);

describe('booking the review', () => {
  it('takes a time inside the 72 hours, to the minute', () => {
    const falls = Falls.onMonday().books('Thu 11 Jun 2026 09:00').comes('Wed 10 Jun 2026 12:00');
    expect([falls.status('review-booked'), falls.called('review-held')]).toEqual(['completed', []]);
  });

  it('refuses a time before it happened, and one after the 72 hours without a reason', () => {
    const booking = (reviewAt: string): JsonObject => ({ reviewAt: london(reviewAt), attendees: ['the GP'] });
    const falls = Falls.onMonday();
    expect(refused(falls, 'review-booked', booking('Mon 8 Jun 2026 08:59'))).toBe('422 /evidence/reviewAt before-it-happened');
    expect(refused(falls, 'review-booked', booking('Thu 11 Jun 2026 09:01'))).toBe('422 /evidence/reviewAt after-72-hours');
    expect(refused(falls, 'review-booked', booking('Mon 8 Jun 2026 09:00'))).toBe('taken');
  });

  it('after the 72 hours calls the clinical lead about the review, day and night, and moves nothing', () => {
    const falls = Falls.onMonday().comes('Mon 8 Jun 2026 22:00').books('Fri 12 Jun 2026 14:00', { lateBecause: 'the GP is away' });
    expect([falls.called('review-held'), falls.reasons('review-held'), falls.due('review-held')]).toEqual([['clinical-lead Mon 8 Jun 2026 22:00'], ['trigger'], 'Thu 11 Jun 2026 09:00']);
    expect(falls.of('called').at(-1)?.data.person).toBe('the-clinical-lead');
    falls.comes('Thu 11 Jun 2026 09:15');
    expect(falls.called('review-held').slice(1)).toEqual(['coordinator Thu 11 Jun 2026 09:00', 'escalation-owner Thu 11 Jun 2026 09:15']);
  });

  it('calls nobody for a reason that is not needed', () => {
    expect(Falls.onMonday().books('Wed 10 Jun 2026 14:00', { lateBecause: 'just in case' }).called('review-held')).toEqual([]);
  });

  it('belongs to its own 72 hours: of a second fall later ones', () => {
    const falls = Falls.onMonday().comes('Tue 9 Jun 2026 10:00').sees('repeat-fall');
    expect(refused(falls, 'review-booked', { reviewAt: london('Fri 12 Jun 2026 10:01'), attendees: ['the GP'] })).toBe('422 /evidence/reviewAt after-72-hours');
    expect(refused(falls, 'review-booked', { reviewAt: london('Fri 12 Jun 2026 10:00'), attendees: ['the GP'] })).toBe('taken');
  });
});

describe('the actions of a review', () => {
  it('become tasks, each with its title, owner, time and check', () => {
    const falls = Falls.onMonday().reviews({ actions: [action('order a frame', 'Fri 12 Jun 2026 12:00'), action('order a frame', 'Fri 12 Jun 2026 12:00', { owner: 'a-porter' })] });
    expect(falls.of('task-opened').filter(({ data }) => data.step === 'action').map(({ data }) => [data.title, data.owner.person, inLondon(data.dueAt), data.about?.['completionCheck']])).toEqual([
      ['order a frame', 'a-nurse', 'Fri 12 Jun 2026 12:00', 'she says so'], ['order a frame', 'a-porter', 'Fri 12 Jun 2026 12:00', 'she says so']]);
  });

  it('may be the same twice over, and may be none', () => {
    expect(Falls.onMonday().reviews({ actions: [action('weigh her', 'Fri 12 Jun 2026 12:00'), action('weigh her', 'Fri 12 Jun 2026 12:00')] }).statuses('action')).toEqual(['open', 'open']);
    expect(Falls.onMonday().reviews().tasksOf('action')).toEqual([]);
  });

  it('are due after the review that agreed them', () => {
    const falls = Falls.onMonday().comes('Wed 10 Jun 2026 15:00');
    const two = (dueAt: string): JsonObject[] => [action('order a frame', 'Fri 12 Jun 2026 12:00'), action('weigh her', dueAt)];
    expect(refused(falls, 'review-held', reviewRecord({ actions: two('Wed 10 Jun 2026 15:00') }))).toBe('422 /evidence/actions/1/dueAt in-the-past');
    expect(refused(falls, 'review-held', reviewRecord({ actions: two('Wed 10 Jun 2026 10:00'), heldAt: london('Wed 10 Jun 2026 10:00') }))).toBe('422 /evidence/actions/1/dueAt in-the-past');
    // Held in the morning and typed in later: what was agreed for noon is late already, and climbs.
    expect(refused(falls, 'review-held', reviewRecord({ actions: two('Wed 10 Jun 2026 12:00'), heldAt: london('Wed 10 Jun 2026 10:00') }))).toBe('taken');
    expect(falls.called('action')).toEqual(['action-owner Wed 10 Jun 2026 15:00']);
  });

  it('are checked by another than whoever did it, where the review says so', () => {
    const falls = Falls.onMonday().reviews({ actions: [action('stop the night tablet', 'Fri 12 Jun 2026 12:00', { checkedByAnother: true })] });
    const done = (checkedBy: string): JsonObject => ({ done: 'stopped', check: 'box looked at', checkedBy });
    expect(refused(falls, 'action', done('a-nurse'))).toBe('422 /evidence/checkedBy checked-by-the-doer');
    expect(refused(falls, 'action', done('The-Coordinator '))).toBe('422 /evidence/checkedBy checked-by-the-doer');
    expect(refused(falls, 'action', done('the pharmacist'))).toBe('taken');
  });

  it('are neither lost nor doubled when the record is corrected: it opens what is new in it', () => {
    const frame = action('order a frame', 'Fri 12 Jun 2026 12:00');
    const falls = Falls.onMonday().reviews({ actions: [frame, frame] }).completes('action', { done: 'd', check: 'c', checkedBy: 'z' }).reopens('review-held');
    expect(falls.statuses('action')).toEqual(['open', 'completed']);
    falls.reviews({ actions: [frame, frame, action('weigh her', 'Fri 12 Jun 2026 12:00')] });
    expect([actions(falls), falls.statuses('action')]).toEqual([['order a frame', 'order a frame', 'weigh her'], ['open', 'completed', 'open']]);
    falls.reopens('review-held').reviews();
    expect(falls.statuses('action')).toEqual(['open', 'completed', 'open']);
    // The same words at another time, or for another, are another action.
    falls.reopens('review-held').reviews({ actions: [action('weigh her', 'Fri 12 Jun 2026 13:00'), action('weigh her', 'Fri 12 Jun 2026 12:00', { owner: 'a-porter' })] });
    expect(falls.tasksOf('action')).toHaveLength(5);
  });

  it('belong to their own review: of two reviews each opens its own', () => {
    const frame = action('order a frame', 'Fri 12 Jun 2026 12:00');
    const falls = Falls.onMonday().sees('repeat-fall', london('Mon 8 Jun 2026 09:30')).reviews({ actions: [frame] });
    falls.does({ type: 'complete', taskId: falls.tasksOf('review-held')[0]!.id, evidence: reviewRecord({ actions: [frame] }) });
    expect(falls.statuses('action')).toEqual(['open', 'open']);
  });

  it('climb after the third move to whoever has not been called', () => {
    const falls = Falls.onMonday().reviews({ actions: [action('order a frame', 'Fri 12 Jun 2026 12:00')] });
    for (const to of ['Mon 15 Jun 2026 12:00', 'Tue 16 Jun 2026 12:00', 'Wed 17 Jun 2026 12:00']) falls.does({ type: 'move', taskId: falls.task('action').id, dueAt: london(to), reason: 'none in store' });
    expect([falls.called('action'), falls.reasons('action')]).toEqual([['escalation-lead Mon 8 Jun 2026 10:00'], ['trigger']]);
  });

  it('refuses a review that was held before it happened, or is still to come', () => {
    const falls = Falls.onMonday();
    expect(refused(falls, 'review-held', reviewRecord({ heldAt: london('Mon 8 Jun 2026 08:59') }))).toBe('422 /evidence/heldAt before-it-happened');
    expect(refused(falls, 'review-held', reviewRecord({ heldAt: london('Mon 8 Jun 2026 10:02') }))).toBe('422 /evidence/heldAt in-the-future');
  });
});

describe('a safeguarding concern', () => {
  it('goes its own way to the escalation owner: safe within the hour, referred the same day, both at once', () => {
    const falls = Falls.onMonday().comes('Mon 8 Jun 2026 20:30').reviews(concern);
    expect([falls.due('safeguarding-immediate'), falls.due('safeguarding-referral'), falls.tasksOf('safeguarding-answer')]).toEqual(['Mon 8 Jun 2026 21:30', 'Tue 9 Jun 2026 00:00', []]);
    falls.comes('Tue 9 Jun 2026 08:00');
    // Called at once: the hour is for acting. Then as the ladder says, from its end.
    expect(falls.called('safeguarding-immediate').slice(0, 3)).toEqual(['escalation-owner Mon 8 Jun 2026 20:30', 'escalation-owner Mon 8 Jun 2026 21:30', 'escalation-lead Mon 8 Jun 2026 22:00']);
    expect(falls.called('safeguarding-referral')).toEqual(['escalation-owner Tue 9 Jun 2026 08:00']);
  });

  it('was not referred before it happened', () => {
    const falls = Falls.onMonday().reviews(concern);
    const referred = (at: string): string => falls.answers({ type: 'complete', step: 'safeguarding-referral', evidence: { referredAt: london(at), to: 'the council' } });
    expect([referred('Mon 8 Jun 2026 08:59'), referred('Mon 8 Jun 2026 09:00')]).toEqual(['422 before-it-happened', 'allowed']);
  });

  it('is answered by the end of the fifth working day after the referral, over Easter too', () => {
    const falls = Falls.after('head-injury', 'Thu 2 Apr 2026 09:00').reviews(concern).comes('Thu 2 Apr 2026 15:00').refers(london('Thu 2 Apr 2026 11:00'));
    expect(falls.due('safeguarding-answer')).toBe('Mon 13 Apr 2026 17:00');
    falls.comes('Tue 14 Apr 2026 17:00');
    expect(falls.called('safeguarding-answer')).toEqual(['escalation-owner Tue 14 Apr 2026 09:00']);
  });

  it('was referred in time where it was referred in time', () => {
    const falls = Falls.onMonday().reviews(concern).comes('Tue 9 Jun 2026 09:00').refers(london('Mon 8 Jun 2026 16:00'));
    expect(falls.of('task-completed').at(-1)?.data).toMatchObject({ step: 'safeguarding-referral', late: false, recordedLate: true });
  });

  it('moves the answer with a referral that is corrected', () => {
    const falls = Falls.onMonday().reviews(concern).comes('Tue 9 Jun 2026 09:00').refers(london('Mon 8 Jun 2026 16:00'));
    expect(falls.due('safeguarding-answer')).toBe('Mon 15 Jun 2026 17:00');
    falls.reopens('safeguarding-referral').refers();
    expect([falls.due('safeguarding-answer'), falls.tasksOf('safeguarding-answer').length]).toEqual(['Tue 16 Jun 2026 17:00', 1]);
  });

  it('stands when the record is corrected, and is not raised twice', () => {
    const falls = Falls.onMonday().reviews(concern).reopens('review-held').reviews();
    expect(falls.open()).toEqual(expect.arrayContaining(['safeguarding-immediate', 'safeguarding-referral']));
    expect(falls.reopens('review-held').reviews(concern).tasksOf('safeguarding-immediate')).toHaveLength(1);
    expect(Falls.onMonday().reviews().reopens('review-held').reviews(concern).status('safeguarding-referral')).toBe('open');
  });
});
