import { describe, expect, it } from '@jest/globals';
import { Taper } from '#tests/support/pathways/taper.js';

/** Two days of taper from Wednesday: over with Friday. */
const brief = (): Taper => Taper.contactedOnWednesday({ taper: [{ every: 'P1D', for: 'P2D' }] });
const closed = (): Taper => brief().meetsAll().comes('Sat 13 Jun 2026 09:00').closesTheTaper();

describe('the closing review', () => {
  it('opens when the last stage is over, also with a contact missed, which it makes not needed', () => {
    const taper = brief().comes('Sat 13 Jun 2026 00:00');
    expect([taper.open(), taper.due('closing-review')]).toEqual([['closing-review', 'contact', 'contact', 'welfare-check', 'welfare-decision'], 'Sat 20 Jun 2026 00:00']);
    taper.closesTheTaper();
    expect([taper.open(), taper.because('contact')]).toEqual([['welfare-check', 'welfare-decision'], ['the closing review was held', 'the closing review was held']]);
  });

  it('opens with the last contact of the last stage, however early that is made: between it and the last day nothing would be open, and the person nobody’s', () => {
    const taper = brief().comes('Thu 11 Jun 2026 10:00').meets();
    expect(taper.open()).toEqual(['contact']);
    taper.meets();
    expect([taper.stage, taper.open(), taper.due('closing-review'), taper.owners]).toEqual(['closing', ['closing-review'], 'Sat 20 Jun 2026 00:00', { 'closing-review': 'clinical-lead' }]);
    // Asked once it stays asked, also where a contact turns out not to have been made.
    taper.reopens('contact').comes('Fri 12 Jun 2026 10:00');
    expect(taper.open()).toEqual(['closing-review', 'contact']);
    expect(taper.meets().statuses('closing-review')).toEqual(['open']);
  });

  it('once held after a whole course, stands: that a disengagement is accepted later ends what stood for the contacts, and changes neither the outcome nor asks another', () => {
    const held = (): Taper => brief().comes('Sat 13 Jun 2026 00:00').closesTheTaper().comes('Sat 13 Jun 2026 01:00').weighs('accept-disengagement');
    const taper = held();
    expect([taper.statuses('closing-review'), taper.statuses('welfare-check'), taper.stage]).toEqual([['completed'], ['not-needed'], 'watching']);
    expect(taper.comes('Mon 13 Jul 2026 00:00').outcome).toMatchObject({ outcome: 'stepped-down' });
    // Also where the review is held again.
    const again = held().reopens('closing-review');
    expect([again.statuses('closing-review'), again.stage]).toEqual([['open'], 'closing']);
    again.closesTheTaper().comes('Mon 13 Jul 2026 01:00');
    expect([again.statuses('closing-review'), again.outcome]).toEqual([['completed'], expect.objectContaining({ outcome: 'stepped-down' })]);
    // Before it was held the disengagement ends the course.
    expect(brief().comes('Sat 13 Jun 2026 01:00').weighs('accept-disengagement').statuses('closing-review')).toEqual(['not-needed', 'open']);
  });

  it('late calls the clinical lead in working hours', () => {
    const taper = brief().meetsAll().comes('Mon 22 Jun 2026 09:00');
    expect(taper.called('closing-review')).toEqual(['clinical-lead Mon 22 Jun 2026 09:00']);
  });

  it('opened again ends the watch, which runs anew from when it is held', () => {
    const taper = closed().comes('Mon 15 Jun 2026 09:00').reopens('closing-review');
    expect([taper.stage, taper.state.watch?.endedBecause]).toEqual(['closing', 'the closing review is to be held again']);
    taper.closesTheTaper().comes('Wed 15 Jul 2026 08:59');
    expect(taper.outcome).toBeUndefined();
    expect(taper.comes('Wed 15 Jul 2026 09:00').outcome).toMatchObject({ outcome: 'stepped-down' });
  });
});

describe('the watch of thirty days', () => {
  it('rests on what was heard in it: silence is silence', () => {
    expect(closed().comes('Mon 13 Jul 2026 09:00').outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 });
    expect(closed().sees('system-risk').completes('trigger-response', { done: 'd' }).comes('Mon 13 Jul 2026 09:00').outcome).toEqual({ outcome: 'stepped-down', basis: 'asked', rePresentations: 0 });
    expect(closed().hears('merged').completes('hospital-message-review', { finding: 'f' }).comes('Mon 13 Jul 2026 09:00').outcome).toEqual({ outcome: 'stepped-down', basis: 'hospital-messages', rePresentations: 0 });
  });

  it('counts a re-presentation, which is reviewed, and goes on until the last task is done', () => {
    const taper = closed().comes('Fri 10 Jul 2026 09:00').tells('re-presentation');
    expect([taper.stage, taper.open()]).toEqual(['closing', ['step-up-review', 'weekly-review']]);
    taper.reviewsStepUp('hold').comes('Thu 16 Jul 2026 09:00');
    expect([taper.outcome, taper.state.watch?.endedBecause, taper.open()]).toEqual([undefined, undefined, ['supervision-review', 'weekly-review']]);
    taper.completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' });
    expect(taper.outcome).toEqual({ outcome: 'stepped-down', basis: 'asked', rePresentations: 1 });
  });

  it('counts a return that the hospital told, once where somebody told it too', () => {
    const taper = closed().hears('readmitted');
    expect(taper.answers({ type: 'complete', step: 'hospital-message-review', evidence: { finding: 'f' } })).toBe('422 required');
    taper.completes('hospital-message-review', { finding: 'f', readmitted: true });
    expect(taper.open()).toContain('step-up-review');
    // Told in both ways it is one return: the review that stands answers it, and nobody is called for it again.
    taper.tells('re-presentation');
    expect([taper.statuses('step-up-review'), taper.because('trigger-response'), taper.called('trigger-response')]).toEqual([['open'], ['the hospital has told of this return: it is answered there'], []]);
    taper.reviewsStepUp('hold').completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' });
    expect(taper.comes('Mon 13 Jul 2026 09:00').outcome).toEqual({ outcome: 'stepped-down', basis: 'hospital-messages', rePresentations: 1 });
  });

  it('answers once a return that somebody told and the hospital told after them, and twice two that lie a day apart', () => {
    const taper = closed().tells('re-presentation').hears('readmitted').completes('hospital-message-review', { finding: 'f', readmitted: true });
    expect([taper.statuses('step-up-review'), taper.tasksOf('trigger-response')]).toEqual([['open'], []]);
    taper.comes('Sun 14 Jun 2026 09:00').hears('readmitted').completes('hospital-message-review', { finding: 'f', readmitted: true });
    expect([taper.statuses('step-up-review'), taper.statuses('trigger-response')]).toEqual([['open'], ['open']]);
  });

  it('ends with what it has when another case of the person begins', () => {
    expect(closed().does({ type: 'end-watch', because: 'another case' }).outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 });
  });
});

describe('a taper that is open for more than a week', () => {
  it('is looked at every week by its clinical lead, in working hours', () => {
    const taper = Taper.contactedOnWednesday().comes('Wed 17 Jun 2026 10:00');
    expect([taper.due('weekly-review'), taper.owners['weekly-review']]).toEqual(['Thu 18 Jun 2026 17:00', 'clinical-lead']);
    taper.looksWeekly().comes('Wed 24 Jun 2026 10:00');
    expect(taper.statuses('weekly-review')).toEqual(['completed', 'open']);
    expect(Taper.onWednesday().comes('Wed 17 Jun 2026 10:00').owners['weekly-review']).toBe('crisis-team');
  });
});

describe('ended early', () => {
  it('nothing of the taper goes on; a death is the clinical lead’s, also where nobody had accepted yet', () => {
    const taper = Taper.onWednesday().contacts().tells('crisis').ends('died');
    expect([taper.open(), taper.owners['after-death'], taper.stage]).toEqual([['after-death'], 'clinical-lead', 'ended']);
    expect(taper.answers({ type: 'trigger', kind: 'crisis', occurredAt: taper.nowText, note: 'n' })).toBe('409 case-ended');
    expect(taper.completes('after-death', { gpTold: true, partnersTold: [], cancelled: [] }).outcome).toEqual({ outcome: 'died' });
  });
});
