import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { z } from 'zod';
import { fieldErrors } from '#apps/api/http/issues.js';
import { endRequest, patientRequest, startRequest, triggerKinds, triggerRequest } from '#libs/contracts/http/cases.js';
import { evidenceOf, isDecisionStep, needsOf, stepsWithEvidence } from '#libs/contracts/http/evidence.js';
import { date, duration, instant, nhsNumber, text } from '#libs/contracts/http/fields.js';
import { casesQuery, tasksQuery } from '#libs/contracts/http/lists.js';
import { declinedRequest } from '#libs/contracts/http/tasks.js';
import type * as schemas from '#libs/contracts/http/views.js';
import type * as views from '#libs/contracts/views.js';
import { policies } from '#libs/policies/released.js';

const errorsOf = (schema: z.ZodType, value: unknown): string[] => {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? [] : fieldErrors(result.error.issues).map(({ pointer, code }) => `${pointer} ${code}`);
};
const at = '2026-10-23T11:00:00Z';

/** What the record's queries give fits what the document says. A compile error here, not a failing test. */
type Fits<Given, Said> = Given extends Said ? true : never;
const fits: [
  Fits<views.TaskView & { needs: views.TaskView['about'] & object }, z.output<typeof schemas.task>>, Fits<views.EscalationView, z.output<typeof schemas.escalation>>,
  Fits<Omit<views.CaseSummary, 'status'> & { status: 'open' | 'closed'; watching: boolean }, z.output<typeof schemas.caseSummary>>, Fits<views.EventView, z.output<typeof schemas.event>>,
  Fits<views.RefusalView, z.output<typeof schemas.refusal>>, Fits<views.AdmissionView, z.output<typeof schemas.admission>>, Fits<views.RoleHolderView, z.output<typeof schemas.directoryPerson>>,
  Fits<views.MeView, z.output<typeof schemas.me>>,
] = [true, true, true, true, true, true, true, true];

describe('fields', () => {
  it('takes instants with any offset and goes on in UTC', () => {
    expect(fits).toHaveLength(8);
    expect(instant.parse('2026-10-23T12:00:00+01:00')).toBe('2026-10-23T11:00:00.000Z');
    expect(instant.parse('2024-02-29t23:59:59.123456z')).toBe('2024-02-29T23:59:59.123Z');
  });
  it.each(['2026-02-30T10:00:00Z', '2026-10-23T25:00:00Z', '2026-10-23T24:00:00Z', '2026-10-23T11:00:00', '2026-10-23', '1899-12-31T23:59:59Z', '2200-01-01T00:00:00Z', '2026-10-23 11:00:00Z', '+002026-10-23T11:00:00Z', '2026-10-23T11:00:60Z', '', 'now'])('does not take %s for an instant', (written) => {
    expect(instant.safeParse(written).success).toBe(false);
  });
  it.each(['PT4H', 'P12W', 'P1DT12H', 'PT0.5S', 'PT72H'])('takes %s for a duration', (written) => { expect(duration.parse(written)).toBe(written); });
  it.each(['', 'P', 'PT', 'PT0S', 'P1M', 'P1Y', '-PT1H', 'PT1', '4h', 'P0D', 'PT9999999999H', 'P999999999W'])('does not take %s for a duration', (written) => { expect(duration.safeParse(written).success).toBe(false); });
  it.each(['1941-03-09', '2024-02-29'])('takes %s for a date', (written) => { expect(date.parse(written)).toBe(written); });
  it.each(['1941-13-09', '2023-02-29', '09/03/1941', '1700-01-01', '1941-3-9', ''])('does not take %s for a date', (written) => { expect(date.safeParse(written).success).toBe(false); });
  it('checks NHS numbers and takes their spaces out', () => {
    expect(nhsNumber.parse('999 000 0018')).toBe('9990000018');
    expect(errorsOf(nhsNumber, '9990000019')).toEqual([' check-digit']);
    expect(errorsOf(nhsNumber, '999000001')).toEqual([' wrong-format']);
  });
  it('refuses text that says nothing, or that no database can hold', () => {
    expect(errorsOf(text, '')).toEqual([' empty']);
    expect(errorsOf(text, ' \n ')).toEqual([' empty']);
    expect(errorsOf(text, 'a\u0000b')).toEqual([' not-text']);
    expect(errorsOf(text, 'a\ud800b')).toEqual([' not-text']);
    expect(errorsOf(text, '\ud83d\ude00')).toEqual([]);
    expect(errorsOf(text, 'x'.repeat(10_001))).toEqual([' too-large']);
  });
});

describe('requests', () => {
  const start = {
    pathway: 'minimum-safe-discharge', patient: { nhsNumber: '9990000018', name: 'Ada Field', dateOfBirth: '1941-03-09' }, organisation: 'riverside', owners: { clinicalLead: 'a', coordinator: 'b', escalationOwner: 'c' },
    details: { ward: 'Ash', plannedDischargeAt: at, dischargePathway: 1, destination: 'own-home' },
  };
  it('names every field of a start that is wrong', () => {
    expect(errorsOf(startRequest, start)).toEqual([]);
    expect(errorsOf(startRequest, { ...start, patient: { nhsNumber: '9990000018' } })).toEqual([]);
    expect(errorsOf(startRequest, { ...start, patient: undefined })).toEqual(['/patient required']);
    expect(errorsOf(startRequest, { ...start, admissionId: 'x' })).toEqual(['/admissionId patient-or-admission']);
    expect(errorsOf(startRequest, { ...start, patient: { name: 'Ada Field', dateOfBirth: '1941-03-09', identifiers: [] } })).toEqual(['/patient/nhsNumber required']);
    expect(errorsOf(startRequest, { ...start, owners: { clinicalLead: 'a', coordinator: '' } })).toEqual(['/owners/coordinator empty', '/owners/escalationOwner required']);
    expect(errorsOf(startRequest, { ...start, details: { ...start.details, dischargePathway: 4, destination: 'home', bed: '4' } })).toEqual(['/details/dischargePathway not-one-of', '/details/destination not-one-of', '/details/bed unknown-field']);
    expect(errorsOf(startRequest, { ...start, pathway: 'intake-review' })).toEqual(['/pathway not-one-of']);
    expect(errorsOf(startRequest, [])).toEqual([' wrong-type']);
  });
  it('asks what was decided for somebody without capacity', () => {
    const said = { by: 'the person', capacity: 'lacking', explained: 'twice', alternative: 'a daily call' };
    expect(errorsOf(declinedRequest, said)).toEqual(['/bestInterests required']);
    expect(errorsOf(declinedRequest, { ...said, bestInterests: {} })).toEqual(['/bestInterests empty']);
    expect(errorsOf(declinedRequest, { ...said, bestInterests: { decided: 'stay', consulted: ['the daughter'] } })).toEqual([]);
    expect(errorsOf(declinedRequest, { ...said, capacity: 'presumed' })).toEqual([]);
  });
  it('keeps the triggers of each pathway apart', () => {
    expect(triggerKinds('minimum-safe-discharge')).toEqual(['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'left-before-safe', 'readmission']);
    expect(triggerKinds('intake-review')).toHaveLength(5);
    expect(errorsOf(triggerRequest, { kind: 'fell-asleep', occurredAt: at, note: 'x' })).toEqual(['/kind not-one-of']);
  });
  it('refuses a correction of nothing, and an end for no reason that is known', () => {
    expect(errorsOf(patientRequest, { reason: 'typed wrong' })).toEqual([' nothing-to-correct']);
    expect(errorsOf(endRequest, { because: 'tired', at, note: 'x' })).toEqual(['/because not-one-of']);
  });
  it('refuses ten digits in a search, however they are spaced, and unknown parameters', () => {
    for (const q of ['9990000018', '999 000 0018', 'Mrs 999-000-0018', '99900.00018']) expect(errorsOf(casesQuery, { q })).toEqual(['/q nhs-number-in-url']);
    for (const q of ['Ash 4', '12345678-1234-4321-8888-123456789012']) expect(errorsOf(casesQuery, { q })).toEqual([]);
    expect(errorsOf(tasksQuery, { limit: '0' })).toEqual(['/limit out-of-range']);
    expect(errorsOf(tasksQuery, { limit: 'ten', mine: '1', colour: 'red' })).toEqual(['/limit wrong-format', '/mine not-one-of', '/colour unknown-field']);
    expect(errorsOf(tasksQuery, { mine: ['true', 'true'] })).toEqual(['/mine not-one-of']);
  });
});

const good: Record<string, unknown[]> = {
  'first-visit-booked': [{ visitAt: at, provider: 'district nurses' }, { visitAt: at, until: at, provider: 'x' }, { acceptedBy: 'Sister Ray', organisation: 'Elm House' }, { noneNeeded: true, because: 'pathway 0' }],
  'medicines-reconciled': [{ changes: 'none', supplied: true }, { changes: 'two', supplied: true, whoGivesThem: 'the daughter' }],
  'equipment-in-place': [{ items: ['bed'], deliveryAt: at }, { items: [], noneNeeded: true }],
  'red-flag-instructions-given': [{ givenTo: ['person'], understood: true, how: 'talked through' }, { givenTo: ['carer'], understood: true, how: 'x', capacity: 'assessed, lacking' }],
  'standards-confirmed': [{ confirmed: true }],
  'capacity-response': [{ contacted: 'discharge-hub', who: 'x', contactedAt: at, askedFor: 'a bed', response: 'tomorrow' }],
  departure: [{ leftAt: at }], 'gp-summary-sent': [{ sentAt: at, to: 'the GP' }], 'first-visit-done': [{ visitedAt: at, by: 'x' }],
  'safety-call': [{ spokeTo: 'x', how: 'well', worry: '999' }], 'person-seen': [{ seenAt: at, by: 'x', how: 'visit', findings: 'well' }, { seenAt: at, by: 'x', how: 'phone', findings: 'well', reason: 'snow' }],
  'left-before-safe-response': [{ contacted: 'the son', agreed: 'a visit tonight' }], 'trigger-response': [{ done: 'seen' }, { done: 'seen', partnerAnswer: 'coming' }],
  'hospital-message-review': [{ finding: 'wrong ward' }, { finding: 'x', readmitted: true }], 'after-death': [{ gpTold: true, partnersTold: [], cancelled: ['visits'] }], 'wrong-person-put-right': [{ done: 'told' }],
  'learning-review': [{ findings: 'x', change: 'y' }], 'weekly-review': [{ risks: [], nextAt: at }, { risks: [{ risk: 'a fall', owner: 'the nurse', consequence: 'a fracture' }], nextAt: at }], action: [{ done: 'x', check: 'y', checkedBy: 'z' }], 'message-review': [{ resolution: 'entered-by-hand', note: 'x' }],
};
const bad: [string, unknown, string[]][] = [
  ['first-visit-booked', {}, ['/visitAt required', '/provider required']], ['first-visit-booked', { visitAt: at, provider: '' }, ['/provider empty']],
  ['first-visit-booked', { noneNeeded: true }, ['/because required']], ['first-visit-booked', { visitAt: at, provider: 'x', acceptedBy: 'y', organisation: 'z' }, ['/acceptedBy unknown-field', '/organisation unknown-field']],
  ['first-visit-booked', { visitAt: at, until: '2026-10-23T10:00:00Z', provider: 'x' }, ['/until before-visit']],
  ['medicines-reconciled', { changes: 'none', supplied: false }, ['/supplied not-one-of']], ['equipment-in-place', { items: [] }, ['/items empty']], ['equipment-in-place', { items: [''] }, ['/items/0 empty']],
  ['red-flag-instructions-given', { givenTo: [], understood: true, how: 'x' }, ['/givenTo too-small', '/capacity capacity-missing']], ['red-flag-instructions-given', { givenTo: ['person'], understood: false, how: 'x' }, ['/understood not-one-of']],
  ['red-flag-instructions-given', { givenTo: ['carer'], understood: true, how: 'x' }, ['/capacity capacity-missing']], ['departure', { leftAt: 'noon' }, ['/leftAt not-an-instant']],
  ['safety-call', { spokeTo: 'x', how: 'y', worry: 'some' }, ['/worry not-one-of']], ['person-seen', { seenAt: at, by: 'x', how: 'phone', findings: 'y' }, ['/reason reason-missing']],
  ['after-death', { gpTold: true, partnersTold: 'nobody', cancelled: [] }, ['/partnersTold wrong-type']], ['standards-confirmed', { confirmed: true, note: 'x' }, ['/note unknown-field']], ['action', {}, ['/done required', '/check required', '/checkedBy required']],
  ['weekly-review', { risks: [{ risk: 'a fall', owner: 'x', consequence: 'y', likelihood: 3 }], nextAt: at }, ['/risks/0/likelihood unknown-field']],
];

describe('evidence', () => {
  const pathwayOf = (step: string) => (step === 'message-review' ? 'intake-review' : 'minimum-safe-discharge');
  it('is known for every step of every released policy that no decision completes', () => {
    const missing = policies.flatMap(({ pathway, steps }) => Object.keys(steps).filter((step) => !isDecisionStep(step) && evidenceOf(pathway, step) === undefined).map((step) => `${pathway} ${step}`));
    expect(missing).toEqual([]);
    const here = stepsWithEvidence().filter(({ pathway }) => ['minimum-safe-discharge', 'intake-review'].includes(pathway));
    expect(here.map(({ step }) => step).filter((step) => good[step] === undefined)).toEqual([]);
    expect(evidenceOf('minimum-safe-discharge', 'constructor')).toBeUndefined();
  });
  it.each(Object.entries(good))('%s takes what the pathway asks for, and its JSON Schema says the same', (step, all) => {
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile(needsOf(pathwayOf(step), step));
    for (const evidence of all) {
      expect(errorsOf(evidenceOf(pathwayOf(step), step)!, evidence)).toEqual([]);
      expect([check(evidence), check.errors]).toEqual([true, null]);
    }
  });
  it.each(bad)('%s %j', (step, evidence, errors) => { expect(errorsOf(evidenceOf(pathwayOf(step), step)!, evidence)).toEqual(errors); });
  it('says what a decision needs where only a decision will do', () => {
    expect(needsOf('minimum-safe-discharge', 'risk-decision')).toMatchObject({ type: 'object', required: expect.arrayContaining(['options', 'safetyNet', 'unsafe', 'mitigations']) });
    expect(needsOf('minimum-safe-discharge', 'departure')).toMatchObject({ properties: { leftAt: { type: 'string', format: 'date-time' } }, additionalProperties: false });
    expect(needsOf('nowhere', 'nothing')).toEqual({});
  });
});
