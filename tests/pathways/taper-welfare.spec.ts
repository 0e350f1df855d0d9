import { describe, expect, it } from '@jest/globals';
import { Taper } from '#tests/support/pathways/taper.js';

describe('a welfare check', () => {
  it('opens at the instant that a contact’s window ends, and its owner is called, at night too', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 23:59');
    expect(taper.open()).not.toContain('welfare-check');
    taper.comes('Sun 14 Jun 2026 00:00');
    expect([taper.called('welfare-check'), taper.reasons('welfare-check'), taper.due('welfare-check')]).toEqual([['coordinator Sun 14 Jun 2026 00:00'], ['trigger'], 'Mon 15 Jun 2026 00:00']);
  });

  it('opens when a contact was tried in vain, once while one is open; another window that ends opens its own', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').triesTheContact().comes('Sat 13 Jun 2026 14:00').triesTheContact();
    expect(taper.statuses('welfare-check')).toEqual(['open']);
    // Its own window ends: somebody is on the way already.
    taper.comes('Sun 14 Jun 2026 00:00');
    expect(taper.statuses('welfare-check')).toEqual(['open']);
    taper.comes('Wed 17 Jun 2026 00:00');
    expect(taper.statuses('welfare-check')).toEqual(['open', 'open']);
  });

  it('opens when the first contact is tried in vain, or its time passes; seen or not, the first contact is still to be made', () => {
    const taper = Taper.onWednesday().accepts().comes('Thu 11 Jun 2026 10:00').attempts('first-contact');
    expect([taper.due('welfare-check'), taper.called('first-contact')]).toEqual(['Thu 11 Jun 2026 14:00', ['escalation-owner Thu 11 Jun 2026 10:00']]);
    taper.isSeen();
    expect([taper.status('first-contact'), taper.statuses('welfare-check')]).toEqual(['open', ['completed']]);
    taper.comes('Sat 13 Jun 2026 09:00');
    expect(taper.statuses('welfare-check')).toEqual(['completed', 'open']);
    // Contacted after all, there is nothing to check.
    taper.contacts();
    expect(taper.because('welfare-check')).toEqual(['completed', 'the person was contacted after all']);
  });

  it('opens for a non-attendance, once while one is open, beside its response', () => {
    const taper = Taper.contactedOnWednesday().sees('non-attendance').sees('non-attendance');
    expect([taper.statuses('welfare-check'), taper.statuses('trigger-response'), taper.owners['trigger-response']]).toEqual([['open'], ['open', 'open'], 'escalation-owner']);
  });

  it('that is done makes the contact that was missed not needed, and no other', () => {
    const taper = Taper.contactedOnWednesday().comes('Sun 14 Jun 2026 09:00').isSeen();
    expect(taper.statuses('contact')).toEqual(['not-needed', 'open', 'open', 'open']);
    taper.comes('Tue 16 Jun 2026 10:00').triesTheContact().isSeen();
    expect(taper.because('contact').slice(0, 3)).toEqual(['the person was seen at a welfare check', 'the person was seen at a welfare check', null]);
  });

  describe('is due', () => {
    const missed = (details = {}, ...seen: string[]): Taper => Taper.contactedOnWednesday(details).comes('Sat 13 Jun 2026 10:00').meets(...seen).comes('Tue 16 Jun 2026 10:00');
    it.each([
      ['the same local day where nothing is known that cannot wait', missed(), 'Wed 17 Jun 2026 00:00'], ['in four hours where suicide risk was identified', missed({ suicideRisk: 'identified' }), 'Tue 16 Jun 2026 14:00'],
      ['in four hours where nobody assessed it', missed({ suicideRisk: 'not-assessed' }), 'Tue 16 Jun 2026 14:00'], ['in four hours where a sign was seen at the last contact', missed({}, 'paces at night'), 'Tue 16 Jun 2026 14:00'],
      ['in four hours where a sign was told of since', missed().tells('warning-sign', 'paces at night'), 'Tue 16 Jun 2026 14:00'], ['in four hours where nobody has seen the person since discharge', Taper.onWednesday(), 'Wed 10 Jun 2026 14:00'],
    ])('%s', (_words, taper, due) => {
      taper.attempts(taper.open().includes('contact') ? 'contact' : 'first-contact');
      expect(taper.due('welfare-check')).toBe(due);
    });
    it('at noon of the next day where it opened after three in the afternoon', () => {
      expect(missed().comes('Tue 16 Jun 2026 15:00').triesTheContact().due('welfare-check')).toBe('Wed 17 Jun 2026 00:00');
      expect(missed().comes('Tue 16 Jun 2026 15:01').triesTheContact().due('welfare-check')).toBe('Wed 17 Jun 2026 12:00');
    });
    it('the same day again once a contact without a sign was made after one that saw some', () => {
      expect(missed({}, 'paces at night').meets().comes('Fri 19 Jun 2026 10:00').triesTheContact().due('welfare-check')).toBe('Sat 20 Jun 2026 00:00');
    });
  });
});

describe('a welfare decision', () => {
  /** Missed on Saturday, to be seen on Sunday, and nobody did. */
  const notSeen = (): Taper => Taper.contactedOnWednesday().comes('Mon 15 Jun 2026 00:00');

  it('opens once when nobody has seen the person by the deadline: the clinical lead, two hours, called at once; the check climbs on', () => {
    const taper = notSeen();
    expect([taper.due('welfare-decision'), taper.called('welfare-decision')]).toEqual(['Mon 15 Jun 2026 02:00', ['clinical-lead Mon 15 Jun 2026 00:00']]);
    taper.comes('Mon 15 Jun 2026 01:00').weighs('visit-in-pairs', { actions: [{ title: 'visit in pairs', owner: 'a-nurse', dueAt: '2026-06-15T10:00:00.000Z', completionCheck: 'both back' }] });
    expect([taper.status('welfare-check'), taper.status('action')]).toEqual(['open', 'open']);
    taper.comes('Mon 15 Jun 2026 20:00');
    expect([taper.statuses('welfare-decision'), taper.called('welfare-check').slice(0, 4)]).toEqual([['completed'], ['coordinator Sun 14 Jun 2026 00:00', 'coordinator Mon 15 Jun 2026 00:00', 'escalation-owner Mon 15 Jun 2026 00:15', 'escalation-lead Mon 15 Jun 2026 00:45']]);
  });

  it('is not needed once the person was seen', () => {
    expect(notSeen().isSeen().because('welfare-decision')).toEqual(['the person was seen']);
  });

  it('that accepts a disengagement ends the course: a closing review within seven days, and what is left beside it stays', () => {
    const taper = notSeen().tells('warning-sign', 'stops eating').sees('system-risk').comes('Mon 15 Jun 2026 01:00').weighs('accept-disengagement');
    expect([taper.open(), taper.due('closing-review'), taper.stage]).toEqual([['closing-review', 'trigger-response'], 'Mon 22 Jun 2026 01:00', 'closing']);
    expect(new Set(['contact', 'readiness-review', 'welfare-check', 'step-up-review'].flatMap((step) => taper.because(step)))).toEqual(new Set(['that the person no longer comes was accepted']));
    taper.completes('trigger-response', { done: 'd' }).closesTheTaper().comes('Wed 15 Jul 2026 01:00');
    expect(taper.outcome).toEqual({ outcome: 'disengagement-accepted', basis: 'nothing-heard', rePresentations: 0 });
  });

  it('that accepts a disengagement before the first contact ends that too; stepped up in the watch, the taper begins', () => {
    const taper = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 13:00').weighs('accept-disengagement');
    expect([taper.status('first-contact'), taper.open()]).toEqual(['not-needed', ['closing-review', 'crisis-plan-reviewed', 'stabilisation-agreed']]);
    taper.tells('re-presentation').reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.statuses('closing-review'), taper.windows[0]]).toEqual(['stage-1', ['not-needed'], 'Tue 16 Jun 2026']);
  });

  it('is asked for by name where two are open', () => {
    const taper = notSeen().comes('Thu 18 Jun 2026 00:00');
    expect(taper.statuses('welfare-decision')).toEqual(['open', 'open']);
    expect(() => taper.weighs('family')).toThrow('say which');
    taper.does({ type: 'decide', taskId: taper.task('welfare-decision').id, decision: { kind: 'welfare-decision', outcome: 'police' } }, 'the-clinical-lead');
    expect(taper.statuses('welfare-decision')).toEqual(['open', 'completed']);
  });
});

describe('a first contact that is given up', () => {
  it.each([['declined', 'taper-declined'], ['handed-over', 'handed-over']])('%s, leaves a closing review, and the case closes with that', (status, outcome) => {
    const taper = Taper.onWednesday().accepts();
    if (status === 'declined') taper.declines('first-contact').decides('accept');
    else taper.handsOver('first-contact');
    expect([taper.status('first-contact'), taper.due('closing-review')]).toEqual([status, 'Wed 17 Jun 2026 10:00']);
    taper.handsOver('crisis-plan-reviewed').handsOver('stabilisation-agreed').closesTheTaper().comes('Fri 10 Jul 2026 10:00');
    expect(taper.outcome).toEqual({ outcome, basis: 'nothing-heard', rePresentations: 0 });
    expect(taper.state.closed).not.toBeNull();
  });
});

describe('while the hospital’s word is awaited', () => {
  it('nobody rings the home of somebody who may have died, and what was missed meanwhile is checked afterwards', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 23:00').hears('dead').comes('Sun 14 Jun 2026 10:00');
    expect([taper.called('contact'), taper.open().includes('welfare-check')]).toEqual([[], false]);
    taper.completes('hospital-message-review', { finding: 'another person' });
    expect([taper.status('welfare-check'), taper.called('welfare-check')]).toEqual(['open', ['coordinator Sun 14 Jun 2026 10:00']]);
  });
});
