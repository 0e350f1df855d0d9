import { describe, expect, it } from '@jest/globals';
import { borderline, missingOf, proposed, sameTarget, type Threshold } from './thresholds.js';

const rule = (id: string, when: Threshold['when'], then: Threshold['then']): Threshold => ({ id, says: id, when, then });
const rules = [rule('fell', { fell: true, inHospital: false }, { pathway: 'falls' }), rule('mild', { mild: true }, { service: 'talking' }), rule('anxious', { anxious: true }, { service: 'talking' })];
const ids = (facts: Record<string, boolean>): string[] => proposed(rules, facts).map(({ id }) => id);

describe('shared threshold rules', () => {
  it('propose where every fact is known and fits; what is not known satisfies no rule, not even one that asks for a no', () => {
    expect([ids({ fell: true }), ids({ fell: true, inHospital: true }), ids({ fell: true, inHospital: false }), ids({})]).toEqual([[], [], ['fell'], []]);
  });

  it('leave somebody borderline for whom no rule speaks, or rules that disagree', () => {
    expect([[], proposed(rules, { mild: true }), proposed(rules, { mild: true, anxious: true }), proposed(rules, { mild: true, fell: true, inHospital: false })].map(borderline)).toEqual([true, false, false, true]);
  });

  it('tell a pathway from a service of the same name', () => {
    expect([sameTarget({ pathway: 'a' }, { service: 'a' }), sameTarget({ pathway: 'a' }, { pathway: 'a' }), sameTarget({ service: 'a' }, { service: 'b' }), sameTarget({ service: 'a' }, { pathway: 'a' })]).toEqual([false, true, false, false]);
  });
});

describe('the minimum dataset', () => {
  it('lacks what nobody has told: blanks are no words, and a no is an answer', () => {
    expect(missingOf(['reason', 'risks', 'inHospital', 'fell'], { reason: 'low', risks: '  ', other: 1 }, { inHospital: false })).toEqual(['risks', 'fell']);
  });
});
