import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { JsonObject, PatientIdentity } from '#libs/contracts/events.js';
import type { CaseStatus } from '#libs/contracts/views.js';
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';
import { firstRow, inTransaction, rows } from './transaction.js';

/** A person as somebody tells of them. */
export interface ToldPatient { nhsNumber?: string; identifiers?: { system: string; value: string }[]; name?: string; dateOfBirth?: string; needs?: JsonObject; contacts?: JsonObject[] }
/** `identity-mismatch`: we know that number with another date of birth. `identity-incomplete`: `missing` says what has to be told of somebody whom we do not know. */
export type PatientAnswer = { ok: true; patient: PatientIdentity } | { ok: false; code: 'identity-mismatch' | 'identity-incomplete'; missing: string[] };

/** `name` may be NAME_NOT_KNOWN, and the date of birth null, of somebody of whom only the number was told. */
export interface RegisteredPatient { id: string; nhsNumber: string | null; name: string; dateOfBirth: string | null }
const columns = 'id, nhs_number as "nhsNumber", name, date_of_birth as "dateOfBirth"';

/**
 * Who is meant: by NHS number, else by a local identifier; somebody new is registered. The case keeps what it was told (name, needs, contacts); the register keeps what it had.
 * An NHS number alone is enough to register somebody; name and date of birth are filled in by whoever tells them first. People of rehearsals have a register of their own, but are held against the real one.
 */
export function resolvePatient(manager: EntityManager, told: ToldPatient, { rehearsal = false } = {}): Promise<PatientAnswer> {
  return inTransaction(manager, async (within) => {
    await oneAtATime(within, told);
    const known = await find(within, told, rehearsal);
    if (known) return identity(within, known, told, rehearsal);
    const missing = told.nhsNumber ? [] : [...(told.identifiers?.length ? [] : ['nhsNumber']), ...(told.name ? [] : ['name']), ...(told.dateOfBirth ? [] : ['dateOfBirth'])];
    if (missing.length > 0) return { ok: false, code: 'identity-incomplete', missing };
    const made: RegisteredPatient = { id: randomUUID(), nhsNumber: told.nhsNumber ?? null, name: told.name ?? NAME_NOT_KNOWN, dateOfBirth: told.dateOfBirth ?? null };
    await rows(within, 'insert into patients (id, nhs_number, name, date_of_birth, rehearsal) values ($1, $2, $3, $4, $5)', [made.id, made.nhsNumber, made.name, made.dateOfBirth, rehearsal]);
    await keepIdentifiers(within, made.id, told, rehearsal);
    return { ok: true, patient: withTold(made, told) };
  });
}

/**
 * Who a case is about after a correction: the same person with other details, or somebody else whom we know by the corrected number. The register follows when the case has recorded it.
 */
export function correctedPatient(manager: EntityManager, current: PatientIdentity, told: ToldPatient, { rehearsal = false } = {}): Promise<PatientAnswer> {
  return inTransaction(manager, async (within) => {
    const wanted = { ...current, ...told };
    const known = wanted.nhsNumber ? await byNumber(within, wanted.nhsNumber, rehearsal) : null;
    if (!known || known.id === current.id) return { ok: true, patient: wanted };
    if (known.dateOfBirth && wanted.dateOfBirth && known.dateOfBirth !== wanted.dateOfBirth) return { ok: false, code: 'identity-mismatch', missing: [] };
    const born = wanted.dateOfBirth ?? known.dateOfBirth;
    return { ok: true, patient: { ...wanted, id: known.id, name: wanted.name === NAME_NOT_KNOWN ? known.name : wanted.name, ...(born ? { dateOfBirth: born } : {}) } };
  });
}

/** The register's own words about somebody, by NHS number. Rehearsals are not looked at. */
export function patientByNhsNumber(manager: EntityManager, nhsNumber: string): Promise<RegisteredPatient | null> {
  return firstRow(manager, `select ${columns} from patients where nhs_number = $1 and not rehearsal`, [nhsNumber]);
}

export interface LiveCase { id: string; pathway: string; status: CaseStatus; version: number; organisation: string }

/** The cases, not closed and no rehearsals, of a person or of an admission: the newest on each pathway. */
export function liveCasesOf(manager: EntityManager, { patientId, admissionId }: { patientId: string | null; admissionId?: string }): Promise<LiveCase[]> {
  return rows(manager, `
    select distinct on (pathway) id, pathway, status, version, organisation_id as organisation from cases
    where (patient_id = $1 or admission_id = $2) and status <> 'closed' and not rehearsal order by pathway, opened_at desc, id desc`, [patientId, admissionId ?? null]);
}

/** Two who tell of the same new person at once make one person. */
async function oneAtATime(manager: EntityManager, { nhsNumber, identifiers = [] }: ToldPatient): Promise<void> {
  const keys = [...(nhsNumber ? [nhsNumber] : []), ...identifiers.map(({ system, value }) => `${system} ${value}`)].sort();
  for (const key of keys) await rows(manager, `select pg_advisory_xact_lock(hashtextextended('patient ' || $1, 0))`, [key]);
}

async function find(manager: EntityManager, { nhsNumber, identifiers = [] }: ToldPatient, rehearsal: boolean): Promise<RegisteredPatient | null> {
  const numbered = nhsNumber ? await byNumber(manager, nhsNumber, rehearsal) : null;
  if (numbered) return numbered;
  for (const { system, value } of identifiers) {
    const known = await firstRow<RegisteredPatient>(manager, `
      select ${columns} from patients where id = (
        select patient_id from patient_identifiers where system = $1 and value = $2 and (rehearsal = $3 or not rehearsal) order by rehearsal limit 1
      ) and ($4::text is null or nhs_number is null)`, [system, value, rehearsal, nhsNumber ?? null]);
    if (known) return known;
  }
  return null;
}

/** A rehearsal finds the real person first, and then those of rehearsals. */
function byNumber(manager: EntityManager, nhsNumber: string, rehearsal: boolean): Promise<RegisteredPatient | null> {
  return firstRow(manager, `select ${columns} from patients where nhs_number = $1 and (rehearsal = $2 or not rehearsal) order by rehearsal limit 1`, [nhsNumber, rehearsal]);
}

async function identity(manager: EntityManager, known: RegisteredPatient, told: ToldPatient, rehearsal: boolean): Promise<PatientAnswer> {
  if (told.dateOfBirth && known.dateOfBirth && told.dateOfBirth !== known.dateOfBirth) return { ok: false, code: 'identity-mismatch', missing: [] };
  // Found by a local identifier: the NHS number is news.
  if (told.nhsNumber && known.nhsNumber === null) await rows(manager, 'update patients set nhs_number = $2, updated_at = now() where id = $1 and rehearsal = $3', [known.id, told.nhsNumber, rehearsal]);
  await fillIn(manager, known, told, rehearsal);
  await keepIdentifiers(manager, known.id, told, rehearsal);
  return { ok: true, patient: withTold(known, told) };
}

/** What the register does not know yet of somebody: the first name and date of birth that are told stay. A rehearsal tells nothing about somebody real. */
export async function fillIn(manager: EntityManager, known: RegisteredPatient, { name, dateOfBirth }: { name?: string | undefined; dateOfBirth?: string | undefined }, rehearsal = false): Promise<void> {
  if (!(name && known.name === NAME_NOT_KNOWN) && !(dateOfBirth && known.dateOfBirth === null)) return;
  await rows(manager, `
    update patients set name = case when name = $5 then coalesce($2, name) else name end, date_of_birth = coalesce(date_of_birth, $3), updated_at = now() where id = $1 and rehearsal = $4`,
  [known.id, name || null, dateOfBirth || null, rehearsal, NAME_NOT_KNOWN]);
}

async function keepIdentifiers(manager: EntityManager, id: string, { identifiers = [] }: ToldPatient, rehearsal: boolean): Promise<void> {
  for (const { system, value } of identifiers) {
    await rows(manager, 'insert into patient_identifiers (system, value, rehearsal, patient_id) values ($1, $2, $3, $4) on conflict do nothing', [system, value, rehearsal, id]);
  }
}

function withTold(known: RegisteredPatient, { identifiers, needs, contacts, nhsNumber, name, dateOfBirth }: ToldPatient): PatientIdentity {
  const number = nhsNumber ?? known.nhsNumber;
  const born = dateOfBirth ?? known.dateOfBirth;
  return {
    id: known.id, name: name ?? known.name, ...(born ? { dateOfBirth: born } : {}), ...(number ? { nhsNumber: number } : {}), ...(identifiers?.length ? { identifiers } : {}), ...(needs ? { needs } : {}),
    ...(contacts ? { contacts } : {}),
  };
}
