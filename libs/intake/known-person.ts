/** What the record knows of the person of a message: their open cases, on whatever pathway, and whether it is the same person at all. */
import type { EntityManager } from 'typeorm';
import type { CaseEvent } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';
import { policyOfCase } from '#libs/policies/released.js';
import { fillIn, liveCasesOf, patientByNhsNumber, type LiveCase, type RegisteredPatient } from '#libs/records/patients.js';
import { findAdmission, knownAdmission } from '#libs/records/intake.js';
import { eventsOf } from '#libs/records/stored.js';
import { agreement, DISCHARGE, type Agreement, type KnownCase } from './decide.js';
import type { HospitalMessage, HospitalPatient, Identifier, Unreadable } from './hospital-message.js';

/** `cases`: the discharge before the others, since a departure is recorded there. */
export interface KnownOf { patientId: string | null; cases: KnownCase[]; flags: string[]; unreadable: Unreadable[] }

/** Rules that say that an NHS number was sent and cannot be trusted: then nothing else stands in for it. */
const NUMBER_RULES = ['nhs-number-check-digit', 'nhs-number-length', 'nhs-number-unreadable', 'nhs-number-twice'];

/** Everybody whom the message is about: its person, and for a merge each pair of old and new. Only cases of `organisation` count. */
export async function knownOf(manager: EntityManager, organisation: string, message: HospitalMessage): Promise<KnownOf> {
  const known: KnownOf = { patientId: null, cases: [], flags: [], unreadable: [] };
  const found = new Map<string, LiveCase>();
  const meet = (live: readonly LiveCase[]) => { for (const one of live) if (one.organisation === organisation) found.set(one.id, one); };
  const mistrusted = message.unreadable.some(({ rule }) => NUMBER_RULES.includes(rule));
  if (message.patient !== null) meet(await ofPatient(manager, organisation, message.patient, mistrusted, known, message.visitNumber));
  for (const [index, { patient, prior }] of message.merges.entries()) {
    if (index > 0) meet(await ofPatient(manager, organisation, patient, mistrusted, known));
    // The number that is given up has no date of birth of its own; a merge only ever asks somebody to look.
    const old = prior.nhsNumber === undefined ? null : await patientByNhsNumber(manager, prior.nhsNumber);
    if (old) meet(await liveCasesOf(manager, { patientId: old.id }));
    for (const identifier of prior.identifiers) meet(await byIdentifier(manager, organisation, identifier));
  }
  const discharges = (one: LiveCase) => (one.pathway === DISCHARGE ? 0 : 1);
  for (const { id } of [...found.values()].toSorted((one, other) => discharges(one) - discharges(other))) known.cases.push(await caseFacts(manager, id));
  return known;
}

async function ofPatient(manager: EntityManager, organisation: string, patient: HospitalPatient, mistrusted: boolean, known: KnownOf, visitNumber?: string): Promise<LiveCase[]> {
  if (patient.nhsNumber === undefined) return mistrusted ? [] : ofAdmission(manager, organisation, patient, known, visitNumber);
  const registered = await patientByNhsNumber(manager, patient.nhsNumber);
  if (!registered) return [];
  const live = await liveCasesOf(manager, { patientId: registered.id });
  const agreed = await agreementWith(manager, organisation, patient, registered);
  known.flags.push(...agreed.flags);
  // Without a case, a date of birth that is merely missing harms nobody.
  if (live.some((one) => one.organisation === organisation) || patient.dateOfBirth !== undefined) known.unreadable.push(...agreed.unreadable);
  if (!agreed.same) return [];
  known.patientId ??= registered.id;
  return live;
}

/** The register has the last word. Where it has a number only, an admission of that number says who it is; without one, the first message does. */
async function agreementWith(manager: EntityManager, organisation: string, patient: HospitalPatient, registered: RegisteredPatient): Promise<Agreement> {
  const { nhsNumber, dateOfBirth } = patient;
  const admission = registered.dateOfBirth !== null || nhsNumber === undefined ? null : await knownAdmission(manager, { organisation, nhsNumber, ...(dateOfBirth !== undefined && { dateOfBirth }) });
  const name = registered.name === NAME_NOT_KNOWN ? (admission?.name ?? registered.name) : registered.name;
  const agreed = agreement(patient, { name, dateOfBirth: registered.dateOfBirth ?? admission?.dateOfBirth ?? null });
  if (!agreed.same) return agreed;
  await fillIn(manager, registered, patient);
  // Of two messages that come to an empty register at once, one has filled it in.
  const settled = registered.dateOfBirth === null && nhsNumber !== undefined ? await patientByNhsNumber(manager, nhsNumber) : null;
  return settled && settled.dateOfBirth !== dateOfBirth ? agreement(patient, settled) : agreed;
}

/** A person without an NHS number is known by the hospital's own number and the date of birth, through the admission. */
async function ofAdmission(manager: EntityManager, organisation: string, patient: HospitalPatient, known: KnownOf, visitNumber?: string): Promise<LiveCase[]> {
  if (patient.dateOfBirth === undefined || (patient.identifiers.length === 0 && visitNumber === undefined)) return [];
  const search = { organisation, identifiers: patient.identifiers, dateOfBirth: patient.dateOfBirth };
  const visit = visitNumber === undefined ? null : await findAdmission(manager, { ...search, visitNumber });
  // A visit number may be another person's.
  const admission = visit?.dateOfBirth === patient.dateOfBirth ? visit : await findAdmission(manager, search);
  if (admission?.dateOfBirth !== patient.dateOfBirth) return [];
  if (admission.name !== null) known.flags.push(...agreement(patient, { name: admission.name, dateOfBirth: admission.dateOfBirth }).flags);
  return liveCasesOf(manager, { patientId: admission.patientId, admissionId: admission.id });
}

async function byIdentifier(manager: EntityManager, organisation: string, identifier: Identifier): Promise<LiveCase[]> {
  const admission = await findAdmission(manager, { organisation, identifiers: [identifier] });
  return admission ? liveCasesOf(manager, { patientId: admission.patientId, admissionId: admission.id }) : [];
}

async function caseFacts(manager: EntityManager, caseId: string): Promise<KnownCase> {
  const events = await eventsOf(manager, caseId);
  const [opened] = events;
  if (opened?.kind !== 'case-opened') throw new Error('a case without its opening stands in the record');
  const { pathway, policy } = opened.data;
  return { caseId, pathway, openedAt: opened.at, leftAt: leftAtOf(events) ?? dischargedAtOf(events), watch: elapsedTime(String(policyOfCase(policy).numbers['watch']?.value ?? 'P7D')) };
}

/** The discharge that a taper follows, as it was last said; null on every other pathway. */
function dischargedAtOf(events: readonly CaseEvent[]): string | null {
  const said = events.flatMap(({ kind, data }) => (kind === 'case-opened' ? [data.details['dischargedAt']] : kind === 'replanned' ? [data.dischargedAt] : []));
  const last = said.findLast((at) => typeof at === 'string');
  return typeof last === 'string' ? last : null;
}

/** When the person left, unless that was undone. */
export function leftAtOf(events: readonly CaseEvent[]): string | null {
  const last = events.findLast((event) => event.kind === 'left' || event.kind === 'leaving-undone');
  return last?.kind === 'left' ? last.data.leftAt : null;
}
