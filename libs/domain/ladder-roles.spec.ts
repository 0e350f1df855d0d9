import { describe, expect, test } from '@jest/globals';
import { concreteLadder, concreteRungs, ladderFaults } from './ladder-roles.js';
import type { Ladder } from './ladder.js';

const now: Ladder = {
  class: 'now', clock: 'elapsed',
  rungs: [{ role: 'owner', within: 'PT0S' }, { role: 'escalation-owner', within: 'PT15M' }, { role: 'escalation-lead', within: 'PT30M' }, { role: 'director', within: 'PT1H', repeats: 'PT2H' }],
};
const planned: Ladder = {
  class: 'planned', clock: 'working',
  rungs: [{ role: 'owner', within: 'PT0S' }, { role: 'owner', within: 'P1D' }, { role: 'escalation-lead', within: 'P1D', repeats: 'P1D' }],
};
const brief = (ladder: Ladder): string[] => ladder.rungs.map(({ role, within, repeats }) => `${role} ${within}${repeats ? ` every ${repeats}` : ''}`);

describe('a ladder with concrete roles', () => {
  test('the owner is the role that owns the step', () => {
    expect(brief(concreteLadder(now, 'coordinator'))).toEqual(['coordinator PT0S', 'escalation-owner PT15M', 'escalation-lead PT30M', 'director PT1H every PT2H']);
    expect(concreteLadder(now, 'coordinator')).toMatchObject({ class: 'now', clock: 'elapsed' });
  });

  test('who owns the step is not called a second time as the next rung, and its time goes with it', () => {
    expect(brief(concreteLadder(now, 'escalation-owner'))).toEqual(['escalation-owner PT0S', 'escalation-lead PT30M', 'director PT1H every PT2H']);
  });

  test('a role that comes again, but not just after itself, stays', () => {
    expect(brief(concreteLadder(now, 'director'))).toEqual(['director PT0S', 'escalation-owner PT15M', 'escalation-lead PT30M', 'director PT1H every PT2H']);
  });

  test('a policy that says the same word twice running means it', () => {
    expect(brief(concreteLadder(planned, 'clinical-lead'))).toEqual(['clinical-lead PT0S', 'clinical-lead P1D', 'escalation-lead P1D every P1D']);
  });

  test('where the last rung is left out, the one before it repeats', () => {
    expect(brief(concreteLadder(planned, 'escalation-lead'))).toEqual(['escalation-lead PT0S', 'escalation-lead P1D every P1D']);
    expect(concreteRungs([{ role: 'owner', within: 'PT0S' }, { role: 'hub', within: 'PT1H', repeats: 'PT4H' }], 'hub')).toEqual([{ role: 'hub', within: 'PT0S', repeats: 'PT4H' }]);
  });

  test('a repeat above the last rung is dropped', () => {
    expect(concreteRungs([{ role: 'owner', within: 'PT0S', repeats: 'PT1H' }, { role: 'director', within: 'PT1H', repeats: 'PT2H' }], 'hub')[0]).toEqual({ role: 'hub', within: 'PT0S' });
  });

  test('a person without a role is the action owner', () => {
    expect(concreteLadder(now, 'action-owner').rungs[0]?.role).toBe('action-owner');
  });

  test('is a new one', () => {
    const before = JSON.stringify(now);
    concreteLadder(now, 'escalation-owner');
    expect(JSON.stringify(now)).toBe(before);
  });
});

describe('what is wrong with a ladder', () => {
  test('nothing', () => {
    expect(ladderFaults(now)).toEqual([]);
    expect(ladderFaults(planned)).toEqual([]);
  });

  test('it has no rungs, no roles, no times, or goes silent', () => {
    expect(ladderFaults({ ...now, rungs: [] })).toEqual(['a ladder has at least one rung']);
    expect(ladderFaults({ ...now, rungs: [{ role: ' ', within: '-PT1H', repeats: 'PT1H' }, { role: 'hub', within: 'soon', repeats: 'PT0S' }] })).toEqual([
      'rung 1 names no role', "rung 1 has a 'within' that is no time to wait: '-PT1H'", 'rung 1 repeats, which only the last may',
      "rung 2 has a 'within' that is no time to wait: 'soon'", 'the last rung must repeat',
    ]);
    expect(ladderFaults({ ...now, rungs: [{ role: 'hub', within: 'PT0S' }] })).toEqual(['the last rung must repeat']);
  });
});
