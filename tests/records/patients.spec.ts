import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { saveAdmission } from '#libs/records/intake.js';
import { correctedPatient, liveCasesOf, patientByNhsNumber, resolvePatient, type PatientAnswer } from '#libs/records/patients.js';
import { searchPatients } from '#libs/records/queries/search.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('patients'); }, 120_000);
afterAll(() => fresh.close());

const told = () => { const { nhsNumber, name, dateOfBirth } = somebody(); return { nhsNumber: nhsNumber!, name, dateOfBirth }; };
const resolve = (given: Parameters<typeof resolvePatient>[1], rehearsal = false) => resolvePatient(fresh.record.manager, given, { rehearsal });
const idOf = (answer: PatientAnswer) => (answer.ok ? answer.patient.id : answer.code);

describe('who is meant', () => {
  it('is the same person by NHS number, whatever the name; the case keeps the name that it was told', async () => {
    const given = told();
    const first = await resolve({ ...given, contacts: [{ name: 'c' }] });
    const second = await resolve({ ...given, name: 'Married Name' });
    expect(idOf(second)).toBe(idOf(first));
    expect(first).toMatchObject({ ok: true, patient: { ...given, contacts: [{ name: 'c' }] } });
    expect(second).toMatchObject({ patient: { name: 'Married Name' } });
    expect(await patientByNhsNumber(fresh.record.manager, given.nhsNumber)).toMatchObject({ name: given.name });
    expect(await resolve({ nhsNumber: given.nhsNumber })).toMatchObject({ ok: true, patient: given });
  });

  it('is refused when the number is known with another date of birth', async () => {
    const given = told();
    await resolve(given);
    expect(await resolve({ ...given, dateOfBirth: '1950-01-01' })).toEqual({ ok: false, code: 'identity-mismatch', missing: [] });
  });

  it('is asked for when somebody unknown is not told whole', async () => {
    expect(await resolve({ identifiers: [{ system: 'RX1', value: 'nobody' }] })).toEqual({ ok: false, code: 'identity-incomplete', missing: ['name', 'dateOfBirth'] });
    expect(await resolve({ name: 'n', dateOfBirth: '1950-01-01' })).toEqual({ ok: false, code: 'identity-incomplete', missing: ['nhsNumber'] });
  });

  it('is somebody whose number is all that is known, until somebody tells more; what was told first stays', async () => {
    const { nhsNumber, name, dateOfBirth } = told();
    const alone = await resolve({ nhsNumber });
    expect(alone).toEqual({ ok: true, patient: { id: expect.any(String), nhsNumber, name: 'Name not known' } });
    expect(await patientByNhsNumber(fresh.record.manager, nhsNumber)).toMatchObject({ name: 'Name not known', dateOfBirth: null });
    expect(await resolve({ nhsNumber, dateOfBirth })).toMatchObject({ ok: true, patient: { id: idOf(alone), name: 'Name not known', dateOfBirth } });
    expect(await resolve({ nhsNumber, name })).toMatchObject({ ok: true, patient: { id: idOf(alone), name, dateOfBirth } });
    await resolve({ nhsNumber, name: 'Married Name' });
    expect(await patientByNhsNumber(fresh.record.manager, nhsNumber)).toMatchObject({ name, dateOfBirth });
    expect(await resolve({ nhsNumber, dateOfBirth: '1950-01-01' })).toMatchObject({ code: 'identity-mismatch' });
  });

  it('is found by a local identifier, and the NHS number is learned', async () => {
    const identifiers = [{ system: 'RX1', value: `L${told().nhsNumber}` }];
    const { nhsNumber, name, dateOfBirth } = told();
    const local = await resolve({ identifiers, name, dateOfBirth });
    expect(idOf(await resolve({ identifiers, name, dateOfBirth }))).toBe(idOf(local));
    expect(idOf(await resolve({ identifiers, nhsNumber, name, dateOfBirth }))).toBe(idOf(local));
    expect(idOf(await resolve({ nhsNumber }))).toBe(idOf(local));
    expect(idOf(await resolve({ identifiers, nhsNumber: told().nhsNumber, name, dateOfBirth }))).not.toBe(idOf(local));
  });

  it('in a rehearsal is somebody of its own, but is held against the real register', async () => {
    const given = told();
    const rehearsed = await resolve(given, true);
    expect(idOf(await resolve({ ...given, dateOfBirth: '1950-01-01' }))).not.toBe('identity-mismatch');
    expect(await resolve(given, true)).toMatchObject({ code: 'identity-mismatch' });
    const live = told();
    expect(idOf(await resolve(live, true))).not.toBe(idOf(await resolve(live)));
    expect(idOf(await resolve(live, true))).toBe(idOf(await resolve(live)));
    expect(idOf(rehearsed)).toEqual(expect.any(String));
  });
});

describe('a correction', () => {
  it('reaches the register once the case has recorded it, and the old values stay in the events', async () => {
    const given = told();
    const resolved = await resolve(given);
    if (!resolved.ok) throw new Error('not resolved');
    const story = new CaseStory({ patient: resolved.patient });
    const right = told();
    const corrected = await correctedPatient(fresh.record.manager, resolved.patient, { nhsNumber: right.nhsNumber, name: 'Right Name' });
    expect(corrected).toEqual({ ok: true, patient: { ...resolved.patient, nhsNumber: right.nhsNumber, name: 'Right Name' } });
    expect(await patientByNhsNumber(fresh.record.manager, right.nhsNumber)).toBeNull();
    story.add('patient-corrected', { patient: { ...resolved.patient, nhsNumber: right.nhsNumber, name: 'Right Name' }, before: resolved.patient, reason: 'typed wrong' });
    await writeTail(fresh.record.manager, story.caseId, story.events);
    expect(await patientByNhsNumber(fresh.record.manager, right.nhsNumber)).toMatchObject({ id: resolved.patient.id, name: 'Right Name' });
    expect(await patientByNhsNumber(fresh.record.manager, given.nhsNumber)).toBeNull();
  });

  it('to a number that somebody else has makes it a case about them, unless the dates of birth differ', async () => {
    const [one, other] = [await resolve(told()), await resolve(told())];
    if (!one.ok || !other.ok) throw new Error('not resolved');
    expect(await correctedPatient(fresh.record.manager, one.patient, { nhsNumber: other.patient.nhsNumber! })).toMatchObject({ ok: true, patient: { id: other.patient.id } });
    expect(await correctedPatient(fresh.record.manager, one.patient, { nhsNumber: other.patient.nhsNumber!, dateOfBirth: '1950-01-01' })).toMatchObject({ ok: false, code: 'identity-mismatch' });
  });
});

describe('a case of which only the number was told', () => {
  it('takes no name or date of birth from the register when it is corrected in something else', async () => {
    const { nhsNumber, name, dateOfBirth } = told();
    const resolved = await resolve({ nhsNumber });
    if (!resolved.ok) throw new Error('not resolved');
    const story = new CaseStory({ patient: resolved.patient });
    await writeTail(fresh.record.manager, story.caseId, story.events);
    await resolve({ nhsNumber, name, dateOfBirth });
    const corrected = await correctedPatient(fresh.record.manager, resolved.patient, { contacts: [{ name: 'c' }] });
    if (!corrected.ok) throw new Error('not corrected');
    story.add('patient-corrected', { patient: corrected.patient, before: resolved.patient, reason: 'a contact' });
    await writeTail(fresh.record.manager, story.caseId, story.events);
    expect(await patientByNhsNumber(fresh.record.manager, nhsNumber)).toMatchObject({ name, dateOfBirth });
  });

  it('is about somebody whom we know when the number is corrected to theirs', async () => {
    const given = told();
    const [alone, known] = [await resolve({ nhsNumber: told().nhsNumber }), await resolve(given)];
    if (!alone.ok || !known.ok) throw new Error('not resolved');
    expect(await correctedPatient(fresh.record.manager, alone.patient, { nhsNumber: given.nhsNumber })).toEqual({ ok: true, patient: known.patient });
  });
});

describe('a search by NHS number', () => {
  it('finds the cases and admissions that the viewer may see, and is written down whether it finds anything or not', async () => {
    const given = told();
    const resolved = await resolve(given);
    if (!resolved.ok) throw new Error('not resolved');
    const story = new CaseStory({ patient: resolved.patient });
    const rehearsal = new CaseStory({ patient: resolved.patient, rehearsal: true });
    for (const each of [story, rehearsal]) await writeTail(fresh.record.manager, each.caseId, each.events);
    await saveAdmission(fresh.record.manager, { organisationId: 'riverside', nhsNumber: given.nhsNumber, name: given.name, dateOfBirth: given.dateOfBirth, ward: 'Ward 1' });
    const search = (person: string, nhsNumber = given.nhsNumber) => searchPatients(fresh.record.manager, reading(person), nhsNumber);
    expect(await search('riverside-hub')).toMatchObject({ patient: { id: resolved.patient.id, ...given }, cases: [{ id: story.caseId }], admissions: [{ ward: 'Ward 1', caseId: story.caseId }] });
    expect(await search('hillview-hub')).toEqual({ patient: null, cases: [], admissions: [] });
    expect(await search('riverside-hub', '9990001112')).toEqual({ patient: null, cases: [], admissions: [] });
    expect(await fresh.record.query('select person_id, nhs_number, patient_id from patient_searches order by id')).toEqual([
      { person_id: 'riverside-hub', nhs_number: given.nhsNumber, patient_id: resolved.patient.id }, { person_id: 'hillview-hub', nhs_number: given.nhsNumber, patient_id: resolved.patient.id },
      { person_id: 'riverside-hub', nhs_number: '9990001112', patient_id: null },
    ]);
    expect(await liveCasesOf(fresh.record.manager, { patientId: resolved.patient.id })).toEqual([{ id: story.caseId, pathway: 'minimum-safe-discharge', status: 'open', version: 1, organisation: 'riverside' }]);
    expect(await liveCasesOf(fresh.record.manager, { patientId: null, admissionId: 'none' })).toEqual([]);
  });
});
