import { describe, expect, it } from '@jest/globals';
import { policies, policyOf } from '#libs/policies/released.js';
import type { CaseStory } from '#tests/support/pathways/case-story.js';
import { Falls } from '#tests/support/pathways/falls.js';
import { inLondon } from '#tests/support/pathways/london.js';
import { Taper } from '#tests/support/pathways/taper.js';
import { missedBy } from '#tests/watchdog/reckoned.js';

/** Who was reminded of a step, when, and how long before. */
const reminded = (story: CaseStory, step: string): string[] => story.of('reminder-reached').filter(({ data }) => data.step === step).map(({ at, data }) => {
  const told = story.of('reminded').find((each) => each.data.reminder === story.of('reminder-reached').find((other) => other.data === data)!.sequence);
  return `${data.before} ${told?.data.person ?? 'nobody'} ${inLondon(at)}`;
});

describe('the owner of a falls review', () => {
  it('is reminded a day and four hours before it is due, and nobody is called', () => {
    // It happened on Monday at 09:00: the review is due on Thursday at 09:00.
    const falls = Falls.onMonday().assesses().books('Wed 10 Jun 2026 14:00').comes('Thu 11 Jun 2026 08:59');
    expect(reminded(falls, 'review-held')).toEqual(['PT24H the-coordinator Wed 10 Jun 2026 09:00', 'PT4H the-coordinator Thu 11 Jun 2026 05:00']);
    expect([falls.called('review-held'), falls.task('review-held').escalation]).toEqual([[], null]);
  });

  it('is reminded by elapsed hours when the clocks change: on Sunday 25 October the four hours reach over the hour that comes twice', () => {
    const falls = Falls.after('new-confusion', 'Thu 22 Oct 2026 05:00').comes('Sun 25 Oct 2026 03:59');
    expect([falls.due('review-held'), reminded(falls, 'review-held')]).toEqual(['Sun 25 Oct 2026 04:00', ['PT24H the-coordinator Sat 24 Oct 2026 05:00', 'PT4H the-coordinator Sun 25 Oct 2026 01:00']]);
  });

  it('and on 28 March 2027 over the hour that is skipped', () => {
    const falls = Falls.after('new-confusion', 'Thu 25 Mar 2027 03:00').comes('Sun 28 Mar 2027 03:59');
    expect([falls.due('review-held'), reminded(falls, 'review-held')]).toEqual(['Sun 28 Mar 2027 04:00', ['PT24H the-coordinator Sat 27 Mar 2027 03:00', 'PT4H the-coordinator Sat 27 Mar 2027 23:00']]);
  });

  it('is reminded no more once it was held', () => {
    const falls = Falls.onMonday().assesses().books('Wed 10 Jun 2026 14:00').comes('Wed 10 Jun 2026 15:00').reviews().comes('Thu 11 Jun 2026 09:00');
    expect(reminded(falls, 'review-held')).toEqual(['PT24H the-coordinator Wed 10 Jun 2026 09:00']);
  });

  it('told late, is reminded of what still lies ahead and of nothing that had passed', () => {
    expect(reminded(Falls.after('new-confusion', 'Mon 8 Jun 2026 09:00', 'Wed 10 Jun 2026 12:00').comes('Thu 11 Jun 2026 08:59'), 'review-held')).toEqual(['PT4H the-coordinator Thu 11 Jun 2026 05:00']);
    expect(reminded(Falls.after('new-confusion', 'Mon 8 Jun 2026 09:00', 'Thu 11 Jun 2026 06:00').comes('Thu 11 Jun 2026 12:00'), 'review-held')).toEqual([]);
  });

  it('reopened with the same due time, is reminded of what still lies ahead', () => {
    const falls = Falls.onMonday().assesses().books('Wed 10 Jun 2026 08:00').comes('Wed 10 Jun 2026 08:30').reviews().comes('Wed 10 Jun 2026 12:00').reopens('review-held').comes('Thu 11 Jun 2026 08:59');
    expect(reminded(falls, 'review-held')).toEqual(['PT4H the-coordinator Thu 11 Jun 2026 05:00']);
  });

  it('is whoever it is by then: a new coordinator, or whoever was given it by name', () => {
    const falls = Falls.onMonday().comes('Wed 10 Jun 2026 10:00');
    falls.does({ type: 'assign', taskId: falls.task('review-held').id, to: 'a-nurse', reason: 'hers' }).comes('Thu 11 Jun 2026 06:00');
    expect(reminded(falls, 'review-held').map((each) => each.split(' ')[1])).toEqual(['the-coordinator', 'a-nurse']);
  });

  it('whom nobody is, is recorded as nobody', () => {
    expect(reminded(Falls.onMonday((role) => (role === 'coordinator' ? null : `the-${role}`)).comes('Wed 10 Jun 2026 09:00'), 'review-held')).toEqual(['PT24H nobody Wed 10 Jun 2026 09:00']);
  });
});

describe('the first contact of a taper', () => {
  it('reminds its owner a day and four hours before: until the acceptance that is the crisis team', () => {
    const taper = Taper.onWednesday().comes('Thu 11 Jun 2026 10:00').accepts().comes('Sat 13 Jun 2026 08:59');
    expect([taper.due('first-contact'), reminded(taper, 'first-contact')]).toEqual(['Sat 13 Jun 2026 09:00', ['PT24H the-clinical-lead Fri 12 Jun 2026 09:00', 'PT4H the-clinical-lead Sat 13 Jun 2026 05:00']]);
    expect(reminded(Taper.onWednesday().comes('Fri 12 Jun 2026 10:00'), 'first-contact')).toEqual(['PT24H the-crisis-team Fri 12 Jun 2026 09:00']);
  });

  it('follows the plan: a discharge that moved reminds before the new time, once more', () => {
    const taper = Taper.onWednesday().comes('Fri 12 Jun 2026 10:00').replans('Fri 12 Jun 2026 09:00').comes('Mon 15 Jun 2026 08:59');
    expect(reminded(taper, 'first-contact').map((each) => each.split(' ').slice(2).join(' '))).toEqual(['Fri 12 Jun 2026 09:00', 'Sun 14 Jun 2026 09:00', 'Mon 15 Jun 2026 05:00']);
  });
});

describe('reminders that time went past', () => {
  const two = (): Falls => Falls.onMonday().comes('Wed 10 Jun 2026 08:00');

  it('in an outage: the latest is sent when it is over, while the due time still lies ahead', () => {
    const falls = two();
    falls.outage('2026-06-11T05:30:00Z');
    expect(reminded(falls, 'review-held')).toEqual(['PT4H the-coordinator Thu 11 Jun 2026 06:30']);
    expect(falls.of('reminder-reached').map(({ data }) => inLondon(data.dueAt))).toEqual(['Thu 11 Jun 2026 05:00']);
  });

  it('past the due time as well: the ladder calls, nobody is reminded', () => {
    const falls = two();
    falls.outage('2026-06-11T09:00:00Z');
    expect([reminded(falls, 'review-held'), falls.called('review-held').length > 0]).toEqual([[], true]);
  });

  it('in a fresh run, and from the events alone, are neither lost nor told twice', () => {
    const [plain, renewed] = [two().comes('Thu 11 Jun 2026 08:59'), two()];
    for (const at of ['Wed 10 Jun 2026 09:00', 'Wed 10 Jun 2026 20:00', 'Thu 11 Jun 2026 05:00', 'Thu 11 Jun 2026 08:59']) {
      renewed.comes(at);
      renewed.continueAsNew();
      renewed.revive();
    }
    expect(reminded(renewed, 'review-held')).toEqual(reminded(plain, 'review-held'));
  });

  it('while its calls were held are not made up for', () => {
    const taper = Taper.onWednesday().comes('Wed 10 Jun 2026 11:00').accepts().comes('Fri 12 Jun 2026 08:00').hears('dead').comes('Fri 12 Jun 2026 10:00');
    expect([taper.task('first-contact').heldBecause === null, reminded(taper, 'first-contact')]).toEqual([false, []]);
    taper.completes('hospital-message-review', { finding: 'another person' }).comes('Sat 13 Jun 2026 08:00');
    expect(reminded(taper, 'first-contact').map((each) => each.split(' ')[0])).toEqual(['PT4H']);
  });
});

describe('reminders', () => {
  it('stand in the policies, each with its source, where the pathway has them and nowhere else', () => {
    const newest = [...new Set(policies.map(({ pathway }) => pathway))].map((pathway) => policyOf(pathway)!);
    const found = newest.flatMap(({ steps }) => Object.entries(steps).flatMap(([step, { reminders }]) => (reminders ? [[step, reminders.map(({ before, status }) => `${before} ${status}`)]] : [])));
    expect(found).toEqual([['review-held', ['PT24H local', 'PT4H local']], ['first-contact', ['PT24H local', 'PT4H local']], ['flow-meeting', ['PT2H local']]]);
  });

  it('are no calls: the watchdog owes nobody any', () => {
    const falls = Falls.onMonday().comes('Thu 11 Jun 2026 08:00');
    expect(missedBy(falls, falls.events.filter(({ kind }) => kind !== 'reminder-reached' && kind !== 'reminded'), falls.now).filter((each) => each.includes('review-held'))).toEqual([]);
  });
});
