import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answer } from '#libs/directory/answer.js';
import { answersBetween } from '#libs/directory/answers-between.js';
import { during, type Cover, type Facts } from '#libs/directory/facts.js';
import { onRota, shiftsBetween } from '#libs/directory/rota.js';
import { closesCircle, coveredAlready } from '#libs/directory/standing-in.js';
import { aCover, anInstant, anyFacts, anyQuestion, aRule, rota } from './made-up.js';
import { naiveOnRota } from './naive-rota.js';

const HOUR = 3_600_000;
/** Every instant that an entry begins or ends at. */
const edgesOf = ({ people, holdings, covers }: Facts): number[] => [...people.values()].flatMap(({ leaves }) => leaves).concat(holdings, covers).flatMap(({ from, until }) => [from, until]).filter((at) => at !== null);
const runs = { numRuns: 400 };

describe('whatever a directory says', () => {
  it('one answer comes, however its entries are ordered', () => {
    const turned = <T>(list: readonly T[]): T[] => list.toReversed();
    fc.assert(fc.property(anyFacts, anyQuestion, (facts, question) => {
      const other: Facts = { people: new Map([...facts.people].toReversed()), holdings: turned(facts.holdings), rotas: turned(facts.rotas), covers: turned(facts.covers) };
      expect(answer(other, question)).toEqual(answer(facts, question));
    }), runs);
  });

  it('nobody is called who is away, left, or cannot be reached; and nobody is only said where nobody is left', () => {
    fc.assert(fc.property(anyFacts, anyQuestion, (facts, question) => {
      const { person, reason, why, skipped } = answer(facts, question);
      expect(why.startsWith(`${reason}: `)).toBe(true);
      expect(reason === 'nobody, next rung').toBe(person === null);
      if (person === null) return;
      const found = facts.people.get(person);
      expect([found?.active, found?.reachable, found?.leaves.some((leave) => during(leave, question.at))]).toEqual([true, true, false]);
      expect(facts.covers.some((cover) => cover.person === person && (cover.roles.length === 0 || cover.roles.includes(question.role)) && during(cover, question.at))).toBe(false);
      for (const each of skipped) expect(why).toContain(each.why);
    }), runs);
  });

  it('what the page shows for an instant is who is called at it: spans follow one another without a gap', () => {
    fc.assert(fc.property(anyFacts, anyQuestion, fc.integer({ min: 1, max: 8_000 }), fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { minLength: 8, maxLength: 8 }), (facts, { at, ...question }, hours, places) => {
      const until = at + hours * HOUR;
      const spans = answersBetween(facts, question, at, until);
      expect([spans[0]?.from, spans.at(-1)?.until]).toEqual([at, until]);
      spans.slice(1).forEach((span, index) => expect(span.from).toBe(spans[index]!.until));
      const tried = [...places.map((place) => at + Math.floor(place * (until - at))), ...spans.flatMap((span) => [span.from, span.until - 1]), ...edgesOf(facts).flatMap((edge) => [edge - 1, edge]).filter((edge) => edge >= at && edge < until)];
      for (const instant of tried) {
        const shown = spans.find((span) => span.from <= instant && instant < span.until)!;
        const called = answer(facts, { ...question, at: instant });
        expect([instant, shown.answer.person, shown.answer.why]).toEqual([instant, called.person, called.why]);
      }
    }), { numRuns: 120 });
  });
});

describe('a rota', () => {
  it('names whom somebody would who reads it minute by minute off the clock on the wall', () => {
    fc.assert(fc.property(fc.array(aRule, { minLength: 1, maxLength: 3 }), anInstant, (rules, at) => {
      const made = rota('hub', rules);
      expect(onRota(made, at)?.person ?? null).toBe(naiveOnRota(rules, at));
    }), { numRuns: 350 });
  });

  it('never has two shifts at once, and what it has for a week is what it has at each instant of it', () => {
    fc.assert(fc.property(fc.array(aRule, { minLength: 1, maxLength: 3 }), anInstant, fc.array(fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }), { maxLength: 10 }), (rules, at, minutes) => {
      const made = rota('hub', rules, { overrides: [{ id: 'o1', from: at + 5 * HOUR, until: at + 30 * HOUR, person: 'dan' }, { id: 'o2', from: at + 20 * HOUR, until: at + 40 * HOUR, person: 'eve' }] });
      const shifts = shiftsBetween(made, at, at + 7 * 24 * HOUR);
      shifts.slice(1).forEach((shift, index) => expect(shift.from).toBeGreaterThanOrEqual(shifts[index]!.until));
      for (const minute of minutes) {
        const instant = at + minute * 60_000;
        expect(shifts.find((shift) => shift.from <= instant && instant < shift.until)?.person ?? null).toBe(onRota(made, instant)?.person ?? null);
      }
    }), { numRuns: 300 });
  });
});

describe('covers', () => {
  it('that are let through one after the other never make a circle, and never two for one person', () => {
    fc.assert(fc.property(fc.array(aCover, { maxLength: 12 }), anyQuestion, fc.array(anInstant, { minLength: 5, maxLength: 5 }), (offered, question, instants) => {
      const taken: Cover[] = [];
      for (const cover of offered) if (!closesCircle(taken, cover) && !coveredAlready(taken, cover)) taken.push(cover);
      const everybody = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay'];
      const facts: Facts = { people: new Map(everybody.map((id) => [id, { id, active: true, reachable: true, leaves: [], teams: [] }])), holdings: [], rotas: [], covers: taken };
      for (const at of instants) {
        for (const person of everybody) {
          expect(answer(facts, { ...question, role: 'action-owner', assigned: person, at }).why).not.toContain('circle');
          expect(taken.filter((cover) => cover.person === person && (cover.roles.length === 0 || cover.roles.includes(question.role)) && during(cover, at)).length).toBeLessThanOrEqual(1);
        }
      }
    }), runs);
  });
});
