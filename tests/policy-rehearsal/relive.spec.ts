import { describe, expect, it } from '@jest/globals';
import { compareCase, nightOf, Totals } from '#libs/policy-rehearsal/compare.js';
import { draftOf } from '#libs/policies/amend.js';
import { rehearseCase } from '#libs/policy-rehearsal/rehearse-case.js';
import { lifeOf, relive } from '#libs/policy-rehearsal/relive.js';
import { policyById, policyOf } from '#libs/policies/released.js';
import { keptNames, readKept } from '#tests/replay/kept-histories.js';
import { Taper } from '#tests/support/pathways/taper.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { dischargeStart, metBy } from '#tests/support/pathways/simulation.js';
import { protocolOf } from '#workflows/protocols.js';

const sourced = { source: 'a proposal', status: 'proposed' } as const;
const planned = london('Thu 11 Jun 2026 14:00');
const prepared = (): CaseStory => new CaseStory(dischargeStart({ plannedDischargeAt: planned }), Date.parse(london('Wed 10 Jun 2026 10:00')));

describe('a case that is lived once more', () => {
  it.each(keptNames())('%s is by its own policy what it was: the same calls at the same instants, the same deadlines met', (name) => {
    const { caseId, events } = readKept(name);
    const [first] = events;
    if (first?.kind !== 'case-opened') throw new Error('no opening');
    const { pathway, policy, revision, ...opening } = first.data;
    const until = Date.parse(events.at(-1)!.at);
    const again = relive(protocolOf(pathway), { caseId, pathway, policy, revision, actor: first.actor, opening }, events, until);
    const { calls, deadlines } = lifeOf(events, until);
    expect(again.deadlines).toEqual(deadlines);
    expect(again.calls.map(({ key, role, dueAt }) => ({ key, role, dueAt }))).toEqual(calls.map(({ key, role, dueAt }) => ({ key, role, dueAt })));
    expect(again.refused).toEqual([]);
  });

  it('goes on to an end that the record has not reached yet', () => {
    const story = prepared();
    const until = Date.parse(london('Thu 11 Jun 2026 13:00'));
    const again = relive(story.session.protocol, story.start, story.events, until);
    // Due at 12:00, called at noon and at 13:00; the clinical lead's rungs too.
    expect(again.calls.filter(({ step }) => step === 'equipment-in-place').map(({ role, at }) => `${role} ${new Date(at).toISOString()}`)).toEqual([`coordinator ${london('Thu 11 Jun 2026 12:00')}`, `escalation-owner ${london('Thu 11 Jun 2026 13:00')}`]);
  });
});

describe('a draft', () => {
  const base = policyOf('minimum-safe-discharge')!;

  it('is the policy with other numbers, each with its source', () => {
    const draft = draftOf(base, { steps: { 'equipment-in-place': { due: [{ value: '-PT4H', ...sourced }] } } });
    expect([draft.id, draft.version, draft.locality, draft.steps['equipment-in-place']!.due.at(-1)]).toEqual([base.id, `${base.version}-draft`, null, { ...base.steps['equipment-in-place']!.due.at(-1), value: '-PT4H', ...sourced }]);
    expect(() => draftOf(base, { numbers: { nothing: { value: 1, ...sourced } } })).toThrow('there is no such thing');
    expect(() => draftOf(base, {})).toThrow('changes nothing');
  });

  it('of a locality extends what that extends', () => {
    const hillview = policyById('minimum-safe-discharge', 'hillview-1');
    const draft = draftOf(hillview, { steps: { 'equipment-in-place': { acknowledgeFor: { value: 'PT1H', ...sourced } } } });
    expect([draft.locality, draft.extends]).toEqual([hillview.locality, hillview.extends]);
  });

  it('shows who would have been called when, and which deadlines would have been missed', () => {
    const story = prepared().comes('Thu 11 Jun 2026 10:30');
    for (const [step, evidence] of Object.entries(metBy(planned))) story.completes(step, evidence);
    const until = Date.parse(london('Thu 11 Jun 2026 10:40'));
    // Two hours before leaving became five: 09:00, an hour and a half before it was done.
    const draft = draftOf(base, { steps: { 'equipment-in-place': { due: [{ value: '-PT5H', ...sourced }] } } });
    const { compared } = rehearseCase('case', story.events, draft, until);
    expect(compared.deadlines).toEqual([{ step: 'equipment-in-place', dueBefore: london('Thu 11 Jun 2026 12:00'), dueAfter: london('Thu 11 Jun 2026 09:00'), metBefore: true, metAfter: false }]);
    expect(compared.calls).toEqual([
      { step: 'equipment-in-place', level: 1, role: 'coordinator', before: null, after: london('Thu 11 Jun 2026 09:00') }, { step: 'equipment-in-place', level: 2, role: 'escalation-owner', before: null, after: london('Thu 11 Jun 2026 10:00') }]);
    expect([compared.callsBefore, compared.callsAfter, compared.missedBefore, compared.missedAfter]).toEqual([0, 2, 0, 1]);
  });

  it('says what could not be done as it was: an acknowledgement that the draft does not allow for so long', () => {
    const story = prepared().comes('Thu 11 Jun 2026 12:05').acknowledges('equipment-in-place', 'PT90M').comes('Thu 11 Jun 2026 15:00');
    const draft = draftOf(base, { steps: { 'equipment-in-place': { acknowledgeFor: { value: 'PT30M', ...sourced } } } });
    const { compared, after } = rehearseCase('case', story.events, draft, story.now);
    expect([compared.refused, after.refused.map(({ code }) => code)]).toEqual([1, ['too-long']]);
    expect(compared.calls).toContainEqual({ step: 'equipment-in-place', level: 2, role: 'escalation-owner', before: london('Thu 11 Jun 2026 13:35'), after: london('Thu 11 Jun 2026 13:00') });
  });

  it('by which a case would be called about over and over is not lived to its end', () => {
    const story = prepared();
    const { length } = base.steps['equipment-in-place']!.ladder.rungs;
    const draft = draftOf(base, { steps: { 'equipment-in-place': { ladder: { [length]: { repeats: 'PT1S', ...sourced } } } } });
    const until = Date.parse(london('Thu 11 Jun 2026 17:00'));
    expect(() => rehearseCase('case', story.events, draft, until, 500)).toThrow('One case alone would have had more than 500 events');
    expect(rehearseCase('case', story.events, base, until, 500).compared.calls).toEqual([]);
  });

  it('that changes nothing for a case shows nothing', () => {
    const taper = Taper.contactedOnWednesday({});
    const draft = draftOf(policyOf('step-down-tapering')!, { steps: { 'crisis-response': { due: [{ value: 'PT2H', ...sourced }] } } });
    const { compared } = rehearseCase('case', taper.events, draft, taper.now);
    expect([compared.calls, compared.deadlines, compared.refused]).toEqual([[], [], 0]);
  });
});

describe('what a draft would have cost', () => {
  it('is counted for each person and night, the worst first', () => {
    const call = (person: string, at: string) => ({ key: 'k', step: 's', level: 1, role: 'r', person, dueAt: Date.parse(london(at)), at: Date.parse(london(at)) });
    const totals = new Totals();
    const nothing = { calls: [], deadlines: [], refused: [], outcome: null };
    totals.add(compareCase('c', nothing, nothing), [call('a', 'Wed 10 Jun 2026 23:00')], [call('a', 'Thu 11 Jun 2026 03:00'), call('a', 'Thu 11 Jun 2026 07:59'), call('b', 'Wed 10 Jun 2026 20:00'), call('b', 'Thu 11 Jun 2026 08:00')]);
    expect(totals.summary().nights).toEqual([{ person: 'a', night: '2026-06-10', before: 1, after: 2 }, { person: 'b', night: '2026-06-10', before: 0, after: 1 }]);
  });
  it('counts a night by the day on which it began, over both changes of the clocks', () => {
    const nights = ['2026-03-28T21:00:00Z', '2026-03-29T06:59:00Z', '2026-03-29T07:00:00Z', '2026-10-24T19:00:00Z', '2026-10-25T07:59:00Z', '2026-10-25T08:00:00Z'].map((at) => nightOf(Date.parse(at)));
    expect(nights).toEqual(['2026-03-28', '2026-03-28', null, '2026-10-24', '2026-10-24', null]);
  });
});
