import { parseNhsNumber } from '#libs/domain/nhs-number.js';
import { LONGEST_VALUE, shortened, type HospitalPatient, type Unreadable } from '../hospital-message.js';
import { asList, at, nameWords, uuidOf, words, type Entry } from './bundle.js';

const NHS_NUMBER = /^https:\/\/fhir\.nhs\.uk\/id\/nhs-number$/i;

export interface ReadPatient { patient: HospitalPatient | null; dead: boolean; flags: string[]; unreadable: Unreadable[] }

/**
 * The person of a referral. A wrong NHS number is never used for anything; a person with a name and a date of birth then is known by this referral alone, so that a bad field loses nobody.
 * null: neither a number nor a name with a date of birth can be read.
 */
export function readPatient(entry: Entry | undefined, place: string): ReadPatient {
  const found: ReadPatient = { patient: null, dead: false, flags: [], unreadable: [] };
  if (!entry) return { ...found, flags: ['patient-missing'] };
  const { resource } = entry;
  const patient: HospitalPatient = { identifiers: [] };
  const odd = (field: string, value: string, rule: string): void => { found.flags.push(rule); found.unreadable.push({ field, value: shortened(value), rule }); };
  for (const identifier of asList(resource['identifier']).slice(0, 20)) {
    const [system, value] = [words(at(identifier, 'system')), words(at(identifier, 'value'))];
    if (value === '') continue;
    const reading = NHS_NUMBER.test(system) ? parseNhsNumber(value) : null;
    if (reading?.ok && patient.nhsNumber !== undefined && patient.nhsNumber !== reading.nhsNumber) { odd('Patient.identifier', `${patient.nhsNumber} ${reading.nhsNumber}`, 'nhs-number-twice'); delete patient.nhsNumber; break; }
    if (reading?.ok) patient.nhsNumber = reading.nhsNumber;
    else if (reading) odd('Patient.identifier', value, reading.rule === 'check-digit' ? 'nhs-number-check-digit' : 'nhs-number-length');
    else if (value.length > LONGEST_VALUE) odd('Patient.identifier', value, 'identifier-length');
    else patient.identifiers.push({ system: shortened(system || place || 'unknown'), value });
  }
  const name = nameWords(resource);
  if (name !== '') patient.name = shortened(name);
  const born = words(resource['birthDate']);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(born) ? new Date(`${born}T00:00:00Z`) : undefined;
  if (date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(born) && date.getUTCFullYear() >= 1850 && date.getTime() <= Date.now() + 14 * 3_600_000) patient.dateOfBirth = born;
  else if (born !== '') odd('Patient.birthDate', born, 'date-unreadable');
  const dead = resource['deceasedBoolean'] === true || words(resource['deceasedDateTime']) !== '';
  // Where a number was sent that cannot be trusted, nothing else stands in for it.
  if (patient.nhsNumber === undefined && found.flags.some((flag) => flag.startsWith('nhs-number'))) patient.identifiers = [];
  const complete = patient.name !== undefined && patient.dateOfBirth !== undefined;
  if (patient.nhsNumber === undefined && !complete) return { ...found, dead, flags: [...found.flags, 'person-not-known'] };
  if (patient.nhsNumber === undefined && patient.identifiers.length === 0) {
    found.flags.push('no-identifier');
    const uuid = uuidOf(entry) || words(resource['id']);
    if (uuid === '') return { ...found, dead };
    patient.identifiers.push({ system: shortened(`${place || 'unknown'} referral`), value: uuid });
  }
  return { ...found, patient, dead };
}
