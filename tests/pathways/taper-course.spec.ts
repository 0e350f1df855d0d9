import { describe, expect, it } from '@jest/globals';
import { Taper } from '#tests/support/pathways/taper.js';

describe('a taper of ten weeks', () => {
  it('goes by the policy: twice a week for two weeks, weekly for four, fortnightly for four, a review between, a review at the end, and thirty days of watching', () => {
    const taper = Taper.contactedOnWednesday();
    expect([taper.stage, taper.windows]).toEqual(['stage-1', ['Sat 13 Jun 2026', 'Tue 16 Jun 2026', 'Fri 19 Jun 2026', 'Mon 22 Jun 2026']]);
    expect([taper.open(), taper.due('readiness-review')]).toEqual([['contact', 'contact', 'contact', 'contact', 'readiness-review'], 'Thu 25 Jun 2026 00:00']);
    taper.meetsAll().comes('Wed 24 Jun 2026 15:00').looksWeekly().reviews('step-down');
    expect([taper.stage, taper.windows]).toEqual(['stage-2', ['Wed 1 Jul 2026', 'Wed 8 Jul 2026', 'Wed 15 Jul 2026', 'Wed 22 Jul 2026']]);
    taper.meetsAll().comes('Wed 22 Jul 2026 23:30').looksWeekly().reviews('step-down');
    expect([taper.stage, taper.windows, taper.statuses('readiness-review')]).toEqual(['stage-3', ['Wed 5 Aug 2026', 'Wed 19 Aug 2026'], ['completed', 'completed']]);
    taper.meetsAll().looksWeekly();
    expect([taper.stage, taper.open(), taper.due('closing-review')]).toEqual(['closing', ['closing-review'], 'Thu 27 Aug 2026 00:00']);
    taper.comes('Mon 24 Aug 2026 10:00').closesTheTaper();
    expect([taper.stage, taper.open()]).toEqual(['watching', []]);
    taper.comes('Wed 23 Sep 2026 09:59');
    expect(taper.outcome).toBeUndefined();
    taper.comes('Wed 23 Sep 2026 10:00');
    expect(taper.outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 });
  });

  it('with a step-up in week 3 and a missed contact in week 5', () => {
    const taper = Taper.contactedOnWednesday().meetsAll().comes('Wed 24 Jun 2026 15:00').reviews('step-down');
    // Week 3: her sister rings, it is reviewed within four hours and she is seen twice a week again from that day on.
    taper.comes('Sat 27 Jun 2026 11:00').looksWeekly().tells('warning-sign', 'stops eating');
    expect([taper.due('step-up-review'), taper.called('step-up-review')]).toEqual(['Sat 27 Jun 2026 15:00', ['clinical-lead Sat 27 Jun 2026 11:00']]);
    taper.comes('Sat 27 Jun 2026 13:00').reviewsStepUp('step-up', 1);
    expect([taper.stage, taper.windows]).toEqual(['stage-1', ['Tue 30 Jun 2026', 'Fri 3 Jul 2026', 'Mon 6 Jul 2026', 'Thu 9 Jul 2026']]);
    expect(new Set(taper.tasksOf('contact').filter(({ status }) => status === 'not-needed').map(({ endedBecause }) => endedBecause))).toEqual(new Set(['stepped up to stage 1']));
    expect([taper.due('supervision-review'), taper.owners['supervision-review']]).toEqual(['Sat 4 Jul 2026 13:00', 'escalation-lead']);
    taper.comes('Tue 30 Jun 2026 09:00').completes('supervision-review', { discussedAt: taper.nowText, learning: 'ring earlier' }, 'the-escalation-lead');
    taper.meets().comes('Fri 3 Jul 2026 09:00').meets();
    // Week 5: nobody reaches her on Monday. At the end of the day somebody has to see her.
    taper.comes('Tue 7 Jul 2026 00:00').looksWeekly();
    expect([taper.open(), taper.called('welfare-check')]).toEqual([['contact', 'contact', 'readiness-review', 'welfare-check'], ['coordinator Tue 7 Jul 2026 00:00']]);
    taper.comes('Tue 7 Jul 2026 10:00').isSeen();
    expect(taper.tasksOf('contact').find(({ endedBecause }) => endedBecause === 'the person was seen at a welfare check')?.status).toBe('not-needed');
    taper.comes('Thu 9 Jul 2026 12:00').meets().comes('Sat 11 Jul 2026 16:00').looksWeekly().reviews('step-down').meetsAll();
    taper.comes('Sat 8 Aug 2026 16:00').looksWeekly().reviews('step-down').meetsAll().comes('Sun 6 Sep 2026 09:00').looksWeekly().closesTheTaper().comes('Tue 6 Oct 2026 09:00');
    expect(taper.outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 });
  });
});

describe('a readiness review', () => {
  const reviewed = (): Taper => Taper.contactedOnWednesday().meetsAll();

  it('that nobody decides is called about, and contacts go on as often, one at a time, until it is', () => {
    const taper = reviewed().comes('Thu 25 Jun 2026 00:00');
    // D + 15 is the first after the stage: Thu 25 June.
    expect(taper.windows).toEqual(['Thu 25 Jun 2026']);
    taper.comes('Thu 25 Jun 2026 09:00').meets();
    expect([taper.called('readiness-review'), taper.windows]).toEqual([['clinical-lead Thu 25 Jun 2026 08:00', 'escalation-owner Thu 25 Jun 2026 09:00'], []]);
    taper.comes('Fri 26 Jun 2026 00:00');
    expect(taper.windows).toEqual(['Sun 28 Jun 2026']);
    taper.comes('Mon 29 Jun 2026 00:00');
    expect([taper.windows, taper.open()]).toEqual([['Sun 28 Jun 2026', 'Wed 1 Jul 2026'], ['contact', 'contact', 'readiness-review', 'weekly-review', 'welfare-check']]);
    // What is overdue stands; what was not yet due is not needed.
    taper.comes('Mon 29 Jun 2026 10:00').reviews('step-down');
    expect([taper.stage, taper.windows]).toEqual(['stage-2', ['Sun 28 Jun 2026', 'Mon 6 Jul 2026', 'Mon 13 Jul 2026', 'Mon 20 Jul 2026', 'Mon 27 Jul 2026']]);
    expect(taper.because('contact').filter((because) => because !== 'completed' && because !== null)).toEqual(['stepped down to stage 2']);
  });

  it('that holds draws the same stage anew from that day', () => {
    const taper = reviewed().comes('Mon 22 Jun 2026 23:30').reviews('hold');
    expect([taper.stage, taper.windows, taper.due('readiness-review')]).toEqual(['stage-1', ['Thu 25 Jun 2026', 'Sun 28 Jun 2026', 'Wed 1 Jul 2026', 'Sat 4 Jul 2026'], 'Tue 7 Jul 2026 00:00']);
  });

  it('may be decided before its day, and steps up to a stage that the person was at, not above', () => {
    const taper = Taper.contactedOnWednesday().comes('Wed 10 Jun 2026 16:00').reviews('step-down');
    expect([taper.stage, taper.statuses('contact')]).toEqual(['stage-2', ['not-needed', 'not-needed', 'not-needed', 'not-needed', 'open', 'open', 'open', 'open']]);
    expect(() => taper.reviews('step-up', 3)).toThrow('The present stage is 2.');
    taper.reviews('step-up', 2);
    expect([taper.stage, taper.because('readiness-review')]).toEqual(['stage-2', ['completed', 'completed', null]]);
  });

  it('takes the taper that was agreed with the handover', () => {
    const taper = Taper.contactedOnWednesday({ taper: [{ every: 'P1D', for: 'P2D' }, { every: 'P2W', for: 'P5W' }] });
    expect(taper.windows).toEqual(['Thu 11 Jun 2026', 'Fri 12 Jun 2026']);
    taper.reviews('step-down');
    expect(taper.windows).toEqual(['Wed 24 Jun 2026', 'Wed 8 Jul 2026']);
    taper.meetsAll().comes('Thu 16 Jul 2026 00:00').looksWeekly();
    expect(taper.open()).toEqual(['closing-review']);
  });
});

describe('the windows of the contacts', () => {
  it.each([
    ['spring 2026', 'Wed 25 Mar 2026 12:00', ['Sun 29 Mar 2026 00:00', 'Wed 1 Apr 2026 00:00', 'Sat 4 Apr 2026 00:00', 'Tue 7 Apr 2026 00:00'], ['2026-03-29T00:00:00.000Z', '2026-03-31T23:00:00.000Z']],
    ['autumn 2026', 'Wed 21 Oct 2026 12:00', ['Sun 25 Oct 2026 00:00', 'Wed 28 Oct 2026 00:00', 'Sat 31 Oct 2026 00:00', 'Tue 3 Nov 2026 00:00'], ['2026-10-24T23:00:00.000Z', '2026-10-28T00:00:00.000Z']],
    ['spring 2027', 'Wed 24 Mar 2027 12:00', ['Sun 28 Mar 2027 00:00', 'Wed 31 Mar 2027 00:00', 'Sat 3 Apr 2027 00:00', 'Tue 6 Apr 2027 00:00'], ['2027-03-28T00:00:00.000Z', '2027-03-30T23:00:00.000Z']],
    ['autumn 2027', 'Wed 27 Oct 2027 12:00', ['Sun 31 Oct 2027 00:00', 'Wed 3 Nov 2027 00:00', 'Sat 6 Nov 2027 00:00', 'Tue 9 Nov 2027 00:00'], ['2027-10-30T23:00:00.000Z', '2027-11-03T00:00:00.000Z']],
  ])('end with their local days across the change of the clocks, %s', (_when, discharged, ends, instants) => {
    const taper = Taper.after(discharged).accepts().contacts();
    const contacts = taper.tasksOf('contact');
    expect(contacts.map(({ dueAt }) => new Date(dueAt).toISOString()).slice(0, 2)).toEqual(instants);
    expect(contacts.map(({ dueAt }) => taper.shown(dueAt))).toEqual(ends);
  });

  it.each([
    ['late in the evening before spring 2026', 'Wed 25 Mar 2026 23:30', ['Sat 28 Mar 2026', 'Tue 31 Mar 2026', 'Fri 3 Apr 2026', 'Mon 6 Apr 2026']], ['just after midnight before autumn 2026', 'Wed 21 Oct 2026 00:30', ['Sat 24 Oct 2026', 'Tue 27 Oct 2026', 'Fri 30 Oct 2026', 'Mon 2 Nov 2026']],
    ['late in the evening before spring 2027', 'Wed 24 Mar 2027 23:30', ['Sat 27 Mar 2027', 'Tue 30 Mar 2027', 'Fri 2 Apr 2027', 'Mon 5 Apr 2027']], ['just after midnight before autumn 2027', 'Wed 27 Oct 2027 00:30', ['Sat 30 Oct 2027', 'Tue 2 Nov 2027', 'Fri 5 Nov 2027', 'Mon 8 Nov 2027']],
  ])('are the same local days for a stage that starts %s', (_when, contacted, windows) => {
    expect(Taper.after(contacted).accepts().contacts().windows).toEqual(windows);
  });

  it('a stage that starts late in the evening begins on that local day', () => {
    const taper = Taper.onWednesday().accepts().comes('Wed 10 Jun 2026 23:45').contacts();
    expect(taper.windows[0]).toBe('Sat 13 Jun 2026');
  });
});
