import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { Taper } from '#tests/support/pathways/taper.js';

describe('a welfare check', () => {
  it('opens at the instant that a contact’s window ends, and its owner is called, at night too', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 23:59');
    expect(taper.open()).not.toContain('welfare-check');
    taper.comes('Sun 14 Jun 2026 00:00');
    expect([taper.called('welfare-check'), taper.reasons('welfare-check'), taper.due('welfare-check')]).toEqual([['coordinator Sun 14 Jun 2026 00:00'], ['trigger'], 'Mon 15 Jun 2026 00:00']);
  });

  it('opens when a contact was tried in vain, once while one is open, whose windows end meanwhile too; done, it makes all of them not needed', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').triesTheContact().comes('Sat 13 Jun 2026 14:00').triesTheContact();
    expect(taper.statuses('welfare-check')).toEqual(['open']);
    // Its own window ends: somebody is on the way already.
    taper.comes('Sun 14 Jun 2026 00:00');
    expect(taper.statuses('welfare-check')).toEqual(['open']);
    taper.comes('Wed 17 Jun 2026 09:00').sees('non-attendance');
    expect(taper.statuses('welfare-check')).toEqual(['open']);
    expect(taper.isSeen().statuses('contact')).toEqual(['not-needed', 'not-needed', 'open', 'open']);
    expect(taper.statuses('welfare-check')).toEqual(['completed']);
  });

  it('that was done before another window ended does not answer that one', () => {
    const taper = Taper.contactedOnWednesday().comes('Wed 17 Jun 2026 09:00');
    taper.completes('welfare-check', { seenAt: london('Mon 15 Jun 2026 10:00'), by: 'a nurse', outcome: 'well' });
    expect([taper.statuses('contact').slice(0, 2), taper.statuses('welfare-check'), taper.called('welfare-check').at(-1)]).toEqual([['not-needed', 'open'], ['completed', 'open'], 'coordinator Wed 17 Jun 2026 09:00']);
  });

  it('is not needed where its contact had been made in time; another that was missed meanwhile has its own', () => {
    const taper = Taper.contactedOnWednesday().comes('Wed 17 Jun 2026 09:00');
    taper.does({ type: 'complete', taskId: taper.nextContact.id, evidence: { contactedAt: london('Sat 13 Jun 2026 16:00'), how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }], note: 'n' } });
    expect([taper.because('welfare-check'), taper.statuses('contact')]).toEqual([['the person was contacted after all', null], ['completed', 'open', 'open', 'open']]);
  });

  it('is not needed once the person was contacted since, nor is the contact that was missed until then', () => {
    const taper = Taper.contactedOnWednesday().comes('Sun 14 Jun 2026 09:00').does({ type: 'trigger', kind: 'non-attendance', occurredAt: london('Sun 14 Jun 2026 09:00'), note: 'n' }).comes('Mon 15 Jun 2026 10:00');
    const tuesday = taper.tasksOf('contact')[1]!.id;
    const meets = (contactedAt: string): Taper => taper.does({ type: 'complete', taskId: tuesday, evidence: { contactedAt: london(contactedAt), how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }], note: 'n' } });
    meets('Mon 15 Jun 2026 09:30');
    expect([taper.because('welfare-check'), taper.because('contact')]).toEqual([['the person was contacted after all'], ['the person was contacted after all', 'completed', null, null]]);
    // It was not so: what rested on it is open again. Corrected, all is as it was.
    taper.does({ type: 'reopen', taskId: tuesday, reason: 'another day' });
    expect([taper.statuses('welfare-check'), taper.statuses('contact')]).toEqual([['open'], ['open', 'open', 'open', 'open']]);
    meets('Mon 15 Jun 2026 09:00');
    expect([taper.statuses('welfare-check'), taper.statuses('contact')]).toEqual([['not-needed'], ['not-needed', 'completed', 'open', 'open']]);
    // A contact that was made before the check opened does not answer it.
    taper.sees('non-attendance').does({ type: 'complete', taskId: taper.nextContact.id, evidence: { contactedAt: london('Mon 15 Jun 2026 09:30'), how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }], note: 'n' } });
    expect(taper.statuses('welfare-check')).toEqual(['not-needed', 'open']);
  });

  it('of a crisis is answered by whoever saw the person at another check or answered the crisis, not by a contact', () => {
    const inCrisis = (): Taper => Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 10:00').tells('crisis').comes('Sat 13 Jun 2026 10:30');
    expect(inCrisis().meets().statuses('welfare-check')).toEqual(['open']);
    expect(inCrisis().completes('crisis-response', { answer: 'seen at home', by: 'the crisis team' }, 'the-crisis-team').because('welfare-check')).toEqual(['the crisis was answered']);
    expect(inCrisis().completes('crisis-response', { answer: 'seen at home', by: 'the crisis team' }, 'the-crisis-team').comes('Sat 13 Jun 2026 11:00').reopens('crisis-response').statuses('welfare-check')).toEqual(['open']);
    const twice = inCrisis().tells('crisis');
    expect(twice.statuses('welfare-check')).toEqual(['open', 'open']);
    expect(twice.completes('crisis-response', { answer: 'rang', by: 'the crisis team' }, 'the-crisis-team').statuses('welfare-check')).toEqual(['open', 'not-needed']);
    expect(inCrisis().tells('crisis').isSeen().because('welfare-check')).toEqual(['the person was seen at a welfare check', 'completed']);
  });

  it('opened again stands its contacts again', () => {
    const taper = Taper.contactedOnWednesday().comes('Wed 17 Jun 2026 09:00').isSeen();
    expect(taper.statuses('contact')).toEqual(['not-needed', 'not-needed', 'open', 'open']);
    taper.comes('Wed 17 Jun 2026 10:00').reopens('welfare-check');
    expect([taper.statuses('contact'), taper.statuses('welfare-check')]).toEqual([['open', 'open', 'open', 'open'], ['open']]);
    expect(taper.comes('Wed 17 Jun 2026 11:00').isSeen().statuses('contact')).toEqual(['not-needed', 'not-needed', 'open', 'open']);
  });

  it('is the person’s neither to decline nor to make go away: a no at the door is a sight or an attempt', () => {
    const declined = (taper: Taper, step: string): string => taper.answers({ type: 'declined', step, by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' });
    const taper = Taper.contactedOnWednesday().comes('Sun 14 Jun 2026 09:00').tells('crisis');
    expect(['welfare-check', 'crisis-response', 'contact'].map((step) => declined(taper, step))).toEqual(['409 cannot-be-declined', '409 cannot-be-declined', 'allowed']);
  });

  it('one at a time keeps a taper that nobody answers in bounds: eight weeks of daily contacts', () => {
    const taper = Taper.contactedOnWednesday({ taper: [{ every: 'P1D', for: 'P8W' }, { every: 'P1W', for: 'P2W' }] }).comes('Thu 6 Aug 2026 12:00');
    expect([taper.tasksOf('contact').length, taper.statuses('welfare-check'), taper.statuses('welfare-decision')]).toEqual([57, ['open'], ['open']]);
    expect(taper.state.tasks.length).toBeLessThan(120);
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
    it('in four hours from when a sign or a crisis is told of, or seen at a contact, while it waits longer; sooner it stays', () => {
      const open = (): Taper => missed().triesTheContact();
      expect(open().due('welfare-check')).toBe('Wed 17 Jun 2026 00:00');
      const told = open().comes('Tue 16 Jun 2026 15:00').tells('warning-sign', 'paces at night');
      expect([told.due('welfare-check'), told.task('welfare-check').when]).toEqual(['Tue 16 Jun 2026 19:00', 'at-risk']);
      expect(told.comes('Tue 16 Jun 2026 16:00').tells('warning-sign', 'paces at night').due('welfare-check')).toBe('Tue 16 Jun 2026 19:00');
      expect(told.comes('Tue 16 Jun 2026 19:30').called('welfare-check')).toEqual(['coordinator Tue 16 Jun 2026 10:00', 'coordinator Tue 16 Jun 2026 19:00', 'escalation-owner Tue 16 Jun 2026 19:15']);
      expect(open().comes('Tue 16 Jun 2026 21:00').tells('warning-sign', 'paces at night').due('welfare-check')).toBe('Wed 17 Jun 2026 00:00');
      const both = open().comes('Tue 16 Jun 2026 12:00').tells('crisis').tasksOf('welfare-check');
      expect(both.map(({ dueAt }) => told.shown(dueAt))).toEqual(['Tue 16 Jun 2026 16:00', 'Tue 16 Jun 2026 16:00']);
      // Seen at a contact of the morning, which was made before the check was opened and is written down now.
      const seen = open().comes('Tue 16 Jun 2026 12:00');
      seen.does({ type: 'complete', taskId: seen.tasksOf('contact')[2]!.id, evidence: { contactedAt: london('Tue 16 Jun 2026 09:00'), how: 'visit', warningSigns: [{ sign: 'paces at night', seen: true }], note: 'n' } });
      expect(seen.due('welfare-check')).toBe('Tue 16 Jun 2026 16:00');
    });
    it('in four hours while nobody has seen the person since the discharge: a contact on the ward is none', () => {
      const ward = Taper.after('Wed 10 Jun 2026 09:00', 'Mon 8 Jun 2026 10:00').accepts().contacts().comes('Thu 11 Jun 2026 10:00').attempts('contact');
      expect(ward.due('welfare-check')).toBe('Thu 11 Jun 2026 14:00');
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

  it('that accepts a disengagement ends the course: a closing review within seven days, and what a trigger opened stays', () => {
    const taper = notSeen().tells('warning-sign', 'stops eating').sees('system-risk').comes('Mon 15 Jun 2026 01:00').weighs('accept-disengagement');
    expect([taper.open(), taper.due('closing-review'), taper.stage]).toEqual([['closing-review', 'step-up-review', 'trigger-response'], 'Mon 22 Jun 2026 01:00', 'closing']);
    expect(new Set(['contact', 'readiness-review', 'welfare-check'].flatMap((step) => taper.because(step)))).toEqual(new Set(['that the person no longer comes was accepted']));
    taper.completes('trigger-response', { done: 'd' }).reviewsStepUp('hold').completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' }).closesTheTaper().comes('Wed 15 Jul 2026 01:00');
    expect(taper.outcome).toEqual({ outcome: 'disengagement-accepted', basis: 'nothing-heard', rePresentations: 0 });
  });

  it('that accepts a disengagement leaves the checks of a crisis and of a non-attendance to be made, and a second acceptance asks no second closing review', () => {
    const taper = Taper.contactedOnWednesday().sees('non-attendance').tells('crisis').comes('Wed 10 Jun 2026 16:00');
    const accepts = (key: string): Taper => {
      const about = taper.tasksOf('welfare-check').find((check) => check.key.startsWith(key))!;
      return taper.does({ type: 'decide', taskId: taper.tasksOf('welfare-decision').find((task) => task.key.startsWith(`${about.sequence}.`))!.id, decision: { ...decision('accept-disengagement', {}, 'welfare-decision') as { decision: JsonObject } }.decision as never }, 'the-clinical-lead');
    };
    accepts('crisis');
    expect([taper.stage, taper.open()]).toEqual(['closing', ['closing-review', 'crisis-response', 'step-up-review', 'trigger-response', 'welfare-check', 'welfare-check', 'welfare-decision']]);
    const due = taper.due('closing-review');
    accepts('non-attendance');
    expect([taper.statuses('closing-review'), taper.due('closing-review'), taper.statuses('welfare-check')]).toEqual([['open'], due, ['open', 'open']]);
  });

  it('that accepts a disengagement before the first contact ends that too; stepped up in the watch, the taper begins', () => {
    const taper = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 13:00').weighs('accept-disengagement');
    expect([taper.status('first-contact'), taper.open()]).toEqual(['not-needed', ['closing-review', 'crisis-plan-reviewed', 'stabilisation-agreed']]);
    taper.tells('re-presentation').reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.statuses('closing-review'), taper.windows[0]]).toEqual(['stage-1', ['not-needed'], 'Tue 16 Jun 2026']);
  });

  it('is asked for by name where two are open', () => {
    const taper = notSeen().tells('crisis').comes('Thu 18 Jun 2026 00:00');
    expect(taper.statuses('welfare-decision')).toEqual(['open', 'open']);
    expect(() => taper.weighs('family')).toThrow('say which');
    taper.does({ type: 'decide', taskId: taper.task('welfare-decision').id, decision: { kind: 'welfare-decision', outcome: 'police' } }, 'the-clinical-lead');
    expect(taper.statuses('welfare-decision')).toEqual(['open', 'completed']);
  });
});

describe('a first contact that is given up', () => {
  it('leaves what a crisis opened, withdraws what stood for it, and when the taper is taken up the signs are communicated after the first contact that is made', () => {
    const taper = Taper.onWednesday().accepts().attempts('first-contact').tells('crisis').tells('re-presentation').declines('first-contact').decides('accept');
    expect([taper.because('welfare-check'), taper.open().filter((step) => ['crisis-response', 'step-up-review'].includes(step))]).toEqual([['the first contact is declined', null], ['crisis-response', 'step-up-review']]);
    taper.reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.tasksOf('triggers-communicated')]).toEqual(['stage-1', []]);
    taper.comes('Sat 13 Jun 2026 10:00').meets();
    expect([taper.status('triggers-communicated'), taper.due('triggers-communicated')]).toEqual(['open', 'Sun 14 Jun 2026 10:00']);
    taper.comes('Mon 15 Jun 2026 10:00').meets();
    expect([taper.statuses('triggers-communicated'), taper.due('triggers-communicated')]).toEqual([['open'], 'Sun 14 Jun 2026 10:00']);
  });

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

  it('somebody who is said to be back in hospital is looked for all the same: one wrong message silences nobody overnight', () => {
    const taper = Taper.contactedOnWednesday().comes('Sat 13 Jun 2026 23:00').hears('readmitted').comes('Sun 14 Jun 2026 10:00');
    expect([taper.task('welfare-check').heldBecause, taper.called('welfare-check')]).toEqual([null, ['coordinator Sun 14 Jun 2026 00:00']]);
  });
});

describe('a sight that is too old', () => {
  it('answers no check: the person was seen, spoken to or discharged later than that', () => {
    const taper = Taper.contactedOnWednesday().comes('Sun 14 Jun 2026 10:00');
    const seen = (seenAt: string): string => taper.answers({ type: 'complete', step: 'welfare-check', evidence: { seenAt: london(seenAt), by: 'a nurse', outcome: 'well' } });
    // Contacted on Wednesday at noon; missed on Saturday.
    expect([seen('Wed 10 Jun 2026 11:59'), seen('Wed 10 Jun 2026 12:00'), seen('Sun 14 Jun 2026 09:00')]).toEqual(['422 before-last-seen', 'allowed', 'allowed']);
    const never = Taper.onWednesday().accepts().comes('Sat 13 Jun 2026 10:00');
    expect(['Wed 10 Jun 2026 08:59', 'Wed 10 Jun 2026 09:00'].map((at) => never.answers({ type: 'complete', step: 'welfare-check', evidence: { seenAt: london(at), by: 'a nurse', outcome: 'well' } }))).toEqual(['422 before-last-seen', 'allowed']);
  });

  it('is no contact of a stage that had not begun', () => {
    const taper = Taper.contactedOnWednesday().comes('Fri 12 Jun 2026 10:00');
    const made = (at: string): string => taper.answers({ type: 'complete', taskId: taper.nextContact.id, evidence: { contactedAt: london(at), how: 'visit', warningSigns: [{ sign: 'x', seen: false }], note: 'n' } });
    expect([made('Tue 9 Jun 2026 23:59'), made('Wed 10 Jun 2026 00:00')]).toEqual(['422 before-its-stage', 'allowed']);
  });
});
