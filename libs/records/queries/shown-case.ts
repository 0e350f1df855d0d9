import type { CaseStatus, CaseSummary, OutcomeView, PatientView } from '#libs/contracts/views.js';
import type { PatientIdentity } from '#libs/contracts/events.js';
import type { CaseHead } from '../projection/document.js';
import { safeguardedDetails } from './safeguarding.js';
import type { ShownPeople } from './shown-people.js';
import type { Viewer } from './viewer.js';
import { withheldPatient, type Withholding } from './withheld.js';

/** What the row of a case says beside its head. */
export interface CaseRow { version: number; status: CaseStatus; clock_offset_ms: string; open_tasks: number; next_due_at: Date | null; summary: CaseHead }
export const caseColumns = 'cases.version, cases.status, cases.clock_offset_ms, cases.open_tasks, cases.next_due_at, cases.summary';

/** The case's own clock: the present, plus how far a rehearsal is ahead. */
export function clockOf(now: Date, offsetMs: string | number): Date {
  return new Date(now.getTime() + Number(offsetMs));
}

export function shownCase({ version, status, clock_offset_ms, open_tasks, next_due_at, summary }: CaseRow, now: Date, people: ShownPeople, viewer: Viewer, withheld: Withholding | null): CaseSummary {
  const { id, pathway, policy, stage, patient, organisation, owners, details, admissionId, openedAt, closedAt, rehearsal, gates, left, watch, offers, begun, begunBy } = summary;
  const clock = clockOf(now, clock_offset_ms);
  const free = <Value>(given: Value): Value => (withheld ? withheld.value(given) : given);
  const outcome = outcomeOf(summary);
  return {
    id, pathway, policy, status, ...(outcome ? { outcome: free(outcome) } : {}), stage, patient: shownPatient(patient, { withoutIdentity: withheld !== null }), organisation: people.organisation(organisation),
    owners: owners && { clinicalLead: people.person(owners.clinicalLead), coordinator: people.person(owners.coordinator), escalationOwner: people.person(owners.escalationOwner) },
    details: free(safeguardedDetails(viewer, owners, details)), ...(admissionId === null ? {} : { admissionId }), openedAt, ...(closedAt === null ? {} : { closedAt }), version, clock: { now: clock.toISOString(), rehearsal },
    gates: gates.map(({ name, open, unmet, by, because }) => ({ name, open, unmet, ...(by === null ? {} : { by }), ...(because === null ? {} : { because: free(because) }) })),
    ...(left === null ? {} : { leftAt: left.at }), ...(watch === null ? {} : { watchUntil: watch.until }),
    ...(offers.length === 0 ? {} : { offers: offers.map(({ role, person }) => ({ role, person: people.person(person) })) }),
    ...(begun ? { begun: begun.map(({ pathway: of, status: stands, because, caseId, refusedBecause, outcome: ended }) => ({ pathway: of, status: stands, because: free(because), ...(caseId === null ? {} : { caseId }), ...(refusedBecause === null ? {} : { refusedBecause }), ...(ended === null ? {} : { outcome: ended }) })) } : {}),
    ...(begunBy ? { begunBy } : {}),
    openTasks: open_tasks, overdue: next_due_at !== null && next_due_at.getTime() < clock.getTime(), nextDueAt: next_due_at?.toISOString() ?? null,
  };
}

/** Whom something is about, as this reader sees them. */
export function shownPatient(patient: PatientIdentity | null, { withoutIdentity }: { withoutIdentity: boolean }): PatientView | null {
  if (patient === null || withoutIdentity) return patient && withheldPatient(patient);
  const { id, nhsNumber, identifiers, name, dateOfBirth, needs, contacts } = patient;
  return { id, ...(nhsNumber ? { nhsNumber } : {}), ...(identifiers ? { identifiers } : {}), name, ...(dateOfBirth ? { dateOfBirth } : {}), ...(needs ? { needs } : {}), ...(contacts ? { contacts } : {}) };
}

/** After an early end the outcome is its reason, from that moment on. */
function outcomeOf({ outcome, ended }: CaseHead): OutcomeView | null {
  if (ended) return { outcome: ended.because, because: ended.because, ...(outcome?.outcome === ended.because ? outcome : {}) };
  return outcome;
}
