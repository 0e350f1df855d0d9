import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { z } from 'zod';
import { fieldErrors } from '#apps/api/http/issues.js';
import { startRequest, triggerKinds, triggerRequest } from '#libs/contracts/http/cases.js';
import { evidenceOf, needsOf } from '#libs/contracts/http/evidence.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { policyOf } from '#libs/policies/released.js';
import { fallsReview } from '#workflows/rapid-falls-review.js';

const pathway = 'rapid-falls-review';
const errorsOf = (schema: z.ZodType, value: unknown): string[] => {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? [] : fieldErrors(result.error.issues).map(({ pointer, code }) => `${pointer} ${code}`);
};
const at = '2026-06-08T08:00:00Z';
const days = (before: number): string => new Date(Date.parse(at) - before * 86_400_000).toISOString();

describe('the start of a falls review', () => {
  const trigger = { kind: 'two-falls-in-a-week', occurredAt: at, earlierAt: days(2), where: 'in the kitchen', note: 'slipped twice' };
  const start = (changed: object, more: object = {}): unknown => ({
    pathway, patient: { nhsNumber: '9990000018' }, organisation: 'riverside', owners: { clinicalLead: 'a', coordinator: 'b', escalationOwner: 'c' }, details: { trigger: { ...trigger, ...changed }, ...more },
  });
  const head = { kind: 'head-injury', earlierAt: undefined };

  it('takes what the pathway asks for', () => {
    for (const taken of [start({}), start({}, { livesAlone: true }), start(head), start({ ...head, kind: 'new-confusion' })]) expect(errorsOf(startRequest, taken)).toEqual([]);
  });
  it.each([
    ['two falls without the first', {}, { earlierAt: undefined }, ['/details/trigger/earlierAt required']],
    ['a head injury with an earlier one', {}, { kind: 'head-injury' }, ['/details/trigger/earlierAt only-for-two-falls']],
    ['the first fall not before the second', {}, { earlierAt: at }, ['/details/trigger/earlierAt not-before-the-second']],
    ['a trigger that only comes later', {}, { ...head, kind: 'repeat-fall' }, ['/details/trigger/kind not-one-of']],
    ['all that is wrong at once', { score: 3 }, { earlierAt: undefined, where: '', note: undefined, occurredAt: 'yesterday', band: 'red' }, [
      '/details/trigger/occurredAt not-an-instant', '/details/trigger/where empty', '/details/trigger/note required', '/details/trigger/band unknown-field', '/details/trigger/earlierAt required', '/details/score unknown-field']],
  ])('refuses %s', (_what, more, changed, errors) => { expect(errorsOf(startRequest, start(changed, more)).toSorted()).toEqual(errors.toSorted()); });
  it('refuses details that are no details', () => {
    expect(errorsOf(startRequest, { ...start({}) as object, details: { trigger: 'a fall' } })).toEqual(['/details/trigger wrong-type']);
    expect(errorsOf(startRequest, { ...start({}) as object, details: { trigger: null } })).toEqual(['/details/trigger wrong-type']);
    expect(errorsOf(startRequest, { ...start({}) as object, details: {} })).toEqual(['/details/trigger required']);
  });

  const gaps = (changed: object, now = Date.parse(at)): string[] => contractOf(pathway)!.atStart!({ trigger: { ...trigger, ...changed } }, now, (name) => policyOf(pathway)!.numbers[name]?.value).map(({ pointer, code }) => `${pointer} ${code}`);
  it('is accepted long after it happened, and a minute ahead of it, for clocks differ; not before it', () => {
    expect([gaps({}), gaps({}, Date.parse(at) + 40 * 86_400_000), gaps({}, Date.parse(at) - 60_000)]).toEqual([[], [], []]);
    expect(gaps({}, Date.parse(at) - 60_001)).toEqual(['/details/trigger/occurredAt in-the-future']);
  });
  it('takes two falls of seven days to the minute, not of more', () => {
    expect([gaps({ earlierAt: days(7) }), gaps({ earlierAt: new Date(Date.parse(days(7)) - 1).toISOString() })]).toEqual([[], ['/details/trigger/earlierAt more-than-a-week-apart']]);
    expect(gaps({ earlierAt: days(8) }, Date.parse(at) - 120_000)).toEqual(['/details/trigger/occurredAt in-the-future', '/details/trigger/earlierAt more-than-a-week-apart']);
  });
});

describe('its triggers', () => {
  it('are those of every pathway and its own, and the protocol knows them all', () => {
    expect(triggerKinds(pathway).slice(5)).toEqual(['two-falls-in-a-week', 'head-injury', 'new-confusion', 'repeat-fall', 'back-from-hospital']);
    expect([...triggerKinds(pathway)].toSorted()).toEqual([...fallsReview.triggers].toSorted());
  });
  it('ask for no earlier fall', () => {
    expect(errorsOf(triggerRequest, { kind: 'two-falls-in-a-week', occurredAt: at, note: 'twice since Monday' })).toEqual([]);
    expect(errorsOf(triggerRequest, { kind: 'two-falls-in-a-week', occurredAt: at, note: 'n', earlierAt: at })).toEqual(['/earlierAt unknown-field']);
  });
});

const check = { route: 'ucr', redFlags: ['vomited'], antithrombotic: 'unknown', by: 'a nurse', findings: 'drowsy', adviceGivenTo: 'her son', someoneWithThem: true };
const agreed = { title: 'stop the night tablet', owner: 'a-nurse', dueAt: at, completionCheck: 'box looked at' };
const record = {
  medicationActions: 'night tablet stopped', equipmentChanges: { noneBecause: 'all in place' }, hydrationAndNutrition: 'drinks well', homeSafetyPlan: 'rugs gone', cognition: { notDoneBecause: 'asleep' }, lyingStandingBloodPressure: '130/80, 110/70',
  personsView: 'wants to walk', safeguarding: { considered: true, concern: false, rationale: 'family is near' }, actions: [],
};
const line = { if: 'another fall', call: '111', respondWithin: 'PT2H' };
const good: Record<string, object[]> = {
  'urgent-clinical-check': [check, { ...check, route: '999', redFlags: [], antithrombotic: 'yes', someoneWithThem: false }, { ...check, route: 'ed' }, { ...check, route: 'seen' }, { ...check, route: 'phone' }],
  'risk-assessed': [{ findings: 'tired', riskOfHarmNow: 'falls at night' }], 'safety-net-written': [{ plan: [line] }, { plan: [line, line] }],
  'review-booked': [{ reviewAt: at, attendees: ['the GP'] }, { reviewAt: at, attendees: ['the GP', 'her son'], lateBecause: 'the GP is away' }],
  'review-held': [record, { ...record, heldAt: at, actions: [agreed, { ...agreed, checkedByAnother: true }], safeguarding: { considered: true, concern: true, rationale: 'left alone' } }],
  'safeguarding-immediate': [{ immediateSafety: 'her sister is there', by: 'the team' }], 'safeguarding-referral': [{ referredAt: at, to: 'the council' }, { referredAt: at, to: 'the council', reference: 'S 12' }],
  'safeguarding-answer': [{ answer: 'enquiry opened' }], 'safety-net-shared': [{ sharedWith: ['person', 'family', 'partner'], understood: true, how: 'read together' }], 'visit-to-explain': [{ visitedAt: at, by: 'a nurse', understood: true }],
};
const bad: [string, object, string[]][] = [
  ['urgent-clinical-check', {}, ['/route required', '/redFlags required', '/antithrombotic required', '/by required', '/findings required', '/adviceGivenTo required', '/someoneWithThem required']],
  ['urgent-clinical-check', { ...check, route: 'wait', redFlags: [''], antithrombotic: true, someoneWithThem: 'yes' }, ['/route not-one-of', '/redFlags/0 empty', '/antithrombotic not-one-of', '/someoneWithThem wrong-type']],
  // NICE NG249: no score, no band.
  ['risk-assessed', { findings: 'tired', riskOfHarmNow: 'high', score: 7, band: 'high' }, ['/score unknown-field', '/band unknown-field']], ['risk-assessed', { findings: 3, riskOfHarmNow: '' }, ['/findings wrong-type', '/riskOfHarmNow empty']],
  ['safety-net-written', { plan: [] }, ['/plan too-small']], ['safety-net-written', { plan: [{ if: 'x', call: '111', respondWithin: 'soon' }, {}] }, ['/plan/0/respondWithin wrong-format', '/plan/1/if required', '/plan/1/call required', '/plan/1/respondWithin required']],
  ['review-booked', { reviewAt: 'soon', attendees: [] }, ['/reviewAt not-an-instant']], ['review-booked', { reviewAt: at, attendees: ['x'], lateBecause: ' ' }, ['/lateBecause empty']],
  ['review-held', {}, ['/medicationActions required', '/equipmentChanges required', '/hydrationAndNutrition required', '/homeSafetyPlan required', '/cognition required', '/lyingStandingBloodPressure required', '/personsView required', '/safeguarding required', '/actions required']],
  ['review-held', { ...record, equipmentChanges: {}, cognition: { noneBecause: 'x' }, homeSafetyPlan: '' }, ['/equipmentChanges/noneBecause required', '/homeSafetyPlan empty', '/cognition/notDoneBecause required', '/cognition/noneBecause unknown-field']],
  ['review-held', { ...record, safeguarding: { considered: false, concern: true } }, ['/safeguarding/considered not-one-of', '/safeguarding/rationale required']],
  ['review-held', { ...record, actions: [{ ...agreed, dueAt: 'Friday', completionCheck: '' }, {}] }, ['/actions/0/dueAt not-an-instant', '/actions/0/completionCheck empty', '/actions/1/title required', '/actions/1/owner required', '/actions/1/dueAt required', '/actions/1/completionCheck required']],
  ['safeguarding-referral', { referredAt: at }, ['/to required']], ['safeguarding-answer', { answer: '' }, ['/answer empty']],
  ['safety-net-shared', { sharedWith: [], understood: false, how: 'x' }, ['/sharedWith too-small', '/understood not-one-of']], ['visit-to-explain', { visitedAt: at, by: 'x', understood: false }, ['/understood not-one-of']],
];

describe('the evidence of a falls review', () => {
  it.each(['medicationActions', 'equipmentChanges', 'hydrationAndNutrition', 'homeSafetyPlan'])('asks the record of a review for everything that article 1 names: %s', (part) => {
    expect(errorsOf(evidenceOf(pathway, 'review-held')!, { ...record, [part]: undefined })).toEqual([`/${part} required`]);
  });
  it('is told here for every step of its own', () => {
    const every = Object.keys(contractOf('minimum-safe-discharge')!.evidence).filter((step) => evidenceOf('intake-review', step) === undefined);
    const own = Object.keys(contractOf(pathway)!.evidence).filter((step) => !every.includes(step));
    expect(own.toSorted()).toEqual(Object.keys(good).toSorted());
  });
  it.each(Object.entries(good))('%s takes what the table says, and its JSON Schema says the same', (step, all) => {
    const schema = new Ajv2020({ strict: false, validateFormats: false }).compile(needsOf(pathway, step));
    for (const evidence of all) {
      expect(errorsOf(evidenceOf(pathway, step)!, evidence)).toEqual([]);
      expect([schema(evidence), schema.errors]).toEqual([true, null]);
    }
  });
  it.each(bad)('%s refuses %j', (step, evidence, errors) => { expect(errorsOf(evidenceOf(pathway, step)!, evidence).toSorted()).toEqual(errors.toSorted()); });
  it.each(Object.entries(good))('%s takes nothing beside it', (step, [evidence]) => { expect(errorsOf(evidenceOf(pathway, step)!, { ...evidence, score: 3 })).toEqual(['/score unknown-field']); });

  it('names the owners of its actions, who must be known', () => {
    const owners = (step: string, evidence: JsonObject): unknown => contractOf(pathway)!.owners!(step, evidence);
    expect(owners('review-held', { ...record, actions: [agreed, { ...agreed, owner: 'a-porter' }] } as JsonObject)).toEqual([{ path: ['actions', 0, 'owner'], person: 'a-nurse' }, { path: ['actions', 1, 'owner'], person: 'a-porter' }]);
    expect(owners('review-booked', { reviewAt: at, attendees: ['the GP'] })).toEqual([]);
  });
});
