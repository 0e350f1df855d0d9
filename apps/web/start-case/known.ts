import type { AdmissionView, CaseSummary, PatientSearchView } from '#libs/contracts/views.js';
import { parseNhsNumber } from '#libs/domain/nhs-number.js';
import { policyOf } from '#libs/policies/released.js';
import { problemOfAnswer, type Visit } from '../visit.js';

/** What we know of a number already: who it is, their cases and stays. */
export interface Known { name: string | null; dateOfBirth: string | null; otherBirth: boolean; open: { id: string; title: string; watching: boolean }[]; closed: number; admissions: AdmissionView[]; samePathway: string | null }

/** Looks the person up, as the search of the API does (it is written down that somebody looked). null: nobody known to us, or no number that could be looked up. */
export async function knownPerson(visit: Visit, { nhsNumber, dateOfBirth, pathway }: { nhsNumber: string; dateOfBirth: string | undefined; pathway: string }): Promise<Known | null> {
  const reading = parseNhsNumber(nhsNumber);
  if (!reading.ok) return null;
  const said = await visit.ask({ method: 'POST', path: '/v1/patients/search', body: { nhsNumber: reading.nhsNumber } });
  if (problemOfAnswer(said)) return null;
  const { patient, cases, admissions } = said.body as PatientSearchView;
  if (!patient && cases.length === 0 && admissions.length === 0) return null;
  const open = cases.filter(({ status }) => status !== 'closed');
  const born = patient?.dateOfBirth ?? null;
  return {
    name: patient?.name ?? null, dateOfBirth: born, otherBirth: born !== null && dateOfBirth !== undefined && born !== dateOfBirth, open: open.map((each) => ({ id: each.id, title: policyOf(each.pathway)?.title ?? each.pathway, watching: watches(each) })),
    closed: cases.length - open.length, admissions, samePathway: open.find((each) => each.pathway === pathway && !watches(each))?.id ?? null,
  };
}
const watches = (each: CaseSummary): boolean => (each as unknown as { watching?: boolean }).watching === true || each.status === 'watching';
