import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { z } from 'zod';
import { fieldErrors } from '#apps/api/http/issues.js';
import { startRequest, triggerKinds, triggerRequest } from '#libs/contracts/http/cases.js';
import { isDecisionStep, evidenceOf, needsOf } from '#libs/contracts/http/evidence.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { policyOf } from '#libs/policies/released.js';
import { stabilised, wholeHandover, postEscalation } from '#tests/support/pathways/taper.js';

const pathway = 'step-down-tapering';
const at = '2026-06-10T11:00:00Z';
const errorsOf = (schema: z.ZodType, value: unknown): string[] => {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? [] : fieldErrors(result.error.issues).map(({ pointer, code }) => `${pointer} ${code}`);
};
const action = { title: 'melatonin', owner: 'a-nurse', dueAt: at, completionCheck: 'she says so' };
const restriction = { what: 'w', because: 'b', alternativesConsidered: 'a', until: at, reviewAt: at, stepDownPlan: 's' };

const good: Record<string, unknown[]> = {
  'handover-accepted': [{ accepted: true }], 'handover-clarified': [{ answer: 'with her sister' }],
  'handover-dispute': [{ resolution: 'accept-as-is', rationale: 'r' }, { resolution: 'other-lead', rationale: 'r' }, { resolution: 'back-to-crisis-team', rationale: 'r' }],
  'handover-completed': [{ handover: { formulation: 'low' } }, { handover: { restrictions: [restriction], contacts: [] } }, { handover: wholeHandover }],
  'first-contact': [{ contactedAt: at, how: 'visit', presentation: 'tired', warningSigns: [] }, { contactedAt: at, how: 'phone', presentation: 'tired', warningSigns: ['stops sleeping'] }],
  'crisis-plan-reviewed': [{ plan: 'ring her sister', outOfHours: 'the line' }, { plan: [{ if: 'worse', call: '111', respondWithin: 'PT2H' }], outOfHours: 'the line' }],
  'stabilisation-agreed': [stabilised(), stabilised({ sleep: [action], routine: [{ ...action, checkedByAnother: true }] })],
  'care-plan-sent': [{ sentAt: at, to: 'the GP' }], 'triggers-communicated': [{ triggers: ['stops eating'], toPerson: true, toPartners: [] }],
  contact: [{ contactedAt: at, how: 'visit', warningSigns: [{ sign: 'stops eating', seen: false }], note: 'well' }], 'welfare-check': [{ seenAt: at, by: 'a nurse', outcome: 'well' }],
  'crisis-response': [{ answer: 'went there', by: 'a nurse' }], 'supervision-review': [{ discussedAt: at, learning: 'l' }], 'safeguarding-action': [{ done: 'd', proportionate: 'p', impact: 'i' }],
  'safeguarding-route': [{ seenAt: at, seenAlone: true, asked: 'a', safeContact: 's', referral: { to: 'the service' } }, { seenAt: at, seenAlone: true, asked: 'a', safeContact: 's', referral: { noneBecause: 'n' } }],
  'restriction-review': [{ decision: 'continue', rationale: 'r', until: at, reviewAt: at }, { decision: 'modify', rationale: 'r', until: at, reviewAt: at }, { decision: 'step-down', rationale: 'r' }, { decision: 'step-down', rationale: 'r', until: at, reviewAt: at }],
  'post-escalation-review': [postEscalation(at), { ...postEscalation(at), safeguarding: 'the referral was answered', contactCadence: { unchangedBecause: 'often enough' }, interfaceProblem: { noneBecause: 'all answered' } }],
  'restriction-not-begun': [{ resolution: 'started-by-hand', note: 'by the hub' }, { resolution: 'no-longer-in-force', note: 'ended on the ward' }],
  'closing-review': [{ goals: 'met', stability: 's', personsView: 'ready', handedBackTo: 'the GP' }],
};
const bad: [string, unknown, string[]][] = [
  ['handover-accepted', { accepted: false }, ['/accepted not-one-of']], ['handover-dispute', { resolution: 'later', rationale: 'r' }, ['/resolution not-one-of']],
  ['handover-completed', { handover: { formulation: '', colour: 'red' } }, ['/handover/formulation empty', '/handover/colour unknown-field']],
  ['handover-completed', { handover: { restrictions: [{ ...restriction, reviewAt: 'soon' }] } }, ['/handover/restrictions/0/reviewAt not-an-instant']],
  ['first-contact', { contactedAt: at, how: 'visit', presentation: 'tired' }, ['/warningSigns required']], ['first-contact', { contactedAt: at, how: 'visit', presentation: 'tired', warningSigns: [''] }, ['/warningSigns/0 empty']],
  ['crisis-plan-reviewed', { plan: [], outOfHours: 'x' }, ['/plan too-small']], ['crisis-plan-reviewed', { plan: 'x' }, ['/outOfHours required']],
  ['stabilisation-agreed', stabilised({ sleep: [] }), ['/sleep too-small']], ['stabilisation-agreed', stabilised({ sleep: {} }), ['/sleep/notNeededBecause required']], ['stabilisation-agreed', stabilised({ sleep: [{ title: 'x' }] }), ['/sleep/0/owner required', '/sleep/0/dueAt required', '/sleep/0/completionCheck required']],
  ['triggers-communicated', { triggers: [], toPerson: false, toPartners: [] }, ['/toPerson not-one-of']],
  ['contact', { contactedAt: at, how: 'visit', warningSigns: [], note: 'n' }, ['/warningSigns too-small']], ['contact', { contactedAt: at, how: 'visit', warningSigns: [{ sign: 'x' }], note: 'n' }, ['/warningSigns/0/seen required']],
  ['welfare-check', { seenAt: at, by: 'x' }, ['/outcome required']], ['safeguarding-action', { done: 'd' }, ['/proportionate required', '/impact required']], ['safeguarding-route', { seenAt: at, seenAlone: false, asked: 'a', safeContact: 's', referral: { to: 't' } }, ['/seenAlone not-one-of']],
  ['restriction-review', { decision: 'continue', rationale: 'r' }, ['/until required', '/reviewAt required']], ['restriction-review', { decision: 'drop', rationale: 'r' }, ['/decision not-one-of']],
  ['closing-review', { goals: 'met' }, ['/stability required', '/personsView required', '/handedBackTo required']],
];

describe('the evidence of a taper', () => {
  it('is known for each of its own steps', () => {
    const everywhere = ['trigger-response', 'hospital-message-review', 'after-death', 'wrong-person-put-right', 'weekly-review', 'action'];
    expect(Object.keys(policyOf(pathway)!.steps).filter((step) => !isDecisionStep(step) && !everywhere.includes(step)).toSorted()).toEqual(Object.keys(good).toSorted());
  });
  it.each(Object.entries(good))('%s takes what the pathway asks for, and its JSON Schema says the same', (step, all) => {
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile(needsOf(pathway, step));
    for (const evidence of all) {
      expect(errorsOf(evidenceOf(pathway, step)!, evidence)).toEqual([]);
      expect([check(evidence), check.errors]).toEqual([true, null]);
    }
  });
  it.each(bad)('%s %j', (step, evidence, errors) => { expect(errorsOf(evidenceOf(pathway, step)!, evidence)).toEqual(errors); });
  it('says at every contact of a taper or a step-up which early signs were seen, and which were not', () => {
    const { warningSigns: _, ...without } = good['contact']![0] as { warningSigns: unknown };
    for (const each of [pathway, 'step-up']) {
      expect(errorsOf(evidenceOf(each, 'contact')!, without)).toEqual(['/warningSigns required']);
      expect(errorsOf(evidenceOf(each, 'contact')!, { ...without, warningSigns: [] })).toEqual(['/warningSigns too-small']);
    }
  });
  it('names the people who own what was agreed, so that they must be known', () => {
    expect(contractOf(pathway)!.owners!('stabilisation-agreed', stabilised({ routine: [action, { ...action, owner: 'another' }] }))).toEqual([{ path: ['routine', 0, 'owner'], person: 'a-nurse' }, { path: ['routine', 1, 'owner'], person: 'another' }]);
    expect(contractOf(pathway)!.owners!('first-contact', {})).toEqual([]);
  });
});

describe('the start of a taper', () => {
  const details = { crisisTeam: 'Riverside', dischargedAt: at, from: 'inpatient', handover: wholeHandover, suicideRisk: 'not-assessed', safeguarding: { indicators: [] } };
  const begin = (more: Record<string, unknown> = {}): string[] => errorsOf(startRequest, {
    pathway, patient: { nhsNumber: '9990000018' }, organisation: 'riverside', owners: { clinicalLead: 'a', coordinator: 'b', escalationOwner: 'c' }, details: { ...details, ...more },
  });

  it('takes a whole handover, lists empty or not', () => {
    expect([begin(), begin({ handover: { ...wholeHandover, restrictions: [restriction], contacts: [] }, safeguarding: { indicators: ['bruises'] } })]).toEqual([[], []]);
  });
  it('refuses a handover with a gap, each with its pointer, unless somebody says why', () => {
    const { medication: _, contacts: __, ...gaps } = wholeHandover;
    expect(begin({ handover: gaps })).toEqual(['/details/handover/medication required', '/details/handover/contacts required']);
    expect([begin({ handover: gaps, incompleteBecause: 'the ward moved' }), begin({ handover: {}, incompleteBecause: 'the ward moved' })]).toEqual([[], []]);
    // What is there must be right all the same, and all that is wrong is told at once.
    expect(begin({ handover: { ...gaps, formulation: '' }, incompleteBecause: 'x' })).toEqual(['/details/handover/formulation empty']);
    expect(begin({ handover: gaps, from: 'home' })).toEqual(['/details/from not-one-of', '/details/handover/medication required', '/details/handover/contacts required']);
    expect(begin({ incompleteBecause: 'x' })).toEqual(['/details/incompleteBecause nothing-is-missing']);
    expect(begin({ handover: { ...wholeHandover, contacts: [{ name: 'x', contact: 'y' }], restrictions: [{ ...restriction, because: '' }] } })).toEqual(['/details/handover/restrictions/0/because empty', '/details/handover/contacts/0/mayShare required']);
  });
  it('takes a taper of whole days and weeks that can be kept', () => {
    expect([begin({ taper: [{ every: 'P3D', for: 'P2W' }, { every: 'P1W', for: 'P4W' }] }), begin({ taper: [{ every: 'P1D', for: 'P60D' }] })]).toEqual([[], []]);
    expect(begin({ taper: [] })).toEqual(['/details/taper too-small']);
    expect(begin({ taper: [{ every: 'PT12H', for: 'P2W' }] })).toEqual(['/details/taper/0/every wrong-format']);
    expect(begin({ taper: [{ every: 'P1D', for: 'P1D' }, { every: 'P1W', for: 'P6D' }] })).toEqual(['/details/taper/1/every longer-than-its-stage']);
    expect(begin({ taper: [{ every: 'P1D', for: 'P61D' }] })).toEqual(['/details/taper too-many-contacts']);
    expect(begin({ taper: Array.from({ length: 21 }, () => ({ every: 'P1D', for: 'P1D' })) })).toEqual(['/details/taper too-large']);
    expect(begin({ taper: [{ every: 'P90W', for: 'P100W' }] })).toEqual(['/details/taper/0/for too-long']);
  });
  it('may lie before the discharge, not twelve weeks before', () => {
    const gaps = (dischargedAt: string): unknown => contractOf(pathway)!.atStart!({ ...details, dischargedAt }, Date.parse(at), (name) => policyOf(pathway)!.numbers[name]?.value);
    expect([gaps('2026-09-02T11:00:00.000Z'), gaps('2020-01-01T00:00:00.000Z')]).toEqual([[], []]);
    expect(gaps('2026-09-02T11:00:00.001Z')).toEqual([{ pointer: '/details/dischargedAt', code: 'too-far-ahead', message: 'lies more than P12W ahead' }]);
  });
});

describe('the triggers of a taper', () => {
  it('are its own beside those of every pathway, and only a warning sign has a sign', () => {
    expect(triggerKinds(pathway).slice(5)).toEqual(['warning-sign', 'crisis', 're-presentation']);
    expect(errorsOf(triggerRequest, { kind: 'warning-sign', occurredAt: at, note: 'n', sign: 'stops eating' })).toEqual([]);
    expect(errorsOf(triggerRequest, { kind: 'crisis', occurredAt: at, note: 'n', sign: 'stops eating' })).toEqual(['/sign only-for-warning-sign']);
  });
});
