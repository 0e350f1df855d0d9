import { describe, expect, it } from '@jest/globals';
import { Taper, wholeHandover } from '#tests/support/pathways/taper.js';

const signAt = (taper: Taper): string[] => taper.open().filter((step) => ['step-up-review', 'trigger-response'].includes(step));

describe('a warning sign', () => {
  it.each([['in the crisis plan that was handed over', 'Stops sleeping'], ['at the first contact', 'does not  ANSWER her sister any more'], ['with the triggers that were communicated', 'eating']])('that the person named %s steps up by a review, seen once', (_where, sign) => {
    const taper = Taper.onWednesday().accepts().contacts(['does not answer her sister']).settlesIn().tells('warning-sign', sign);
    expect([signAt(taper), taper.due('step-up-review'), taper.called('step-up-review'), taper.owners['step-up-review']]).toEqual([['step-up-review'], 'Wed 10 Jun 2026 14:00', ['clinical-lead Wed 10 Jun 2026 10:00'], 'clinical-lead']);
  });

  it('without a sign of its own is read from the note', () => {
    const taper = Taper.contactedOnWednesday();
    taper.does({ type: 'trigger', kind: 'warning-sign', occurredAt: taper.nowText, note: 'Her sister says that she stops eating again' });
    expect(signAt(taper)).toEqual(['step-up-review']);
  });

  it('that stands in no plan is answered, and seen twice running reviewed', () => {
    const taper = Taper.contactedOnWednesday().tells('warning-sign', 'paces at night');
    expect([signAt(taper), taper.due('trigger-response'), taper.owners['trigger-response']]).toEqual([['trigger-response'], 'Thu 11 Jun 2026 12:00', 'clinical-lead']);
    taper.completes('trigger-response', { done: 'rang her' }).comes('Sat 13 Jun 2026 10:00').meets('Paces at night');
    expect(signAt(taper)).toEqual(['step-up-review']);
  });

  it('is not twice running where a contact in between did not see it', () => {
    const taper = Taper.contactedOnWednesday().tells('warning-sign', 'paces at night').completes('trigger-response', { done: 'rang her' });
    taper.comes('Sat 13 Jun 2026 10:00').meets().comes('Tue 16 Jun 2026 10:00').meets('paces at night');
    expect([signAt(taper), taper.statuses('trigger-response')]).toEqual([['trigger-response'], ['completed', 'open']]);
    // And another one in between is not the same.
    taper.tells('warning-sign', 'gives things away').tells('warning-sign', 'paces at night');
    expect([taper.statuses('trigger-response'), taper.open().includes('step-up-review')]).toEqual([['completed', 'open', 'open', 'open'], false]);
  });

  it('seen at a contact, of the person’s own plan, is reviewed too', () => {
    expect(signAt(Taper.contactedOnWednesday().meets('stops eating'))).toEqual(['step-up-review']);
    expect(signAt(Taper.contactedOnWednesday().meets())).toEqual([]);
  });

  it('of any kind is reviewed while there is no plan', () => {
    const { crisisPlan: _, ...without } = wholeHandover;
    expect(signAt(Taper.onWednesday({ handover: without, incompleteBecause: 'the ward moved' }).tells('warning-sign', 'paces at night'))).toEqual(['step-up-review']);
    expect(signAt(Taper.onWednesday().tells('warning-sign', 'paces at night'))).toEqual(['trigger-response']);
  });

  it('that comes while a review is open is answered beside it: one review at a time, and nothing is swallowed', () => {
    const taper = Taper.contactedOnWednesday().tells('warning-sign', 'stops eating').tells('warning-sign', 'stops eating').tells('re-presentation');
    expect(signAt(taper)).toEqual(['step-up-review', 'trigger-response', 'trigger-response']);
    taper.reviewsStepUp('hold');
    expect([signAt(taper), taper.open().includes('supervision-review'), taper.stage]).toEqual([['trigger-response', 'trigger-response'], true, 'stage-1']);
    expect(signAt(taper.tells('warning-sign', 'stops eating'))).toEqual(['step-up-review', 'trigger-response', 'trigger-response']);
  });
});

describe('a crisis', () => {
  it('is answered by the crisis team within an hour, somebody sees the person within four, and it is reviewed', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').meets().tells('crisis');
    expect(['crisis-response', 'welfare-check', 'step-up-review'].map((step) => [taper.due(step), taper.owners[step], taper.called(step).length])).toEqual([
      ['Sat 13 Jun 2026 11:00', 'crisis-team', 1], ['Sat 13 Jun 2026 14:00', 'coordinator', 1], ['Sat 13 Jun 2026 14:00', 'clinical-lead', 1]]);
    // A second one is answered and checked too; the review is the one that waits.
    taper.tells('crisis');
    expect(['crisis-response', 'welfare-check', 'step-up-review'].map((step) => taper.statuses(step).length)).toEqual([2, 2, 1]);
    taper.reviewsStepUp('hold');
    expect(taper.statuses('step-up-review')).toEqual(['completed']);
  });
});

describe('a step-up review', () => {
  it('is never above the present stage, and before the first contact only to the first', () => {
    const taper = Taper.contactedOnWednesday().reviews('step-down').tells('re-presentation');
    expect(() => taper.reviewsStepUp('step-up', 3)).toThrow('The present stage is 2.');
    const before = Taper.onWednesday().accepts().tells('re-presentation');
    expect(() => before.reviewsStepUp('step-up', 2)).toThrow('The present stage is 1.');
    // The taper begins with the first contact all the same.
    before.reviewsStepUp('step-up', 1);
    expect([before.stage, before.tasksOf('contact')]).toEqual(['first-contact', []]);
    expect(before.contacts().stage).toBe('stage-1');
  });

  it('cannot be completed, handed over or declined but by a decision', () => {
    const taper = Taper.contactedOnWednesday().tells('re-presentation');
    expect(['complete', 'attempt', 'hand-over', 'declined'].map((type) => taper.answers({ type: type as 'complete', step: 'step-up-review', evidence: {}, at: taper.nowText, acceptedBy: {} }))).toEqual(['409 needs-decision', '409 needs-decision', '409 needs-decision', '409 needs-decision']);
  });

  it('takes the taper up again while the closing review waits, and in the watch', () => {
    const brief = { taper: [{ every: 'P1D', for: 'P2D' }] };
    const taper = Taper.contactedOnWednesday(brief).meetsAll().comes('Sat 13 Jun 2026 09:00').tells('re-presentation').reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.because('closing-review'), taper.windows]).toEqual(['stage-1', ['the taper was taken up again'], ['Sun 14 Jun 2026', 'Mon 15 Jun 2026']]);
    taper.completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' }).meetsAll().comes('Tue 16 Jun 2026 09:00').closesTheTaper();
    expect(taper.stage).toBe('watching');
    taper.comes('Mon 22 Jun 2026 09:00').tells('re-presentation').looksWeekly();
    expect([taper.stage, taper.open()]).toEqual(['closing', ['step-up-review']]);
    taper.reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.state.watch?.endedBecause]).toEqual(['stage-1', 'the taper was taken up again']);
    taper.completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' }).meetsAll().comes('Thu 25 Jun 2026 00:00').looksWeekly().closesTheTaper().comes('Sat 25 Jul 2026 00:00');
    expect(taper.outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 2 });
  });
});
