/** What a message does to the list of who is in hospital. */
import type { EntityManager } from 'typeorm';
import type { AdmissionStatus } from '#libs/contracts/views.js';
import type { Admission } from '#libs/records/entities/admission.js';
import { findAdmission, knownAdmission, saveAdmission, type AdmissionChange, type AdmissionSearch } from '#libs/records/intake.js';
import { agreement, leaving } from './decide.js';
import type { HospitalMessage, HospitalPatient, Merge, Unreadable } from './hospital-message.js';
import { sameName } from './person.js';

export interface AdmissionOf { id?: string; created: boolean; flags: string[] }
interface Told { messageId: string; organisation: string; message: HospitalMessage; receivedAt: number; patientId: string | null; flags: string[] }

/** Whom an admission may be known by. */
const searchOf = (organisation: string, { identifiers, nhsNumber, dateOfBirth }: HospitalPatient): AdmissionSearch =>
  ({ organisation, identifiers, ...(nhsNumber !== undefined && { nhsNumber }), ...(dateOfBirth !== undefined && { dateOfBirth }) });

/** A merge of two persons who were born on different days. */
const MERGE_DIFFERS = 'merge-date-of-birth-differs';

export interface Doubt { flags: string[]; unreadable: Unreadable[] }

/**
 * The stay that a message is about, and what the admissions that we know say against its person: a number that is known with another date of
 * birth (a person has to look), or with another name. `registered`: the register knows that person, and agrees; then nothing is left to doubt.
 */
export async function stayOf(manager: EntityManager, organisation: string, message: HospitalMessage, registered: boolean): Promise<Doubt & { stay: Admission | null }> {
  const { stay, flags } = await theStay(manager, organisation, message);
  const doubts: Doubt[] = registered || message.patient === null ? [] : [await doubtOf(manager, organisation, message.patient, stay)];
  for (const { patient, prior } of message.merges) {
    const old = await priorStay(manager, organisation, prior);
    // Not the flag of an admission in doubt: the person who remains is who they are.
    if (old && differs(old.dateOfBirth, patient.dateOfBirth)) doubts.push({ flags: [MERGE_DIFFERS], unreadable: [{ field: 'PID-7', value: patient.dateOfBirth ?? '', rule: MERGE_DIFFERS }] });
  }
  return { stay, flags: [...flags, ...doubts.flatMap((each) => each.flags)], unreadable: doubts.flatMap((each) => each.unreadable) };
}

async function doubtOf(manager: EntityManager, organisation: string, patient: HospitalPatient, stay: Admission | null): Promise<Doubt> {
  const known = await knownAdmission(manager, searchOf(organisation, patient));
  if (known?.dateOfBirth && differs(known.dateOfBirth, patient.dateOfBirth)) return agreement(patient, { dateOfBirth: known.dateOfBirth, name: known.name ?? patient.name ?? '' });
  const { name } = stay ?? known ?? { name: null };
  return { flags: name === null || patient.name === undefined || sameName(patient.name, name) ? [] : ['name-differs'], unreadable: [] };
}

function priorStay(manager: EntityManager, organisation: string, { nhsNumber, identifiers }: Merge['prior']): Promise<Admission | null> {
  return findAdmission(manager, { organisation, identifiers, ...(nhsNumber !== undefined && { nhsNumber }) });
}

/** Finds the stay that the message is about; null: it is a new one. A visit number that belongs to somebody else is no match. */
async function theStay(manager: EntityManager, organisation: string, message: HospitalMessage): Promise<{ stay: Admission | null; flags: string[] }> {
  const { patient, visitNumber, kind } = message;
  if (patient === null) return { stay: null, flags: [] };
  const search = searchOf(organisation, patient);
  const found = await findAdmission(manager, { ...search, ...(visitNumber !== undefined && { visitNumber }) });
  if (!found) return { stay: null, flags: [] };
  if (anotherPerson(found, patient)) {
    return found.visitNumber === visitNumber ? { stay: await samePersonsStay(manager, search, patient), flags: ['visit-number-of-another'] } : { stay: null, flags: [] };
  }
  // Another visit of the same person, or an admission after the last one has ended, is another stay.
  if (differs(found.visitNumber, visitNumber)) return { stay: null, flags: [] };
  return { stay: kind === 'A01' && visitNumber === undefined && found.status !== 'in-hospital' ? null : found, flags: [] };
}

async function samePersonsStay(manager: EntityManager, search: AdmissionSearch, patient: HospitalPatient): Promise<Admission | null> {
  const found = await findAdmission(manager, search);
  return found?.status === 'in-hospital' && !anotherPerson(found, patient) ? found : null;
}

/** Hospitals use visit numbers again. Another NHS number is somebody else, and so is another date of birth, whatever number they have in common. */
export function anotherPerson(stay: Pick<Admission, 'nhsNumber' | 'dateOfBirth'>, patient: HospitalPatient): boolean {
  return differs(stay.nhsNumber, patient.nhsNumber) || differs(stay.dateOfBirth, patient.dateOfBirth);
}

const differs = (known: string | null, told: string | undefined): boolean => known !== null && told !== undefined && known !== told;

/** Records what the message tells. Call it in the transaction that answers the message. */
export async function recordAdmission(manager: EntityManager, told: Told): Promise<AdmissionOf> {
  const { organisation, message } = told;
  if (message.kind === null || message.patient === null) return { created: false, flags: [] };
  // Two messages of one person at once must not make two stays.
  await manager.query(`select pg_advisory_xact_lock(hashtextextended('admissions ' || $1, 0))`, [organisation]);
  if (message.kind === 'A40') return recordMerges(manager, told);
  const { stay, flags } = await stayOf(manager, organisation, message, told.patientId !== null);
  const { id, created } = await saveAdmission(manager, {
    ...(stay && { id: stay.id }), ...identity(message.patient, told), ...stayChange(told, stay),
    ...(message.ward !== undefined && { ward: message.ward }), ...(message.bed !== undefined && { bed: message.bed }),
    ...(message.visitNumber !== undefined && !flags.includes('visit-number-of-another') && { visitNumber: message.visitNumber }),
    ...(message.admittedAt !== undefined && { admittedAt: new Date(message.admittedAt) }), ...(message.plannedDischargeAt !== undefined && { plannedDischargeAt: new Date(message.plannedDischargeAt) }), flags: [...new Set([...told.flags, ...flags])],
  });
  return { id, created, flags };
}

/** Old stays go over to the person who remains, unless they were born on another day; a merge admits nobody. */
async function recordMerges(manager: EntityManager, told: Told): Promise<AdmissionOf> {
  let id: string | undefined;
  for (const { patient, prior } of told.message.merges) {
    const old = await priorStay(manager, told.organisation, prior);
    const remaining = old && !differs(old.dateOfBirth, patient.dateOfBirth) ? old : await findAdmission(manager, searchOf(told.organisation, patient));
    if (remaining) id ??= (await saveAdmission(manager, { id: remaining.id, ...identity(patient, told), flags: told.flags })).id;
  }
  return { created: false, flags: [], ...(id !== undefined && { id }) };
}

function identity(patient: HospitalPatient, { organisation, patientId, messageId }: Told): AdmissionChange {
  return {
    organisationId: organisation, lastMessageId: messageId, ...(patientId !== null && { patientId }), ...(patient.nhsNumber !== undefined && { nhsNumber: patient.nhsNumber }),
    ...(patient.name !== undefined && { name: patient.name }), ...(patient.dateOfBirth !== undefined && { dateOfBirth: patient.dateOfBirth }),
    ...(patient.identifiers.length > 0 && { identifiers: patient.identifiers }),
  };
}

/** Where the person is now, as the kind of message says. An admission of somebody marked dead is shown, with its flag: one of the two is wrong. */
function stayChange({ message, receivedAt }: Told, stay: Admission | null): { status?: AdmissionStatus; leftAt?: Date | null } {
  switch (message.kind) {
    case 'A01': case 'A13': return { status: 'in-hospital', leftAt: null };
    case 'A11': return { status: 'cancelled' };
    case 'A03': {
      const { at } = leaving(message, receivedAt, stay?.admittedAt ? { admittedAt: stay.admittedAt.toISOString() } : {});
      return { status: message.dead ? 'died' : 'left', leftAt: new Date(at) };
    }
    default: return message.dead ? { status: 'died' } : stay?.status === 'died' ? { status: 'in-hospital' } : {};
  }
}
