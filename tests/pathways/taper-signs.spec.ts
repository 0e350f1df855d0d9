import { describe, expect, it } from '@jest/globals';
import { unstorable } from '#libs/contracts/http/fields.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { postEscalation, Taper, wholeHandover } from '#tests/support/pathways/taper.js';

const signAt = (taper: Taper): string[] => taper.open().filter((step) => ['step-up-review', 'trigger-response'].includes(step));

describe('a warning sign', () => {
  it.each([['in the crisis plan that was handed over', 'Stops sleeping'], ['at the first contact', 'does not  ANSWER her sister any more'], ['with the triggers that were communicated', 'eating']])('that the person named %s steps up by a review, seen once', (_where, sign) => {
    const taper = Taper.onWednesday().accepts().contacts(['does not answer her sister']).settlesIn().tells('warning-sign', sign);
    expect([signAt(taper), taper.due('step-up-review'), taper.called('step-up-review'), taper.owners['step-up-review']]).toEqual([['step-up-review'], 'Wed 10 Jun 2026 14:00', ['clinical-lead Wed 10 Jun 2026 10:00'], 'clinical-lead']);
  });

  it('that only a note tells of is reviewed, whatever it says: whoever reads the note decides', () => {
    const taper = Taper.contactedOnWednesday().tells('warning-sign');
    expect([signAt(taper), taper.state.triggers]).toEqual([['step-up-review'], [expect.objectContaining({ kind: 'warning-sign', sign: null })]]);
    expect(JSON.stringify(taper.state)).not.toContain('her sister rang');
  });

  it.each<[string, JsonObject | string]>([['in words', 'If she hides her phone, ring'], ['line by line', [{ if: 'hides her phone', call: 'her sister', respondWithin: 'PT2H' }, { if: 'worse', call: '111', respondWithin: 'PT2H' }]] as never])('that stands in the crisis plan as it was last reviewed, %s, is the person’s own', (_words, plan) => {
    const reviewed = (): Taper => Taper.onWednesday().accepts().contacts().completes('crisis-plan-reviewed', { plan, outOfHours: 'the crisis line' });
    expect(signAt(reviewed().tells('warning-sign', 'Hides her phone'))).toEqual(['step-up-review']);
    expect(signAt(Taper.contactedOnWednesday().tells('warning-sign', 'hides her phone'))).toEqual(['trigger-response']);
    // Reviewed anew, the plan is what it is now.
    expect(signAt(reviewed().reopens('crisis-plan-reviewed').completes('crisis-plan-reviewed', { plan: 'ring her sister', outOfHours: 'the crisis line' }).tells('warning-sign', 'hides her phone'))).toEqual(['trigger-response']);
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
  });

  it('is twice running though another was told of in between: only a contact can tell that it has gone', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').meets('paces at night').comes('Sun 14 Jun 2026 10:00').tells('warning-sign', 'gives things away');
    expect(taper.statuses('trigger-response')).toEqual(['open', 'open']);
    taper.comes('Tue 16 Jun 2026 10:00').meets('paces at night');
    expect([taper.statuses('trigger-response'), taper.statuses('step-up-review')]).toEqual([['open', 'open'], ['open']]);
    // Written down late, a contact counts from when it was made.
    const late = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').tells('warning-sign', 'paces at night').comes('Sun 14 Jun 2026 10:00').tells('warning-sign', 'gives things away');
    late.does({ type: 'complete', taskId: late.nextContact.id, evidence: { contactedAt: london('Fri 12 Jun 2026 10:00'), how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }], note: 'n' } });
    expect(late.tells('warning-sign', 'paces at night').statuses('step-up-review')).toEqual(['open']);
  });

  it('seen at a contact that is corrected is answered once; what the correction adds is answered too', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').meets('paces at night').comes('Sat 13 Jun 2026 11:00');
    const corrects = (...seen: string[]): Taper => {
      const { id } = taper.tasksOf('contact')[0]!;
      return taper.does({ type: 'reopen', taskId: id, reason: 'misspelt' })
        .does({ type: 'complete', taskId: id, evidence: { contactedAt: london('Sat 13 Jun 2026 10:00'), how: 'visit', warningSigns: seen.map((sign) => ({ sign, seen: true })), note: 'n' } });
    };
    corrects('Paces  at night');
    expect([taper.statuses('trigger-response'), taper.tasksOf('step-up-review')]).toEqual([['open'], []]);
    corrects('paces at night', 'stops eating');
    expect([taper.statuses('trigger-response'), taper.statuses('step-up-review')]).toEqual([['open'], ['open']]);
    taper.reviewsStepUp('hold');
    corrects('paces at night', 'stops eating');
    expect([taper.statuses('trigger-response'), taper.statuses('step-up-review')]).toEqual([['open'], ['completed']]);
  });

  it('keeps of a contact only what was seen, and no more than tells it from another; the record has all', () => {
    const long = 'x'.repeat(400);
    const taper = Taper.contactedOnWednesday();
    taper.does({ type: 'complete', taskId: taper.nextContact.id, evidence: { contactedAt: taper.nowText, how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }, { sign: long, seen: true }], note: 'n' } });
    expect(taper.tasksOf('contact').find(({ status }) => status === 'completed')?.evidence).toEqual({ contactedAt: taper.nowText, warningSigns: [{ sign: 'x'.repeat(200), seen: true }] });
    expect(taper.of('task-completed').at(-1)?.data.evidence['warningSigns']).toHaveLength(2);
    expect(taper.tells('warning-sign', long).state.triggers[0]?.sign).toHaveLength(200);
    expect(taper.statuses('step-up-review')).toEqual(['open']);
    // And no more than can be stored: no half of a character.
    const faces = `${'x'.repeat(79)}${'\u{1F622}'.repeat(200)}`;
    taper.does({ type: 'complete', taskId: taper.nextContact.id, evidence: { contactedAt: taper.nowText, how: 'visit', warningSigns: [{ sign: faces, seen: true }], note: 'n' } });
    const opened = taper.of('task-opened').at(-1)!.data;
    expect([opened.step, unstorable(opened.key), unstorable((opened.about!['signs'] as string[])[0]!)]).toEqual(['trigger-response', false, false]);
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

  it('that waits holds back a step down, not a hold or a step up', () => {
    const taper = Taper.contactedOnWednesday().tells('re-presentation');
    const decides = (outcome: string, more = {}): string => taper.answers({ ...decision(outcome, more, 'readiness-review') });
    expect([decides('step-down'), decides('hold'), decides('step-up', { toStage: 1 })]).toEqual(['409 step-up-review-open', 'allowed', 'allowed']);
    expect(taper.reviewsStepUp('hold').reviews('step-down').stage).toBe('stage-2');
  });

  it('takes the taper up again while the closing review waits, and in the watch', () => {
    const brief = { taper: [{ every: 'P1D', for: 'P2D' }] };
    const taper = Taper.contactedOnWednesday(brief).meetsAll().comes('Sat 13 Jun 2026 09:00').tells('re-presentation').reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.because('closing-review'), taper.windows]).toEqual(['stage-1', ['the taper was taken up again'], ['Sun 14 Jun 2026', 'Mon 15 Jun 2026']]);
    taper.completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' }).meetsAll().comes('Tue 16 Jun 2026 09:00').closesTheTaper();
    expect(taper.stage).toBe('watching');
    taper.comes('Mon 22 Jun 2026 09:00').tells('re-presentation').looksWeekly();
    // The second return in thirty days is reviewed as well.
    expect([taper.stage, taper.open()]).toEqual(['closing', ['post-escalation-review', 'step-up-review']]);
    taper.reviewsStepUp('step-up', 1).completes('post-escalation-review', postEscalation(taper.nowText));
    expect([taper.stage, taper.state.watch?.endedBecause]).toEqual(['stage-1', 'the taper was taken up again']);
    taper.completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' }).meetsAll().comes('Thu 25 Jun 2026 00:00').looksWeekly().closesTheTaper().comes('Sat 25 Jul 2026 00:00');
    expect(taper.outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 2 });
  });
});
