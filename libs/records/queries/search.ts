import type { EntityManager } from 'typeorm';
import type { PatientSearchView } from '#libs/contracts/views.js';
import { patientByNhsNumber } from '../patients.js';
import { inTransaction, rows } from '../transaction.js';
import { admissionsOf } from './admissions.js';
import { shownCases } from './cases.js';
import { Parameters, visibleCase } from './listing.js';
import { caseColumns, type CaseRow } from './shown-case.js';
import type { Reading } from './viewer.js';
import { withheldPatient } from './withheld.js';

/** The cases (no rehearsals) and admissions of a person that the viewer may see. That somebody looked is written down, whether anything was found or not. The person is named only where there is one. */
export function searchPatients(manager: EntityManager, reading: Reading, nhsNumber: string): Promise<PatientSearchView> {
  const { viewer, now } = reading;
  return inTransaction(manager, async (within) => {
    const patient = await patientByNhsNumber(within, nhsNumber);
    await rows(within, 'insert into patient_searches (at, person_id, nhs_number, patient_id) values ($1, $2, $3, $4)', [now, viewer.person, nhsNumber, patient?.id ?? null]);
    const parameters = new Parameters();
    const found = patient ? await rows<CaseRow>(within, `
      select ${caseColumns} from cases where patient_id = ${parameters.add(patient.id)} and not rehearsal and ${visibleCase(viewer, parameters, 'cases.id')} order by opened_at desc, id desc limit 200`, parameters.values) : [];
    const cases = await shownCases(within, reading, found);
    const admissions = await admissionsOf(within, reading, { nhsNumber, patientId: patient?.id ?? null });
    // Another organisation's patient is not shown, not even that we know them.
    const shown = patient && cases.length + admissions.length > 0 ? { id: patient.id, nhsNumber, name: patient.name, ...(patient.dateOfBirth === null ? {} : { dateOfBirth: patient.dateOfBirth }) } : null;
    return { patient: shown && viewer.withoutIdentity ? withheldPatient(shown) : shown, cases, admissions };
  });
}
