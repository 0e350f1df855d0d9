import { describe, expect, it } from '@jest/globals';
import { Taper } from '#tests/support/pathways/taper.js';

/** Stage 1 is over and undecided, a contact was missed, the check climbs, and somebody acknowledged one of the ladders an hour ago. */
function midway(): Taper {
  const taper = Taper.contactedOnWednesday({ safeguarding: { indicators: ['bruises'] } }).meetsAll().comes('Thu 25 Jun 2026 10:00').tells('warning-sign', 'stops eating').comes('Fri 26 Jun 2026 09:00');
  return taper.acknowledges('step-up-review', 'PT30M').comes('Fri 26 Jun 2026 09:20');
}
const toTheEnd = (taper: Taper, renewed: boolean): Taper => {
  const goOn = (): Taper => { if (renewed) taper.continueAsNew(); return taper; };
  goOn().comes('Sun 28 Jun 2026 10:00');
  goOn().reviewsStepUp('hold');
  goOn().comes('Mon 29 Jun 2026 10:00').reviews('step-down');
  goOn().isSeen().comes('Mon 6 Jul 2026 10:00');
  return goOn();
};

describe('a taper that goes on in a fresh run', () => {
  it('has open ladders, an acknowledgement running, a missed contact and a readiness review waiting', () => {
    const taper = midway();
    expect(taper.open()).toEqual(['contact', 'contact', 'readiness-review', 'safeguarding-action', 'step-up-review', 'welfare-check', 'welfare-decision']);
    expect(taper.task('step-up-review').acknowledgedUntil).toBe(Date.parse('2026-06-26T08:30:00Z'));
    expect(['readiness-review', 'step-up-review', 'welfare-check'].every((step) => taper.called(step).length > 0)).toBe(true);
  });

  it('moves nothing: every deadline, call and event is the same', () => {
    const [once, renewed] = [midway(), midway()];
    renewed.continueAsNew();
    expect(renewed.events).toEqual(once.events);
    expect(renewed.state).toEqual(JSON.parse(JSON.stringify(once.state)));
    expect(toTheEnd(renewed, true).events).toEqual(toTheEnd(once, false).events);
    expect(once.stage).toBe('stage-2');
  });

  it('is the same when it is brought back from its events alone, and after an outage', () => {
    const [once, revived] = [midway(), midway()];
    revived.revive();
    revived.comes('Mon 29 Jun 2026 10:00');
    once.comes('Mon 29 Jun 2026 10:00');
    expect(revived.events).toEqual(once.events);
    const asleep = midway();
    asleep.outage(Date.parse('2026-06-29T09:00:00Z'));
    const tasks = (taper: Taper): unknown[] => taper.state.tasks.map(({ step, status, openedAt, dueAt }) => [step, status, openedAt, dueAt]);
    expect(tasks(asleep)).toEqual(tasks(once));
  });
});
