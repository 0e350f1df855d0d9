/** What a message does to the list of who is in hospital. */
import type { EntityManager } from 'typeorm';
import type { AdmissionStatus } from '#libs/contracts/views.js';
import type { Admission } from '#libs/records/entities/admission.js';
import { findAdmission, saveAdmission, type AdmissionChange } from '#libs/records/intake.js';
import type { HospitalMessage, HospitalPatient } from './hospital-message.js';
import { leaving } from './decide.js';

export interface AdmissionOf { id?: string; created: boolean; flags: string[] }
interface Told { messageId: string; organisation: string; message: HospitalMessage; receivedAt: number; patientId: string | null; flags: string[] }

/** Finds the stay that the message is about; null: it is a new one. A visit number that belongs to somebody else is no match. */
export async function stayOf(manager: EntityManager, organisation: string, message: HospitalMessage): Promise<{ stay: Admission | null; flags: string[] }> {
  const { patient, visitNumber, kind } = message;
  if (patient === null) return { stay: null, flags: [] };
  const search = { organisation, identifiers: patient.identifiers, ...(patient.nhsNumber !== undefined && { nhsNumber: patient.nhsNumber }) };
  const found = await findAdmission(manager, { ...search, ...(visitNumber !== undefined && { visitNumber }) });
  if (!found) return { stay: null, flags: [] };
  if (anotherPerson(found, patient)) {
    return found.visitNumber === visitNumber ? { stay: await samePersonsStay(manager, search, patient), flags: ['visit-number-of-another'] } : { stay: null, flags: [] };
  }
  // Another visit of the same person, or an admission after the last one has ended, is another stay.
  if (differs(found.visitNumber, visitNumber)) return { stay: null, flags: [] };
  return { stay: kind === 'A01' && visitNumber === undefined && found.status !== 'in-hospital' ? null : found, flags: [] };
}

async function samePersonsStay(manager: EntityManager, search: Parameters<typeof findAdmission>[1], patient: HospitalPatient): Promise<Admission | null> {
  const found = await findAdmission(manager, search);
  return found?.status === 'in-hospital' && !anotherPerson(found, patient) ? found : null;
}

/** Hospitals use visit numbers again. NHS numbers say who is who; where one is missing, another date of birth without any number in common is somebody else. */
export function anotherPerson(stay: Pick<Admission, 'nhsNumber' | 'dateOfBirth' | 'identifiers'>, patient: HospitalPatient): boolean {
  if (stay.nhsNumber !== null && patient.nhsNumber !== undefined) return stay.nhsNumber !== patient.nhsNumber;
  return differs(stay.dateOfBirth, patient.dateOfBirth) && !stay.identifiers.some((one) => patient.identifiers.some((other) => one.system === other.system && one.value === other.value));
}

const differs = (known: string | null, told: string | undefined): boolean => known !== null && told !== undefined && known !== told;

/** Records what the message tells. Call it in the transaction that answers the message. */
export async function recordAdmission(manager: EntityManager, told: Told): Promise<AdmissionOf> {
  const { organisation, message } = told;
  if (message.kind === null || message.patient === null) return { created: false, flags: [] };
  // Two messages of one person at once must not make two stays.
  await manager.query(`select pg_advisory_xact_lock(hashtextextended('admissions ' || $1, 0))`, [organisation]);
  if (message.kind === 'A40') return recordMerges(manager, told);
  const { stay, flags } = await stayOf(manager, organisation, message);
  const { id, created } = await saveAdmission(manager, {
    ...(stay && { id: stay.id }), ...identity(message.patient, told), ...stayChange(told, stay),
    ...(message.ward !== undefined && { ward: message.ward }), ...(message.bed !== undefined && { bed: message.bed }),
    ...(message.visitNumber !== undefined && !flags.includes('visit-number-of-another') && { visitNumber: message.visitNumber }),
    ...(message.admittedAt !== undefined && { admittedAt: new Date(message.admittedAt) }), flags: [...new Set([...told.flags, ...flags])],
  });
  return { id, created, flags };
}

/** Old stays go over to the person who remains; a merge admits nobody. */
async function recordMerges(manager: EntityManager, told: Told): Promise<AdmissionOf> {
  let id: string | undefined;
  for (const { patient, prior } of told.message.merges) {
    const old = await findAdmission(manager, { organisation: told.organisation, identifiers: prior.identifiers, ...(prior.nhsNumber !== undefined && { nhsNumber: prior.nhsNumber }) });
    const remaining = old ?? await findAdmission(manager, { organisation: told.organisation, identifiers: patient.identifiers, ...(patient.nhsNumber !== undefined && { nhsNumber: patient.nhsNumber }) });
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
