import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { london } from '#tests/support/pathways/london.js';
import { restriction, Taper, wholeHandover } from '#tests/support/pathways/taper.js';

describe('safeguarding', () => {
  it('is an action for each indicator, of the escalation owner, within five working days, and is tracked for proportionality and impact', () => {
    const taper = Taper.contactedOnWednesday({ safeguarding: { indicators: ['bruises', 'her money is gone'] } });
    expect(taper.of('task-opened').filter(({ data }) => data.step === 'safeguarding-action').map(({ data }) => data.about)).toEqual([{ indicator: 'bruises' }, { indicator: 'her money is gone' }]);
    expect([taper.due('safeguarding-action'), taper.owners['safeguarding-action']]).toEqual(['Wed 17 Jun 2026 17:00', 'escalation-owner']);
    taper.completes('safeguarding-action', { done: 'asked her alone', proportionate: 'no more than was needed', impact: 'she has her card again' });
    expect(taper.statuses('safeguarding-action')).toEqual(['open', 'completed']);
  });
});

describe('a restriction that was handed over', () => {
  const [weekly, noCar] = [restriction('Fri 12 Jun 2026 21:00'), { ...restriction('Mon 15 Jun 2026 12:00'), what: 'no car' }];
  const handing = (...restrictions: JsonObject[]): JsonObject => ({ handover: { ...wholeHandover, restrictions } });
  const begun = (taper: Taper): unknown[] => taper.of('case-asked').map(({ data }) => [data.pathway, data.owners, data.details]);

  it('is a case of its own from the start on, each with all that was said of it and the taper’s owners, and no task of the taper', () => {
    const taper = Taper.onWednesday(handing(weekly, noCar));
    expect(begun(taper)).toEqual([['restriction', undefined, weekly], ['restriction', undefined, noCar]]);
    expect(taper.state.begun?.map(({ status }) => status)).toEqual(['begun', 'begun']);
    for (const { data } of taper.of('case-asked')) expect(contractOf('restriction')!.details!.safeParse(data.details).success).toBe(true);
    expect([taper.tasksOf('restriction-review'), taper.tasksOf('restriction-not-begun')]).toEqual([[], []]);
    expect(begun(Taper.onWednesday())).toEqual([]);
  });

  it('said again, with what the handover lacked or in its correction, is the same case; another begins', () => {
    const { formulation: _, ...gap } = wholeHandover;
    const lacking = { formulation: 'low', restrictions: [weekly, noCar] };
    const taper = Taper.contactedOnWednesday({ handover: { ...gap, restrictions: [weekly, weekly] }, incompleteBecause: 'the ward moved' });
    expect(begun(taper).length).toBe(1);
    taper.completes('handover-completed', { handover: lacking }).reopens('handover-completed').completes('handover-completed', { handover: { ...lacking, formulation: 'very low' } });
    expect(begun(taper)).toEqual([['restriction', undefined, weekly], ['restriction', undefined, noCar]]);
  });

  it('stays in force when the taper closes or goes back to the crisis team: its own review ends it, and nothing here', () => {
    const taper = Taper.contactedOnWednesday({ taper: [{ every: 'P1D', for: 'P2D' }], ...handing(restriction('Fri 26 Jun 2026 12:00')) }).meetsAll().comes('Sat 13 Jun 2026 09:00').closesTheTaper();
    expect([taper.stage, taper.state.begun?.map(({ status }) => status)]).toEqual(['watching', ['begun']]);
    expect(Taper.onWednesday(handing(weekly)).refusesTheHandover().resolves('back-to-crisis-team').outcome).toEqual({ outcome: 'not-accepted' });
  });

  it('that could not begin as a case is somebody’s to begin by hand within four hours, who is called', () => {
    const { formulation: _, ...gap } = wholeHandover;
    const taper = Taper.contactedOnWednesday({ handover: gap, incompleteBecause: 'the ward moved' });
    taper.begins = () => ({ code: 'unknown-pathway', detail: 'nobody runs it here' });
    taper.completes('handover-completed', { handover: { formulation: 'low', restrictions: [noCar] } });
    expect([taper.due('restriction-not-begun'), taper.owners['restriction-not-begun'], taper.called('restriction-not-begun')]).toEqual(['Wed 10 Jun 2026 16:00', 'coordinator', ['coordinator Wed 10 Jun 2026 12:00']]);
    expect(taper.of('task-opened').find(({ data }) => data.step === 'restriction-not-begun')!.data.about).toEqual({ restriction: 'no car' });
    expect(taper.answers({ type: 'declined', step: 'restriction-not-begun', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
    expect(taper.completes('restriction-not-begun', { resolution: 'started-by-hand', note: 'by the hub' }).open()).not.toContain('restriction-not-begun');
  });

  it('that was reviewed here before the taper was moved to the newer policy stays here; what comes later begins', () => {
    const { formulation: _, ...gap } = wholeHandover;
    const taper = Taper.contactedOnWednesday({ handover: { ...gap, restrictions: [weekly] }, incompleteBecause: 'the ward moved' }, undefined, '3');
    taper.does({ type: 'move-policy', policy: { id: 'step-down-tapering', version: '4' }, reason: 'agreed' }, 'the-clinical-lead');
    taper.completes('handover-completed', { handover: { formulation: 'low', restrictions: [weekly, noCar] } });
    expect([taper.statuses('restriction-review'), begun(taper)]).toEqual([['open'], [['restriction', undefined, noCar]]]);
  });
});

/** Tapers of before policy 4, some of which still run. */
describe('a restriction that a taper reviews itself, since it began before they were cases', () => {
  const before = (more: JsonObject): Taper => Taper.contactedOnWednesday(more, undefined, '3');
  const restricted = (...at: string[]): Taper => before({ handover: { ...wholeHandover, restrictions: at.map(restriction) } });
  const decided = (decision: string, reviewAt?: string): JsonObject => ({ decision, rationale: 'weighed', ...(reviewAt ? { until: london(reviewAt), reviewAt: london(reviewAt) } : {}) });

  it('is reviewed at its date, and called about in the day when it is not', () => {
    const taper = restricted('Fri 12 Jun 2026 21:00').comes('Sat 13 Jun 2026 09:00');
    expect([taper.due('restriction-review'), taper.called('restriction-review')]).toEqual(['Fri 12 Jun 2026 21:00', ['clinical-lead Sat 13 Jun 2026 08:00', 'escalation-owner Sat 13 Jun 2026 09:00']]);
  });

  it('that is continued or modified is reviewed again, each one by itself, until it is stepped down', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00', 'Mon 15 Jun 2026 12:00').completes('restriction-review', decided('continue', 'Mon 22 Jun 2026 12:00'));
    expect(taper.tasksOf('restriction-review').map(({ status, dueAt }) => `${status} ${taper.shown(dueAt)}`)).toEqual(['open Fri 12 Jun 2026 12:00', 'completed Mon 15 Jun 2026 12:00', 'open Mon 22 Jun 2026 12:00']);
    taper.completes('restriction-review', decided('modify', 'Tue 30 Jun 2026 12:00')).completes('restriction-review', decided('step-down'));
    expect(taper.statuses('restriction-review')).toEqual(['open', 'completed', 'completed', 'completed']);
  });

  it('is reviewed at its end where that comes before its review', () => {
    const taper = before({ handover: { ...wholeHandover, restrictions: [{ ...restriction('Fri 19 Jun 2026 12:00'), until: london('Mon 15 Jun 2026 12:00') }] } });
    expect(taper.due('restriction-review')).toBe('Mon 15 Jun 2026 12:00');
    taper.completes('restriction-review', { decision: 'continue', rationale: 'r', until: london('Wed 17 Jun 2026 12:00'), reviewAt: london('Fri 19 Jun 2026 12:00') });
    expect(taper.due('restriction-review')).toBe('Wed 17 Jun 2026 12:00');
  });

  it('is not the person’s to decline', () => {
    expect(restricted('Fri 12 Jun 2026 12:00').answers({ type: 'declined', step: 'restriction-review', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
  });

  it('that came with what the handover lacked is reviewed beside those that were handed over; said again it is one', () => {
    const { formulation: _, ...gap } = wholeHandover;
    const [first, second] = [restriction('Fri 12 Jun 2026 12:00'), { ...restriction('Mon 15 Jun 2026 12:00'), what: 'no car' }];
    const taper = before({ handover: { ...gap, restrictions: [first] }, incompleteBecause: 'the ward moved' }).completes('handover-completed', { handover: { formulation: 'low', restrictions: [first, second] } });
    expect(taper.tasksOf('restriction-review').map(({ status, dueAt }) => `${status} ${taper.shown(dueAt)}`)).toEqual(['open Fri 12 Jun 2026 12:00', 'open Mon 15 Jun 2026 12:00']);
  });

  it('goes on only to a time that is to come', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00');
    expect(taper.answers({ type: 'complete', step: 'restriction-review', evidence: decided('continue', 'Wed 10 Jun 2026 11:00') })).toBe('422 in-the-past');
  });

  it('whose review was taken back is reviewed once, not twice', () => {
    const taper = restricted('Fri 12 Jun 2026 12:00').completes('restriction-review', decided('continue', 'Mon 22 Jun 2026 12:00'));
    taper.does({ type: 'reopen', taskId: taper.tasksOf('restriction-review')[0]!.id, reason: 'it was not so' });
    expect(taper.statuses('restriction-review')).toEqual(['open', 'not-needed']);
    taper.does({ type: 'complete', taskId: taper.tasksOf('restriction-review')[0]!.id, evidence: decided('modify', 'Tue 23 Jun 2026 12:00') });
    expect(taper.statuses('restriction-review')).toEqual(['completed', 'not-needed', 'open']);
  });

  it('in force at the closing review is handed back, with its review date', () => {
    const taper = before({ taper: [{ every: 'P1D', for: 'P2D' }], handover: { ...wholeHandover, restrictions: [restriction('Fri 26 Jun 2026 12:00')] } }).meetsAll().comes('Sat 13 Jun 2026 09:00').closesTheTaper();
    expect([taper.status('restriction-review'), taper.because('restriction-review')]).toEqual(['handed-over', ['in force, handed back to the GP; to be reviewed on 2026-06-26']]);
    expect(taper.stage).toBe('watching');
  });

  it('that was handed back is reviewed again when the taper is taken up again, and handed back again by the next closing review', () => {
    const restrictedTo = (reviewAt: string): Taper => before({ taper: [{ every: 'P1D', for: 'P2D' }], handover: { ...wholeHandover, restrictions: [restriction(reviewAt)] } }).meetsAll().comes('Sat 13 Jun 2026 09:00').closesTheTaper();
    const taper = restrictedTo('Fri 26 Jun 2026 12:00').comes('Mon 15 Jun 2026 09:00').tells('re-presentation');
    expect(taper.statuses('restriction-review')).toEqual(['handed-over']);
    taper.reviewsStepUp('step-up', 1).completes('supervision-review', { discussedAt: taper.nowText, learning: 'l' });
    expect([taper.statuses('restriction-review'), taper.due('restriction-review')]).toEqual([['handed-over', 'open'], 'Fri 26 Jun 2026 12:00']);
    taper.meetsAll().comes('Thu 18 Jun 2026 09:00').closesTheTaper();
    expect([taper.statuses('restriction-review'), taper.stage]).toEqual([['handed-over', 'handed-over'], 'watching']);
    // The closing review is to be held again: so are they; past their date they are due at once.
    taper.comes('Sun 28 Jun 2026 10:00').reopens('closing-review');
    expect([taper.statuses('restriction-review'), taper.due('restriction-review')]).toEqual([['handed-over', 'handed-over', 'open'], 'Sun 28 Jun 2026 10:00']);
    expect(taper.closesTheTaper().statuses('restriction-review')).toEqual(['handed-over', 'handed-over', 'handed-over']);
    // What somebody else took over by hand is theirs.
    const theirs = before({ taper: [{ every: 'P1D', for: 'P2D' }], handover: { ...wholeHandover, restrictions: [restriction('Fri 26 Jun 2026 12:00')] } }).handsOver('restriction-review').tells('re-presentation').reviewsStepUp('step-up', 1);
    expect(theirs.statuses('restriction-review')).toEqual(['handed-over']);
  });
});
