import type { EntityManager } from 'typeorm';
import type { AdmissionStatus, AdmissionView, Page } from '#libs/contracts/views.js';
import { searchable } from '../projection/rows.js';
import { text } from '../stored.js';
import { rows } from '../transaction.js';
import { containing } from './cases.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage } from './listing.js';
import { ShownPeople } from './shown-people.js';
import type { Reading } from './viewer.js';

interface AdmissionRow {
  id: string; organisation_id: string; status: AdmissionStatus; nhs_number: string | null; name: string | null; date_of_birth: string | null; identifiers: { system: string; value: string }[];
  visit_number: string | null; ward: string | null; bed: string | null; admitted_at: Date | null; planned_discharge_at: Date | null; left_at: Date | null; flags: string[]; created_at: Date; case_id: string | null;
}

/** The newest discharge, not closed, of that admission or of that person: who has a case on another pathway must still leave safely. A number with another date of birth is not the person. */
function openCase(rehearsal: boolean): string {
  const theirs = (where: string, from = 'cases'): string => `select cases.id, cases.opened_at from ${from} where cases.pathway = 'minimum-safe-discharge' and cases.status <> 'closed' and cases.rehearsal = ${rehearsal} and ${where}`;
  // Each by an index of its own: with 'or' between them every case would be looked at for every admission.
  return `(select id from (${theirs('cases.admission_id = admissions.id')} union all ${theirs('cases.patient_id = admissions.patient_id')}
    union all ${theirs('patients.nhs_number = admissions.nhs_number and (patients.date_of_birth <> admissions.date_of_birth) is not true', 'patients join cases on cases.patient_id = patients.id')}) as theirs order by opened_at desc limit 1)`;
}
const columns = (rehearsal: boolean): string => `
  id, organisation_id, status, nhs_number, name, date_of_birth, identifiers, visit_number, ward, bed, admitted_at, planned_discharge_at, left_at, flags, created_at, ${openCase(rehearsal)} as case_id`;

/** `ward`: its name, however it is written. `hasCase`: a case of theirs is not closed. */
export interface AdmissionListing { ward?: string; q?: string; hasCase?: boolean; rehearsal?: boolean; cursor?: string; limit?: number }

/** Who is in hospital now, those who came last first. @throws CursorUnknown */
export async function listAdmissions(manager: EntityManager, reading: Reading, listing: AdmissionListing): Promise<Page<AdmissionView>> {
  const parameters = new Parameters();
  const limit = pageSize(listing.limit);
  const rehearsal = listing.rehearsal === true;
  const { viewer } = reading;
  const conditions = [`status = 'in-hospital'`];
  if (listing.ward !== undefined) conditions.push(`lower(ward) = lower(${parameters.add(text(listing.ward).trim())})`);
  if (listing.q !== undefined) conditions.push(viewer.withoutIdentity ? `lower(ward) like ${parameters.add(`%${searchable(text(listing.q)).replace(/[\\%_]/g, '\\$&')}%`)}` : containing(listing.q, ['search'], parameters));
  if (listing.hasCase !== undefined) conditions.push(`${openCase(rehearsal)} is ${listing.hasCase ? 'not ' : ''}null`);
  const found = await readPage<AdmissionRow>(manager, {
    table: 'admissions', columns: columns(rehearsal), branches: viewer.organisations.map((organisation) => `organisation_id = ${parameters.add(organisation)}`), conditions, sortedBy: 'created_at', descending: true,
    after: readCursor(listing.cursor), limit,
  }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.created_at);
  return { items: await shownAdmissions(manager, reading, shown), next };
}

/** Who is in hospital, is to leave by that instant (or should have left before now) and has no case: the soonest first. At most `limit`. */
export async function leavingWithoutCase(manager: EntityManager, reading: Reading, until: Date, limit = 100): Promise<AdmissionView[]> {
  const found = await rows<AdmissionRow>(manager, `
    select ${columns(false)} from admissions where organisation_id = any($1) and status = 'in-hospital' and planned_discharge_at < $2 and ${openCase(false)} is null order by planned_discharge_at, id limit $3`, [reading.viewer.organisations, until, limit]);
  return shownAdmissions(manager, reading, found);
}

/** One admission, also of somebody who has left; null when it is not there or not the viewer's to see. */
export async function admissionView(manager: EntityManager, reading: Reading, admissionId: string): Promise<AdmissionView | null> {
  const found = await rows<AdmissionRow>(manager, `select ${columns(false)} from admissions where id = $1 and organisation_id = any($2)`, [text(admissionId), reading.viewer.organisations]);
  return (await shownAdmissions(manager, reading, found))[0] ?? null;
}

/** Every admission of a person, by the number that messages gave or by who they turned out to be. */
export async function admissionsOf(manager: EntityManager, reading: Reading, { nhsNumber, patientId }: { nhsNumber: string; patientId: string | null }): Promise<AdmissionView[]> {
  const found = await rows<AdmissionRow>(manager, `
    select ${columns(false)} from admissions where (nhs_number = $1 or patient_id = $2) and organisation_id = any($3) order by created_at desc, id desc limit 200`, [nhsNumber, patientId, reading.viewer.organisations]);
  return shownAdmissions(manager, reading, found);
}

async function shownAdmissions(manager: EntityManager, { viewer }: Reading, found: readonly AdmissionRow[]): Promise<AdmissionView[]> {
  const people = await ShownPeople.of(manager, [], found.map((row) => row.organisation_id));
  return found.map((row) => ({
    id: row.id, organisation: people.organisation(row.organisation_id), status: row.status, ward: row.ward, bed: row.bed, visitNumber: viewer.withoutIdentity ? null : row.visit_number,
    patient: viewer.withoutIdentity ? { name: null, dateOfBirth: null, withheld: true } : {
      ...(row.nhs_number ? { nhsNumber: row.nhs_number } : {}), ...(row.identifiers.length > 0 ? { identifiers: row.identifiers } : {}), name: row.name, dateOfBirth: row.date_of_birth,
    },
    admittedAt: row.admitted_at?.toISOString() ?? null, plannedDischargeAt: row.planned_discharge_at?.toISOString() ?? null, leftAt: row.left_at?.toISOString() ?? null, flags: row.flags, caseId: row.case_id,
  }));
}
