import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amended, type CasePolicy, type Changes } from '#libs/policies/amend.js';
import { policyById, policyOf, policyOfCase } from '#libs/policies/released.js';
import { rehearseCase } from '#libs/policy-rehearsal/rehearse-case.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { lives } from '#tests/support/pathways/lives/all.js';
import { inLondon, london } from '#tests/support/pathways/london.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { dischargeStart, Simulation } from '#tests/support/pathways/simulation.js';
import { everMissed, missedBy } from '#tests/watchdog/reckoned.js';

const MINUTE = 60_000;
const sourced = { source: 'the board', status: 'local' } as const;
/** The second rung comes after half an hour instead of an hour, and the visit is due at once instead of an hour after its slot. */
const changes: Changes = { steps: { 'equipment-in-place': { ladder: { 2: { within: 'PT30M', ...sourced } } }, 'first-visit-booked': { due: [{ value: '-PT3H', ...sourced }] } } };
const released: CasePolicy = { id: 'minimum-safe-discharge', version: '1.1', amends: { version: '1', changes: [changes] } };
const planned = london('Thu 11 Jun 2026 14:00');
const begun = (policy?: CasePolicy): CaseStory => {
  const start = dischargeStart({ plannedDischargeAt: planned });
  return new CaseStory(policy ? { ...start, policy } : start, Date.parse(london('Wed 10 Jun 2026 10:00')));
};

describe('a version that people released', () => {
  it('is carried by the case that starts with it, and is all that the case needs to run by it', () => {
    const story = begun(released);
    expect(story.of('case-opened')[0]!.data.policy).toEqual(released);
    expect([story.due('first-visit-booked'), story.due('equipment-in-place')]).toEqual(['Thu 11 Jun 2026 11:00', 'Thu 11 Jun 2026 12:00']);
    expect(story.comes('Thu 11 Jun 2026 12:30').called('equipment-in-place')).toEqual(['coordinator Thu 11 Jun 2026 12:00', 'escalation-owner Thu 11 Jun 2026 12:30']);
    expect(everMissed(story)).toBeNull();
  });

  it('is the one it changes with each of its changes in it, in order, and nothing else', () => {
    const again: Changes = { steps: { 'equipment-in-place': { ladder: { 2: { within: 'PT45M', source: 'again', status: 'local' } } } } };
    const base = policyById('minimum-safe-discharge', '1');
    const twice = amended(base, '1.2', [changes, again]);
    expect([twice.version, twice.steps['equipment-in-place']!.ladder.rungs[1]!.within, twice.steps['first-visit-booked']!.due.at(-1)!.value, twice.locality]).toEqual(['1.2', 'PT45M', '-PT3H', null]);
    expect(twice.steps['safety-call']).toBe(base.steps['safety-call']);
    expect(policyOfCase(released)).toBe(policyOfCase(released));
  });
});

describe('a case that is moved to another version', () => {
  const move = (reason = 'agreed with the ward'): { type: 'move-policy'; policy: CasePolicy; reason: string } => ({ type: 'move-policy', policy: released, reason });

  it('keeps the due times of what is open; who is called next goes by the new intervals', () => {
    const story = begun();
    story.does(move(), 'the-clinical-lead');
    expect([story.due('first-visit-booked'), story.due('equipment-in-place')]).toEqual(['Thu 11 Jun 2026 12:00', 'Thu 11 Jun 2026 12:00']);
    expect(story.comes('Thu 11 Jun 2026 12:31').called('equipment-in-place')).toEqual(['coordinator Thu 11 Jun 2026 12:00', 'escalation-owner Thu 11 Jun 2026 12:30']);
    expect(story.of('policy-moved').map(({ actor, data }) => [actor, data.before, data.policy.version, data.reason])).toEqual([[{ person: 'the-clinical-lead' }, '1', '1.1', 'agreed with the ward']]);
  });

  it('in the middle of a climb calls whom the new intervals would have called by now at once', () => {
    const story = begun().comes('Thu 11 Jun 2026 12:40');
    expect(story.called('equipment-in-place')).toEqual(['coordinator Thu 11 Jun 2026 12:00']);
    story.does(move(), 'the-clinical-lead');
    expect(story.called('equipment-in-place')).toEqual(['coordinator Thu 11 Jun 2026 12:00', 'escalation-owner Thu 11 Jun 2026 12:30']);
    expect(everMissed(story)).toBeNull();
  });

  it('opens what comes later by the new numbers', () => {
    const story = begun().does(move(), 'the-clinical-lead');
    story.does({ type: 'replan', plannedDischargeAt: london('Fri 12 Jun 2026 14:00'), reason: 'a day later' });
    expect([story.due('first-visit-booked'), story.due('equipment-in-place')]).toEqual(['Fri 12 Jun 2026 11:00', 'Fri 12 Jun 2026 12:00']);
  });

  it('is refused what it runs by already, and what is of another pathway', () => {
    const story = begun().does(move(), 'the-clinical-lead');
    expect(story.answers(move())).toBe('409 policy-unchanged');
    expect(story.answers({ type: 'move-policy', policy: { id: 'rapid-falls-review', version: '1' }, reason: 'r' })).toBe('409 policy-does-not-fit');
  });

  it('is told of a call that its record lost by the watchdog, by the new intervals', () => {
    const story = begun().does(move(), 'the-clinical-lead').comes('Thu 11 Jun 2026 12:40') as CaseStory;
    const lost = story.of('rung-reached').find(({ data }) => data.step === 'equipment-in-place' && data.level === 2)!;
    expect(missedBy(story, story.events.filter((event) => event !== lost && !(event.kind === 'called' && event.data.rung === lost.sequence)), story.now)).toContain('not-called equipment-in-place 2');
  });

  it('lives once more as it was, and by a draft as if nobody had moved it', () => {
    const story = begun().does(move(), 'the-clinical-lead').comes('Thu 11 Jun 2026 12:40') as CaseStory;
    const { before, after } = rehearseCase('case', story.events, amended(policyOf('minimum-safe-discharge')!, '1-draft', [{ steps: { 'equipment-in-place': { ladder: { 2: { within: 'PT10M', ...sourced } } } } }]), story.now);
    const second = ({ calls }: typeof before): string[] => calls.filter(({ step, level }) => step === 'equipment-in-place' && level === 2).map(({ dueAt }) => new Date(dueAt).toISOString());
    expect([second(before), second(after)]).toEqual([[london('Thu 11 Jun 2026 12:30')], [london('Thu 11 Jun 2026 12:10')]]);
  });
});

describe('a case that is moved while its last rung is called again and again', () => {
  /** A risk decision that nobody takes: the director is called on Wednesday at 23:45 and then every two hours. */
  const nobodyDecides = (until: string): Discharge => Discharge.planned('Wed 10 Jun 2026 22:00', 'Wed 10 Jun 2026 08:00').unmet('equipment-in-place').comes(until);
  type Rungs = Record<number, { within?: string; repeats?: string } & typeof sourced>;
  const moved = (story: Discharge, ladder: Rungs): Discharge => story.does({ type: 'move-policy', reason: 'r', policy: { id: 'minimum-safe-discharge', version: '1.1', amends: { version: '1', changes: [{ steps: { 'risk-decision': { ladder } } }] } } }, 'the-clinical-lead');
  const last = (story: Discharge, count: number): string[] => story.called('risk-decision').slice(-count);
  const alarms = (story: Discharge): string[] => story.of('system-alarm-raised').filter(({ data }) => data.step === 'risk-decision').map(({ data }) => inLondon(data.dueAt));

  it.each([['Wed 10 Jun 2026 23:50', 'Thu 11 Jun 2026 03:45', 'Wed 10 Jun 2026 23:45'], ['Sat 13 Jun 2026 22:00', 'Sun 14 Jun 2026 01:45', 'Sat 13 Jun 2026 21:45']])('to longer repeats at %s, is called at %s, one interval after the last call, and everybody on duty is alarmed then', (at, next, before) => {
    const story = moved(nobodyDecides(at), { 4: { repeats: 'PT4H', ...sourced } });
    expect(last(story, 1)).toEqual([`director ${before}`]);
    story.comes(next);
    expect([last(story, 2), alarms(story).at(-1)]).toEqual([[`director ${before}`, `director ${next}`], next]);
    expect(everMissed(story)).toBeNull();
  });

  it('to shorter repeats, is called at once where one has passed, and alarmed by the new turn', () => {
    const story = moved(nobodyDecides('Sat 13 Jun 2026 22:50'), { 4: { repeats: 'PT1H', ...sourced } });
    expect([last(story, 2), alarms(story).at(-1)]).toEqual([['director Sat 13 Jun 2026 21:45', 'director Sat 13 Jun 2026 22:45'], 'Sat 13 Jun 2026 22:45']);
    expect(last(story.comes('Sat 13 Jun 2026 23:45') as Discharge, 1)).toEqual(['director Sat 13 Jun 2026 23:45']);
    expect(everMissed(story)).toBeNull();
  });

  it.each(['Sat 13 Jun 2026 22:00', 'Wed 10 Jun 2026 22:40'])('to a longer wait below, at %s, waits for no rung anew that was called', (at) => {
    const [story, other] = [moved(nobodyDecides(at), { 2: { within: 'P3D', ...sourced } }), nobodyDecides(at)];
    const until = 'Sun 14 Jun 2026 02:00';
    expect(story.comes(until).called('risk-decision')).toEqual(other.comes(until).called('risk-decision'));
    expect(everMissed(story)).toBeNull();
  });

  it('is missed by the watchdog at the first call that does not come, and after each that its record lost before', () => {
    const story = moved(nobodyDecides('Sat 13 Jun 2026 22:00'), { 4: { repeats: 'PT4H', ...sourced } });
    const [of, rungs] = ['risk-decision', story.of('rung-reached').filter(({ data }) => data.step === 'risk-decision')];
    const without = (...lost: typeof rungs) => story.events.filter((event) => !lost.some(({ sequence }) => event.sequence === sequence || (event.kind === 'called' && event.data.rung === sequence)));
    const notCalled = (events: ReturnType<typeof without>, at: string): string[] => missedBy(story, events, Date.parse(london(at))).filter((missing) => missing.startsWith(`not-called ${of}`));
    expect([notCalled(story.events, 'Sun 14 Jun 2026 01:44'), notCalled(story.events, 'Sun 14 Jun 2026 01:46')]).toEqual([[], [`not-called ${of} 4`]]);
    const two = without(...rungs.slice(-2));
    expect(notCalled(two, 'Sun 14 Jun 2026 01:44')).toEqual([`not-called ${of} 4`, `not-called ${of} 4`]);
    expect(notCalled(two, 'Sun 14 Jun 2026 01:46')).toHaveLength(3);
  });
});

/** The second rung sooner, or later, in every step that has one; the last again as often, more often or less: versions of any policy. */
function versionsOf(pathway: string): CasePolicy[] {
  const policy = policyOf(pathway)!;
  const times = { working: { within: ['P3D', 'P2D'], repeats: ['P2D', 'PT2H'] }, day: { within: ['PT25M', 'PT7H'], repeats: ['PT11H', 'PT50M'] }, elapsed: { within: ['PT25M', 'PT7H'], repeats: ['PT11H', 'PT50M'] } };
  return [[0, null], [1, 0], [null, 0], [null, 1]].map(([within, repeats], index) => {
    const steps = Object.entries(policy.steps).flatMap(([name, { ladder: { clock, rungs } }]) => {
      const changes: Record<number, { within?: string; repeats?: string } & typeof sourced> = {};
      if (typeof within === 'number' && rungs.length > 1) changes[2] = { within: times[clock].within[within]!, ...sourced };
      if (typeof repeats === 'number') changes[rungs.length] = { ...changes[rungs.length], repeats: times[clock].repeats[repeats]!, ...sourced };
      return Object.keys(changes).length > 0 ? [[name, { ladder: changes }]] : [];
    });
    return { id: policy.id, version: `${policy.version}.${index + 1}`, amends: { version: policy.version, changes: [{ steps: Object.fromEntries(steps) }] } };
  });
}

/** One of a person before anything, one with a fixed end, one of no person: what the engine does for one it does for all. */
const some = lives.filter(({ pathway }) => ['minimum-safe-discharge', 'rapid-falls-review', 'dispute'].includes(pathway));

describe.each(some.map((life) => [life.pathway, life] as const))('%s, moved at any moment of any life,', (pathway, life) => {
  it('is the same in a fresh run with its state alone, or its events alone, and the watchdog misses nothing', () => {
    let moved = 0;
    const versions = versionsOf(pathway);
    fc.assert(fc.property(life.beginning, livesOf(life), fc.nat({ max: 4 }), fc.constantFrom(...versions), ({ at, details }, lived, when, version) => {
      const [kept, renewed] = [0, 1].map(() => {
        const simulation = new Simulation(life.start(details), at);
        if (life.begins) simulation.begins = (asked) => life.begins!(asked);
        return simulation;
      }) as [Simulation, Simulation];
      for (const [index, happens] of lived.entries()) {
        for (const simulation of [kept, renewed]) {
          if (index === when && !simulation.state.closed && simulation.tries({ type: 'move-policy', policy: version, reason: 'r' }) === null && simulation === kept) moved += 1;
          if (happens.what !== 'wait') simulation.tries(commandOf(life, simulation, happens), 'new-one');
          simulation.until(simulation.now + happens.jump * MINUTE);
        }
        if (index % 3 === 1) renewed.continueAsNew();
        if (index % 3 === 2 && !renewed.state.closed) renewed.revive();
      }
      expect(JSON.stringify(renewed.events)).toBe(JSON.stringify(kept.events));
      expect(everMissed(kept)).toBeNull();
    }), { seed: 20261130, numRuns: 12 });
    expect(moved).toBeGreaterThan(0);
  });
});
