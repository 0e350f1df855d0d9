import { z } from 'zod';
import { acceptedBy, dateOfBirth, duration, id, instant, line, nhsNumber, refusal, text } from './fields.js';

/** Requests about a case as a whole: the start, what happens to it, what is corrected. */

const need = z.union([line, z.boolean()]);
export const patientNeeds = z.strictObject({ interpreter: need.optional(), format: need.optional(), advocate: need.optional() });
export const contact = z.strictObject({ name: line, relation: line.optional(), contact: line.optional(), mayShare: z.union([z.boolean(), line]).optional(), safeToContact: z.union([z.boolean(), line]).optional() });
export const identifier = z.strictObject({ system: line, value: line });

const identity = {
  nhsNumber: nhsNumber.optional(), identifiers: z.array(identifier).max(20).optional(), name: line.optional(), dateOfBirth: dateOfBirth.optional(),
  needs: patientNeeds.optional(), contacts: z.array(contact).max(20).optional(),
};

/** An NHS number alone is enough, whether the record knows it or not; of somebody new who is told by other identifiers only, name and date of birth are asked for. */
export const patientOfStart = z.strictObject(identity).refine(
  (patient) => patient.nhsNumber !== undefined || (patient.identifiers?.length ?? 0) > 0,
  { path: ['nhsNumber'], ...refusal('required', 'give the NHS number, or one of identifiers') }).meta({ id: 'PatientOfStart' });

export const owners = z.strictObject({ clinicalLead: id, coordinator: id, escalationOwner: id });

export const dischargeDetails = z.strictObject({
  ward: line, plannedDischargeAt: instant, dischargePathway: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  destination: z.enum(['own-home', 'other-home', 'care-home', 'community-bed', 'hospice', 'no-fixed-address', 'custody', 'other-area']),
  receiving: z.strictObject({ organisation: line, acceptedBy: line, contact: line }).optional(), livesAlone: z.boolean().optional(), endOfLife: z.boolean().optional(),
}).meta({ id: 'DischargeDetails' });

/** Pathways that people start, each with its details. `intake-review` starts from messages only. */
export const startRequest = z.strictObject({
  pathway: z.enum(['minimum-safe-discharge']), patient: patientOfStart.optional(), admissionId: id.optional(), organisation: id, owners, details: dischargeDetails, rehearsal: z.boolean().optional(),
}).superRefine((start, context) => {
  const issue = (path: string, code: string, message: string) => context.addIssue({ code: 'custom', path: [path], message, params: { code } });
  if (start.patient === undefined && start.admissionId === undefined) issue('patient', 'required', 'give the patient, or the admissionId of one');
  if (start.patient !== undefined && start.admissionId !== undefined) issue('admissionId', 'patient-or-admission', 'give the patient or an admissionId, not both');
}).meta({ id: 'CaseStart' });
export type StartRequest = z.output<typeof startRequest>;

const triggersOfEvery = ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk'] as const;
const triggersOf = {
  'minimum-safe-discharge': ['left-before-safe', 'readmission'],
  'rapid-falls-review': ['two-falls-in-a-week', 'head-injury', 'new-confusion', 'repeat-fall', 'back-from-hospital'],
  'step-down-tapering': ['warning-sign', 'crisis', 're-presentation'],
} as const;

/** The kinds of trigger that a case of this pathway knows. */
export const triggerKinds = (pathway: string): readonly string[] => [...triggersOfEvery, ...(pathway in triggersOf ? triggersOf[pathway as keyof typeof triggersOf] : [])];

export const triggerRequest = z.strictObject({
  kind: z.enum([...triggersOfEvery, ...Object.values(triggersOf).flat()]), occurredAt: instant, note: text, reportedBy: line.optional(),
}).meta({ id: 'Trigger' });

const ownerRole = z.enum(['clinical-lead', 'coordinator', 'escalation-owner']);
export const ownersRequest = z.strictObject({ role: ownerRole, person: id, reason: text, offer: z.boolean().optional() }).meta({ id: 'OwnerChange' });
export const ownersAcceptRequest = z.strictObject({ role: ownerRole }).meta({ id: 'OwnerAcceptance' });
export const replanRequest = z.strictObject({ plannedDischargeAt: instant, reason: text }).meta({ id: 'Replan' });
export const noteRequest = z.strictObject({ text }).meta({ id: 'Note' });

/** Only what is given changes; the old values stay in the record. */
export const patientRequest = z.strictObject({ ...identity, reason: text }).refine(
  (correction) => Object.keys(correction).length > 1, refusal('nothing-to-correct', 'give what is corrected')).meta({ id: 'PatientCorrection' });

export const endRequest = z.strictObject({
  because: z.enum(['died', 'wrong-person', 'entered-in-error', 'moved-away', 'transferred']), at: instant, note: text, acceptedBy: acceptedBy.optional(),
}).meta({ id: 'CaseEnd' });

export const advanceRequest = z.strictObject({ by: duration }).meta({ id: 'Advance' });
export const patientSearchRequest = z.strictObject({ nhsNumber }).meta({ id: 'PatientSearch' });
