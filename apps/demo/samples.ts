import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';

/** Messages and people that nobody here wrote: read where they lie, never copied. */
export interface Samples {
  folder: string; messages: { name: string; bytes: Buffer }[]; people: SamplePerson[];
  /** Of these people: whose care plans tell of a fall's injury, and who was in a hospital's emergency department or bed. */
  fallen: SamplePerson[]; crises: SamplePerson[];
}
/** `nhsNumber` is of the range that the NHS gives to nobody; the same person has the same one every time. */
export interface SamplePerson { nhsNumber: string; name: string; family: string; given: string; dateOfBirth: string }

/** Where samples are looked for: HANDRAIL_SAMPLES, else `../shared/data` beside the checkout. */
export function samplesFolder(given = process.env['HANDRAIL_SAMPLES']): string {
  return given !== undefined && given !== '' ? given : join(dirname(checkoutFolder()), 'shared', 'data');
}

/** What lies there; `missing` names what does not. */
export function samples(folder = samplesFolder()): Samples & { missing: string[] } {
  const synthea = (name: string) => join(folder, 'synthea', name);
  const [hospital, people, plans, encounters] = [join(folder, 'hl7v2-adt'), synthea('patients.csv'), synthea('careplans.csv'), synthea('encounters.csv')];
  const missing = [hospital, people, plans, encounters].filter((path) => !existsSync(path));
  const living = missing.includes(people) ? new Map<string, SamplePerson>() : livingPeople(people);
  const among = (file: string, told: (row: Record<string, string>) => boolean) =>
    (missing.includes(file) ? [] : [...new Set(rowsOf(file).filter(told).map((row) => row['PATIENT'] ?? ''))].flatMap((id) => living.get(id) ?? []));
  return {
    folder, missing, messages: missing.includes(hospital) ? [] : messagesIn(hospital), people: [...living.values()],
    fallen: among(plans, (row) => /sprain|fracture|concussion|osteoarthritis/i.test(row['REASONDESCRIPTION'] ?? '')),
    crises: among(encounters, (row) => ['emergency', 'inpatient'].includes(row['ENCOUNTERCLASS'] ?? '')),
  };
}

const rowsOf = (file: string) => parse(readFileSync(file), { columns: true, skip_empty_lines: true }) as Record<string, string>[];

function messagesIn(folder: string): Samples['messages'] {
  return readdirSync(folder).filter((name) => name.endsWith('.hl7')).toSorted().map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** Synthea numbers its names (`Curt84`); people do not. */
function livingPeople(file: string): Map<string, SamplePerson> {
  const plain = (name = '') => name.replace(/\d+$/, '');
  return new Map(rowsOf(file).filter((row) => (row['DEATHDATE'] ?? '') === '' && /^\d{4}-\d\d-\d\d$/.test(row['BIRTHDATE'] ?? '')).map((row, index) => {
    const [given, family] = [plain(row['FIRST']), plain(row['LAST'])];
    return [row['Id'] ?? '', { nhsNumber: syntheticNhsNumber(800_000 + index), name: `${given} ${family}`, family, given, dateOfBirth: row['BIRTHDATE'] ?? '' }];
  }));
}

/** People of our own, invented, for where there are no samples. */
export const inventedPeople: readonly SamplePerson[] = [
  ['Ida', 'Marlowe', '1941-02-03'], ['Tobias', 'Fenwick', '1938-11-19'], ['Rosalind', 'Achebe', '1952-07-30'], ['Harold', 'Quill', '1947-01-08'],
  ['Mei', 'Okonedo', '1960-05-21'], ['Wilfred', 'Sands', '1933-09-14'], ['Petra', 'Lowry', '1944-12-02'], ['Amos', 'Tindall', '1955-03-27'], ['Winifred', 'Oake', '1939-10-05'],
].map(([given = '', family = '', dateOfBirth = ''], index) => ({ nhsNumber: syntheticNhsNumber(810_000 + index), name: `${given} ${family}`, given, family, dateOfBirth }));
