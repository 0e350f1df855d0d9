import { describe, expect, it } from '@jest/globals';
import { concern, Falls } from '#tests/support/pathways/falls.js';
import { london } from '#tests/support/pathways/london.js';

describe('a no', () => {
  it('to the review goes to the clinical lead, who accepts it: nothing is left to book', () => {
    const falls = Falls.onMonday().comes('Mon 8 Jun 2026 12:00').declines('review-held');
    expect([falls.status('review-held'), falls.due('declined-decision'), falls.task('declined-decision').owner.role]).toEqual(['open', 'Mon 8 Jun 2026 16:00', 'clinical-lead']);
    falls.decides('accept');
    expect([falls.status('review-held'), falls.status('review-booked'), falls.open()]).toEqual(['declined', 'not-needed', ['risk-assessed', 'safety-net-written']]);
  });

  it('is asked again a day later where the clinical lead says so', () => {
    const falls = Falls.onMonday().comes('Wed 10 Jun 2026 12:00').declines('review-held').decides('offer-again');
    expect([falls.status('review-held'), falls.due('review-held')]).toEqual(['open', 'Thu 11 Jun 2026 12:00']);
  });

  it('needs no decision when the review was held after all', () => {
    expect(Falls.onMonday().declines('review-held').reviews().status('declined-decision')).toBe('not-needed');
  });

  it('is never unmet, and a decision only decides', () => {
    const falls = Falls.onMonday().declines('review-held');
    for (const step of ['review-held', 'review-booked', 'risk-assessed', 'safety-net-written']) expect([step, falls.answers({ type: 'unmet', step, reason: 'r', unsafe: 'u' })]).toEqual([step, '409 cannot-be-unmet']);
    expect(falls.answers({ type: 'complete', step: 'declined-decision', evidence: {} })).toBe('409 needs-decision');
    expect(falls.answers({ type: 'declined', step: 'review-held', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 already-declined');
  });
});

describe('a falls review in which other things come', () => {
  it('has no plan that could be moved, and only its actions move', () => {
    const falls = Falls.onMonday();
    expect(falls.answers({ type: 'replan', plannedDischargeAt: london('Fri 12 Jun 2026 12:00'), reason: 'r' })).toBe('409 cannot-be-replanned');
    expect(falls.answers({ type: 'move', step: 'review-held', dueAt: london('Fri 12 Jun 2026 12:00'), reason: 'r' })).toBe('409 cannot-be-moved');
  });

  it('has somebody look at what the hospital sent, and goes on', () => {
    const falls = Falls.onMonday().hears('readmitted');
    expect([falls.due('hospital-message-review'), falls.called('hospital-message-review'), falls.open()]).toEqual([
      'Mon 8 Jun 2026 11:00', ['coordinator Mon 8 Jun 2026 10:00'], ['hospital-message-review', 'review-booked', 'review-held', 'risk-assessed', 'safety-net-written']]);
    expect(Falls.onMonday().hears('departure').hears('updated').tasksOf('hospital-message-review')).toEqual([]);
  });

  it('ends when the person died: what is open stops, and one task is left', () => {
    const falls = Falls.onMonday().ends('died');
    expect([falls.open(), falls.state.stage, falls.state.outcome]).toEqual([['after-death'], 'ended', { outcome: 'died' }]);
    expect([falls.answers({ type: 'trigger', kind: 'repeat-fall', occurredAt: falls.nowText, note: 'n' }), falls.answers({ type: 'reopen', step: 'review-held', reason: 'r' })]).toEqual(['409 case-ended', '409 case-ended']);
    falls.comes('Tue 9 Jun 2026 12:00').completes('after-death', { gpTold: true, partnersTold: [], cancelled: ['the review'] });
    expect([falls.outcome, falls.of('rung-reached')]).toEqual([{ outcome: 'died' }, []]);
  });

  it('ends in the watch as at any time', () => {
    const falls = Falls.onMonday().assesses().reviews().ends('died').completes('after-death', { gpTold: true, partnersTold: [], cancelled: [] });
    expect(falls.outcome).toEqual({ outcome: 'died' });
  });

  it('goes to whoever accepted it when the person moved away, and is put right for a wrong person', () => {
    expect(Falls.onMonday().answers({ type: 'end', because: 'moved-away', at: london('Mon 8 Jun 2026 10:00'), note: 'n' })).toBe('409 open-actions');
    const moved = Falls.onMonday().ends('moved-away', { organisation: 'o', name: 'n', contact: 'c' });
    expect([moved.status('review-held'), moved.outcome]).toEqual(['handed-over', { outcome: 'moved-away' }]);
    expect(Falls.onMonday().ends('wrong-person').open()).toEqual(['wrong-person-put-right']);
  });

  it('takes nothing more once it is closed, a late fall neither', () => {
    const falls = Falls.onMonday().assesses().reviews().comes('Fri 31 Jul 2026 09:00');
    expect([falls.outcome, falls.answers({ type: 'trigger', kind: 'repeat-fall', occurredAt: london('Wed 10 Jun 2026 09:00'), note: 'n' })]).toEqual([{ outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 0 }, '409 case-closed']);
  });

  it('is looked at every week while something is open: on Monday a week later, by the end of the next working day', () => {
    const falls = Falls.onMonday().assesses().comes('Mon 15 Jun 2026 09:59');
    expect(falls.tasksOf('weekly-review')).toEqual([]);
    falls.comes('Mon 15 Jun 2026 10:00');
    expect([falls.due('weekly-review'), falls.task('weekly-review').owner.role]).toEqual(['Tue 16 Jun 2026 17:00', 'clinical-lead']);
    falls.completes('weekly-review', { risks: [{ risk: 'a fall at night', owner: 'the nurse', consequence: 'a fracture' }], nextAt: london('Fri 19 Jun 2026 10:00') }).comes('Fri 19 Jun 2026 10:00');
    expect(falls.statuses('weekly-review')).toEqual(['completed', 'open']);
    falls.reviews();
    expect([falls.statuses('weekly-review'), falls.state.stage]).toEqual([['completed', 'not-needed'], 'watching']);
  });

  it('is the same after an outage of a night: nothing is lost, and every call knows when it was due', () => {
    const [awake, asleep] = [Falls.after('head-injury', 'Mon 8 Jun 2026 20:00'), Falls.after('head-injury', 'Mon 8 Jun 2026 20:00')];
    awake.comes('Tue 9 Jun 2026 09:00');
    asleep.outage(london('Tue 9 Jun 2026 09:00'));
    expect(asleep.called('urgent-clinical-check').slice(0, 5)).toEqual(awake.called('urgent-clinical-check').slice(0, 5));
    expect(asleep.state.tasks.map(({ dueAt }) => dueAt)).toEqual(awake.state.tasks.map(({ dueAt }) => dueAt));
  });

  it('rings nobody at home while a hospital says that the person is there, or has died, and nobody has answered; the urgent check waits for nothing', () => {
    const falls = Falls.after('head-injury', 'Mon 8 Jun 2026 09:00').doesStep('safety-net-written').attempts('safety-net-shared').hears('admitted');
    expect([falls.task('safety-net-shared').heldBecause, falls.task('visit-to-explain').heldBecause, falls.task('urgent-clinical-check').heldBecause]).toEqual([expect.any(String), expect.any(String), null]);
    falls.completes('hospital-message-review', { finding: 'seen in the department and sent home' });
    expect(falls.task('visit-to-explain').heldBecause).toBeNull();
  });

  it('may be said to a referral, by whom it protects; to immediate safety there is none: it is done about the person, not with them', () => {
    const falls = Falls.onMonday().reviews(concern);
    expect(['safeguarding-immediate', 'safeguarding-referral'].map((step) => falls.answers({ type: 'declined', step, by: 'the person', capacity: 'presumed', explained: 'yes', alternative: 'none' }))).toEqual(['409 cannot-be-declined', 'allowed']);
  });
});
