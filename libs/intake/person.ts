/** Who a message is about (PID), and who a merge was about (MRG). */
import type { Hl7Segment } from '@medplum/core';
import { parseNhsNumber } from '#libs/domain/nhs-number.js';
import { LONGEST_VALUE, shortened, type HospitalPatient, type Identifier, type Unreadable } from './hospital-message.js';
import { raw, repetitions, value } from './segments.js';
import { readDateOfBirth } from './times.js';

/** The register of NHS numbers, as the universal id of an assigning authority. */
const NHS_NUMBER_OID = '2.16.840.1.113883.2.1.4.1';

export interface Identifiers { nhsNumber?: string; identifiers: Identifier[]; flags: string[]; unreadable: Unreadable[] }

/**
 * The identifiers of a list (PID-3, MRG-1). An NHS number is one whose authority is `NHS` or whose type is `NH`; a wrong one is
 * never used for anything. `place` stands in where no authority is named.
 */
export function readIdentifiers(segment: Hl7Segment | undefined, field: number, name: string, place: string): Identifiers {
  const found: Identifiers = { identifiers: [], flags: [], unreadable: [] };
  const numbers = new Set<string>();
  for (let repetition = 0; repetition < Math.min(repetitions(segment, field), 50); repetition += 1) {
    const written = value(segment, field, 1, repetition);
    if (written === '') continue;
    const authority = value(segment, field, 4, repetition);
    const universal = value(segment, field, 4, repetition, 1);
    const type = value(segment, field, 5, repetition);
    const problem = (rule: string) => {
      found.flags.push(rule);
      found.unreadable.push({ field: name, value: shortened(written), rule });
    };
    if (authority.toUpperCase() === 'NHS' || type.toUpperCase() === 'NH' || universal === NHS_NUMBER_OID) {
      const reading = parseNhsNumber(written);
      if (reading.ok) numbers.add(reading.nhsNumber);
      else if (/[^\d\s\u2010\u2011-]/.test(written)) problem('nhs-number-unreadable');
      else problem(reading.rule === 'check-digit' ? 'nhs-number-check-digit' : 'nhs-number-length');
    } else if (written.length > LONGEST_VALUE) problem('identifier-length');
    else found.identifiers.push({ system: shortened(authority || universal || type || place || 'unknown'), value: written });
  }
  const [first, ...others] = numbers;
  if (others.length > 0) {
    // Two valid NHS numbers: nobody can say from here which person is meant.
    found.flags.push('nhs-number-twice');
    found.unreadable.push({ field: name, value: [...numbers].join(' '), rule: 'nhs-number-twice' });
  } else if (first !== undefined) found.nhsNumber = first;
  return found;
}

export interface ReadPerson { patient: HospitalPatient | null; flags: string[]; unreadable: Unreadable[] }

/** The person of a PID segment; null when neither an identifier nor a name with a date of birth can be read. */
export function readPerson(pid: Hl7Segment | undefined, place: string, receivedAt: number): ReadPerson {
  const { nhsNumber, identifiers, flags, unreadable } = readIdentifiers(pid, 3, 'PID-3', place);
  const born = value(pid, 7);
  const birth = born === '' ? undefined : readDateOfBirth(born, receivedAt);
  if (birth?.ok === false) {
    flags.push(birth.rule);
    unreadable.push({ field: 'PID-7', value: shortened(born), rule: birth.rule });
  }
  const name = readName(pid);
  if (name !== undefined && name.length > LONGEST_VALUE) {
    flags.push('name-length');
    unreadable.push({ field: 'PID-5', value: shortened(name), rule: 'name-length' });
  }
  const patient: HospitalPatient = {
    identifiers,
    ...(nhsNumber !== undefined && { nhsNumber }),
    ...(birth?.ok && { dateOfBirth: birth.date }),
    ...(name !== undefined && { name: shortened(name) }),
  };
  const numbered = nhsNumber !== undefined || identifiers.length > 0;
  const known = numbered || (patient.name !== undefined && patient.dateOfBirth !== undefined);
  // Two people may share name and date of birth: nothing else can be found by them.
  if (known && !numbered) flags.push('no-identifier');
  return { patient: known ? patient : null, flags, unreadable };
}

/** Given and family name of the first repetition that has a family name: `ADAM EVERYMAN`. */
function readName(pid: Hl7Segment | undefined): string | undefined {
  for (let repetition = 0; repetition < Math.min(repetitions(pid, 5), 10); repetition += 1) {
    const family = value(pid, 5, 1, repetition);
    const given = value(pid, 5, 2, repetition);
    if (family !== '' || given !== '') return [given, family].filter((each) => each !== '').join(' ');
  }
  return undefined;
}

/** Is it the same name, written differently? Case, accents, order, titles and middle names do not make another person. */
export function sameName(one: string, other: string): boolean {
  const [a, b] = [words(one), words(other)];
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  return few.size > 0 && [...few].every((word) => many.has(word));
}

function words(name: string): Set<string> {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’`-]/g, '');
  return new Set(plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !/^(mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)$/.test(word)));
}

/** PID-30 says so, or PID-29 gives the instant of death. */
export function markedDead(pid: Hl7Segment | undefined): boolean {
  const indicator = value(pid, 30).toUpperCase();
  return indicator === 'Y' || indicator === 'YES' || (indicator === '' && raw(pid, 29).replaceAll('"', '') !== '');
}
