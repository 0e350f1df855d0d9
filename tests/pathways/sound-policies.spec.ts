import { describe, expect, it } from '@jest/globals';
import { draftOf, type Changes } from '#libs/policies/amend.js';
import { policies, policyOf } from '#libs/policies/released.js';
import { policyFaults } from '#libs/policies/sound.js';
import type { Policy } from '#libs/policies/policy.js';
import { dueOf } from '#libs/pathway/due.js';
import { london } from '#tests/support/pathways/london.js';

const sourced = { source: 'the board', status: 'local' } as const;
const taper = policyOf('step-down-tapering')!;
const faults = (changes: Changes, policy: Policy = taper): string[] => policyFaults(draftOf(policy, changes));
const due = (step: string, value: string): Changes => ({ steps: { [step]: { due: [{ value, ...sourced }] } } });
const number = (name: string, value: string | number): Changes => ({ numbers: { [name]: { value, ...sourced } } });
const at = Date.parse(london('Fri 27 Mar 2026 16:30'));
/** As the engine reckons it, from every anchor that a rule may name. */
const reckoned = ({ steps }: Policy): number[] => Object.values(steps).flatMap(({ due: rules }) => rules.map((rule) => dueOf([rule], rule.when, { [rule.from]: at, opened: at }).dueAt));

describe('a policy that a case can live by', () => {
  it.each(policies.map((policy) => [`${policy.id} ${policy.version}`, policy] as const))('%s is one', (_, policy) => {
    expect(policyFaults(policy)).toEqual([]);
    expect(reckoned(policy).every(Number.isFinite)).toBe(true);
  });

  it.each([['after-death', 'PT8H'], ['weekly-review', 'P1W'], ['weekly-review', 'P0D'], ['weekly-review', '-P1D'], ['weekly-review', 'P1DT1H'], ['after-death', 'P131D']])('is due on working days that are whole: %s not after %s', (step, value) => {
    expect(faults(due(step, value))).toEqual([`steps.${step}.due[always]: ${value} must be whole working days, P1D to P130D`]);
  });

  it('counts from a local day in whole days, this one and later', () => {
    for (const value of ['PT8H', 'P1W', '-P1D', 'P367D']) expect(faults(due('readiness-review', value))).toEqual([`steps.readiness-review.due[always]: ${value} must be whole local days, P0D to P366D`]);
    expect(faults(due('readiness-review', 'P2D'))).toEqual([]);
  });

  it('is due within a year, and not before it opens', () => {
    expect(faults(due('triggers-communicated', 'P100000000D'))).toEqual(['steps.triggers-communicated.due[always]: P100000000D is farther away than P366D']);
    expect(faults(due('crisis-response', '-PT1H'))).toEqual(['steps.crisis-response.due[always]: -PT1H would be before it is there']);
    expect(faults(due('handover-dispute', '-PT4H'))).toEqual(['steps.handover-dispute.due[always]: -PT4H would be before it is there']);
    const discharge = policyOf('minimum-safe-discharge')!;
    expect(faults(due('equipment-in-place', '-PT4H'), discharge)).toEqual([]);
    expect(faults({ steps: { 'equipment-in-place': { due: [{ floor: '-PT1H', ...sourced }] } } }, discharge)).toEqual(['steps.equipment-in-place.due[always]: a floor is a time of at most P366D, not -PT1H']);
  });

  it('has stages that are contacts', () => {
    for (const [value, fault] of [
      ['twice a week', 'is not written as'], ['P0D for P2W', 'is not written as'], ['P3D for P2W,P1W for P4W', 'is not written as'], ['PT8H for P2W', 'is not written as'], ['P3W for P2W', 'must be at most 20 stages'], ['P1D for P61D', '60 contacts in all'],
    ] as const) expect(faults(number('taper', value))).toEqual([expect.stringContaining(fault)]);
    expect(faults(number('taper', 'P2D for P2W, P1W for P4W'))).toEqual([]);
  });

  it('counts in whole numbers from one, and waits for a time', () => {
    for (const value of [0, -1, 2.5]) expect(faults(number('acknowledgementsBeforeClimb', value))).toEqual([`numbers.acknowledgementsBeforeClimb: ${value} is no count: 1, 2, 3`]);
    for (const value of ['PT0S', '-P1D', 'P367D']) expect(faults(number('watch', value))).toEqual([`numbers.watch: ${value} is no time of at most P366D`]);
    expect(faults(number('weeklyReviewEvery', 'PT1S'))).toEqual(['numbers.weeklyReviewEvery: PT1S comes round more often than once a day']);
    expect(faults(number('threshold', 'rather bad'), policyOf('case-risk'))).toEqual(['numbers.threshold: rather bad is none of negligible, minor, moderate, major, catastrophic']);
    expect(faults(number('callsAnswered', 101), policies.find(({ numbers }) => 'callsAnswered' in numbers))).toEqual(['numbers.callsAnswered: 101 is no per cent from 1 to 100']);
  });

  it('calls again after five minutes at the soonest, and holds a call back for a time', () => {
    const repeats = (value: string): Changes => ({ steps: { 'crisis-response': { ladder: { [taper.steps['crisis-response']!.ladder.rungs.length]: { repeats: value, ...sourced } } } } });
    expect(faults(repeats('PT1S'))).toEqual(['steps.crisis-response: the last rung repeats after PT5M to P366D, not PT1S']);
    expect(faults(repeats('PT5M'))).toEqual([]);
    expect(faults({ steps: { 'crisis-response': { ladder: { 2: { within: 'P400D', ...sourced } } } } })).toEqual(['steps.crisis-response: rung 2 would wait longer than P366D']);
    expect(faults({ steps: { 'crisis-response': { acknowledgeFor: { value: 'PT0S', ...sourced } } } })).toEqual(['steps.crisis-response: an acknowledgement holds for a time of at most P366D, not PT0S']);
  });

  it('is what the engine can reckon: what is refused would throw, or be read as no day at all', () => {
    const rule = taper.steps['weekly-review']!.due[0]!;
    for (const value of ['PT8H', 'P1W', 'P0D']) expect(() => dueOf([{ ...rule, value }], undefined, { [rule.from]: at, opened: at })).toThrow('0 is not a number of working days ahead');
  });
});
