import { describe, expect, it } from '@jest/globals';
import { fieldErrors } from '#apps/api/http/issues.js';
import { actionOwners, decisionIssues, decisionOf, instantsPast } from '#libs/contracts/http/decision.js';
import { asList, asObject, given } from '#libs/contracts/http/decision-parts.js';

/** Decision completeness beside decision.spec.ts: the other kinds, the words of each gap, and what is read of a decision that is not whole. */
const whole = {
  question: 'Go?', options: [{ option: 'wait', doNothing: true, rejectedBecause: 'worse' }, { option: 'go' }], chosen: 'go', riskAccepted: 'some', proportionateBecause: 'short', personsView: 'wants to', actions: [],
  safetyNet: [{ if: 'worse', call: '111', respondWithin: 'PT2H' }],
};
const told = { notKnownBecause: 'nobody asked' };
const summary = { whatChanged: 'sleep', currentRisks: 'alone', protectiveFactors: 'sister', alreadyDone: told, requested: 'daily contact', urgency: 'today' };
const kinds: Record<string, Record<string, unknown>> = {
  'risk-decision': { because: 'clinical', unsafe: 'u', mitigations: ['m'], unmetDueAt: '2026-10-25T11:00:00Z', outcome: 'go-with-risk' }, 'declined-decision': { outcome: 'accept' },
  'readiness-review': { outcome: 'hold' }, 'step-up-review': { outcome: 'hold', summary, outOfHours: 'the line', mdtAt: '2026-10-25T11:00:00Z' }, 'welfare-decision': { outcome: 'family' },
};
const of = (kind: string, change: Record<string, unknown> = {}) => JSON.parse(JSON.stringify({ kind, ...whole, ...kinds[kind], ...change })) as unknown;
const gaps = (body: unknown): string[] => fieldErrors(decisionIssues(body)).map(({ pointer, code, message }) => `${pointer} ${code}: ${message}`).toSorted();

describe('each kind of decision', () => {
  it.each(Object.keys(kinds))('%s is taken when it is whole, and its schema is found by its name', (kind) => {
    expect(gaps(of(kind))).toEqual([]);
    expect([decisionOf(kind)?.safeParse(of(kind)).success, decisionOf('gut-feeling')]).toEqual([true, undefined]);
  });

  it.each([
    ['risk-decision', ['go-with-risk', 'postpone', 'stay'], { plannedDischargeAt: undefined }], ['declined-decision', ['accept', 'offer-again'], {}], ['readiness-review', ['step-down', 'hold', 'step-up'], {}],
    ['step-up-review', ['step-up', 'hold'], {}], ['welfare-decision', ['visit-in-pairs', 'family', 'hospital', 'police', 'mental-health-act-assessment', 'safeguarding', 'accept-disengagement'], {}],
  ] as [string, string[], Record<string, unknown>][])('%s knows these outcomes and no other', (kind, outcomes) => {
    for (const outcome of outcomes) expect([outcome, gaps(of(kind, { outcome })).filter((gap) => gap.startsWith('/outcome'))]).toEqual([outcome, []]);
    expect(gaps(of(kind, { outcome: 'none' })).filter((gap) => gap.startsWith('/outcome not-one-of'))).toHaveLength(1);
  });

  it.each([
    ['readiness-review', { outcome: 'step-up' }, ['/toStage required: must be given']], ['step-up-review', { outcome: 'step-up' }, ['/toStage required: must be given']],
    ['readiness-review', { outcome: 'hold', toStage: 2 }, ['/toStage only-for-step-up: belongs to the outcome step-up only']], ['readiness-review', { outcome: 'step-up', toStage: 2 }, []], ['readiness-review', { outcome: 'step-up', toStage: 1 }, []], ['readiness-review', { outcome: 'step-up', toStage: 50 }, []],
    ['step-up-review', { outcome: 'hold', toStage: 2 }, ['/toStage only-for-step-up: belongs to the outcome step-up only']], ['readiness-review', { outcome: 7, toStage: 2 }, ['/outcome not-one-of: Invalid option: expected one of "step-down"|"hold"|"step-up"']],
    ['risk-decision', { unmetDueAt: undefined }, ['/unmetDueAt required: must be given']], ['risk-decision', { outcome: 'stay', unmetDueAt: undefined }, []], ['risk-decision', { because: 'declined', unmetDueAt: undefined }, []],
    ['risk-decision', { outcome: 'postpone', unmetDueAt: undefined }, ['/plannedDischargeAt required: must be given']], ['risk-decision', { plannedDischargeAt: '2026-10-25T11:00:00Z' }, ['/plannedDischargeAt only-for-postpone: belongs to the outcome postpone only']],
    ['risk-decision', { outcome: 7, plannedDischargeAt: '2026-10-25T11:00:00Z' }, ['/outcome not-one-of: Invalid option: expected one of "go-with-risk"|"postpone"|"stay"']],
    ['declined-decision', { chosen: 'fly' }, ['/chosen not-an-option: must be one of the options, word for word', '/options/1/rejectedBecause rejection-missing: must say why this option was not chosen']],
    ['declined-decision', { chosen: ' ' }, ['/chosen empty: must not be empty', '/options/1/rejectedBecause rejection-missing: must say why this option was not chosen']],
    ['declined-decision', { options: [{ option: 'go' }, { option: 'wait', rejectedBecause: 'r' }] }, ['/options do-nothing-missing: one option must be to do nothing (doNothing: true)']],
    ['declined-decision', { options: [...whole.options, { option: 'wait', rejectedBecause: 'r' }] }, ['/options/2/option same-option-twice: is there already']],
  ] as [string, Record<string, unknown>, string[]][])('%s with %j is told so in words', (kind, change, expected) => { expect(gaps(of(kind, change))).toEqual(expected); });

  it('with no option, or one, is told that these are too few and nothing that follows from it', () => {
    const codes = (options: unknown[]) => gaps(of('declined-decision', { options })).map((gap) => gap.split(':')[0]);
    expect([codes([]), codes([{ option: 'go' }])]).toEqual([['/options too-small'], ['/options too-small']]);
  });

  it('asks for the whole escalation summary to step somebody up, and takes it that something is not known', () => {
    expect(gaps(of('step-up-review', { summary: {} })).map((gap) => gap.split(' ')[0])).toEqual(Object.keys(summary).map((name) => `/summary/${name}`).toSorted());
    expect(gaps(of('step-up-review', { summary: Object.fromEntries(Object.keys(summary).map((name) => [name, told])) }))).toEqual([]);
    expect(gaps(of('step-up-review', { summary: { ...summary, urgency: {} } }))).toEqual([expect.stringMatching(/^\/summary\/urgency/)]);
    expect(gaps(of('readiness-review', { outcome: 'step-up', toStage: 0 })).concat(gaps(of('readiness-review', { outcome: 'step-up', toStage: 51 })))).toEqual([expect.stringContaining('/toStage too-small'), expect.stringContaining('/toStage too-large')]);
  });

  it('of no known kind is told which there are, and what else is missing', () => {
    const issues = gaps(of('gut-feeling', { question: '', chosen: 'fly' }));
    expect(issues).toEqual(['/chosen not-an-option: must be one of the options, word for word', expect.stringMatching(/^\/kind not-one-of: kind must be one of risk-decision, .*welfare-decision, .*forum-decision/), expect.stringContaining('/options/1/rejectedBecause'), expect.stringContaining('/question empty')]);
    expect(gaps({ kind: 7 }).some((gap) => gap.startsWith('/question required'))).toBe(true);
    for (const body of [null, [], 'x', 7, undefined]) expect(gaps(body).every((gap) => !gap.startsWith('/question'))).toBe(true);
    // Of a known kind each gap is told once.
    expect(decisionIssues(of('declined-decision', { personsView: undefined }))).toHaveLength(1);
  });
});

describe('what is read of a decision that is not whole', () => {
  const at = Date.parse('2026-10-25T11:00:00Z');
  it('whom it names as owners', () => {
    expect(actionOwners({ actions: [{ owner: 'ada' }, { owner: ' ' }, { owner: 7 }, { owner: 'nul\u0000' }, 'x', { owner: 'bo' }] })).toEqual([{ path: ['actions', 0, 'owner'], person: 'ada' }, { path: ['actions', 5, 'owner'], person: 'bo' }]);
    expect(actionOwners({ actions: Array.from({ length: 60 }, () => ({ owner: 'ada' })) })).toHaveLength(50);
    for (const body of [null, 'x', {}, { actions: 'none' }]) expect(actionOwners(body)).toEqual([]);
  });

  it('which of its instants are over: the present one is', () => {
    const [past, present, ahead] = [at - 1, at, at + 1].map((each) => new Date(each).toISOString());
    expect(instantsPast({ actions: [{ dueAt: ahead }, { dueAt: past }, { dueAt: 'soon' }, { dueAt: 7 }, { dueAt: present }], unmetDueAt: present, plannedDischargeAt: past, reviewAt: ahead }, at)).toEqual([['actions', 1, 'dueAt'], ['actions', 4, 'dueAt'], ['unmetDueAt'], ['plannedDischargeAt']]);
    expect(instantsPast({ reviewAt: past, unmetDueAt: ahead }, at)).toEqual([['reviewAt']]);
    expect(instantsPast({ actions: Array.from({ length: 60 }, () => ({ dueAt: past })) }, at)).toHaveLength(50);
    for (const body of [null, 'x', {}]) expect(instantsPast(body, at)).toEqual([]);
  });

  it('as an object, a list, a text: whatever was sent', () => {
    expect([null, 'x', 7, undefined, { a: 1 }].map(asObject)).toEqual([{}, {}, {}, {}, { a: 1 }]);
    expect([asList('x'), asList(null), asList([1, { a: 1 }, null])]).toEqual([[], [], [{}, { a: 1 }, {}]]);
    expect(['', ' \n', 'x', 7, null, undefined].map(given)).toEqual([false, false, true, false, false, false]);
  });
});
