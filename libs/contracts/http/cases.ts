import { z } from 'zod';
import type { JsonObject } from '../events.js';
import { acceptedBy, dateOfBirth, duration, id, instant, line, nhsNumber, refusal, text } from './fields.js';
import { contractOf, contracts } from './pathways/all.js';
import { routesNamed } from './pathways/contact.js';

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

/** Pathways that people start, each with its details; the others start by themselves. */
const started = contracts.flatMap(({ pathway, details }) => (details ? [{ pathway, details }] : []));
const start = <P extends string, D extends z.ZodType<JsonObject>>(pathway: P, details: D) => z.strictObject({
  pathway: z.literal(pathway), patient: patientOfStart.optional(), admissionId: id.optional(), organisation: id, owners, details, rehearsal: z.boolean().optional(),
});
type Start = ReturnType<typeof start<string, z.ZodType<JsonObject>>>;
export const startRequest = z.discriminatedUnion('pathway', started.map(({ pathway, details }) => start(pathway, details)) as [Start, ...Start[]], {
  error: (issue) => (issue.code === 'invalid_union' ? `must be one of ${started.map(({ pathway }) => pathway).join(', ')}` : undefined),
}).superRefine(({ pathway, patient, admissionId }, context) => {
  const issue = (path: string, code: string, message: string) => context.addIssue({ code: 'custom', path: [path], message, params: { code } });
  if (contractOf(pathway)?.subject === 'system') {
    if (patient !== undefined) issue('patient', 'no-patient', 'this pathway is not about a person');
    if (admissionId !== undefined) issue('admissionId', 'no-patient', 'this pathway is not about a person');
    return;
  }
  if (patient === undefined && admissionId === undefined) issue('patient', 'required', 'give the patient, or the admissionId of one');
  if (patient !== undefined && admissionId !== undefined) issue('admissionId', 'patient-or-admission', 'give the patient or an admissionId, not both');
}).meta({ id: 'CaseStart' });
export type StartRequest = z.output<typeof startRequest>;

const triggersOfEvery = ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk'] as const;
const allTriggers = [...new Set([...triggersOfEvery, ...contracts.flatMap(({ triggers }) => triggers)])] as [string, ...string[]];

/** The kinds of trigger that a case of this pathway knows. */
export const triggerKinds = (pathway: string): readonly string[] => [...triggersOfEvery, ...contractOf(pathway)?.triggers ?? []];

/** Does a case of this pathway follow the safeguarding routes that a trigger may name? */
export const followsRoutes = (pathway: string): boolean => 'safeguarding-route' in (contractOf(pathway)?.evidence ?? {});

/** `sign`: of a `warning-sign`, the early warning sign as the person's plan says it; without it a review is opened, and whoever reads the note decides. `about`: of a `card-feedback`, the step of the action card. `safeguarding`: routes that are to be followed, where the pathway has that: the note is read by everybody who sees the case, this is not. */
export const triggerRequest = z.strictObject({
  kind: z.enum(allTriggers), occurredAt: instant, note: text, reportedBy: line.optional(), sign: line.optional(), about: line.optional(), safeguarding: routesNamed.optional(),
}).refine(({ kind, sign }) => sign === undefined || kind === 'warning-sign', { path: ['sign'], ...refusal('only-for-warning-sign', 'belongs to a warning-sign only') })
  .refine(({ kind, about }) => about === undefined || kind === 'card-feedback', { path: ['about'], ...refusal('only-for-card-feedback', 'belongs to a card-feedback only') }).meta({ id: 'Trigger' });

const ownerRole = z.enum(['clinical-lead', 'coordinator', 'escalation-owner']);
export const ownersRequest = z.strictObject({ role: ownerRole, person: id, reason: text, offer: z.boolean().optional() }).meta({ id: 'OwnerChange' });
export const ownersAcceptRequest = z.strictObject({ role: ownerRole }).meta({ id: 'OwnerAcceptance' });
/** A discharge has plannedDischargeAt, a taper dischargedAt: which one is asked for is the pathway's. */
export const replanRequest = z.strictObject({ plannedDischargeAt: instant.optional(), dischargedAt: instant.optional(), reason: text }).refine(
  ({ plannedDischargeAt, dischargedAt }) => plannedDischargeAt !== undefined || dischargedAt !== undefined, { path: ['plannedDischargeAt'], ...refusal('required', 'say to when the plan has moved') }).meta({ id: 'Replan' });
export const noteRequest = z.strictObject({ text }).meta({ id: 'Note' });

/** Only what is given changes; the old values stay in the record. */
export const patientRequest = z.strictObject({ ...identity, reason: text }).refine(
  (correction) => Object.keys(correction).length > 1, refusal('nothing-to-correct', 'give what is corrected')).meta({ id: 'PatientCorrection' });

export const endRequest = z.strictObject({
  because: z.enum(['died', 'wrong-person', 'entered-in-error', 'moved-away', 'transferred']), at: instant, note: text, acceptedBy: acceptedBy.optional(),
}).meta({ id: 'CaseEnd' });

export const advanceRequest = z.strictObject({ by: duration }).meta({ id: 'Advance' });
export const patientSearchRequest = z.strictObject({ nhsNumber }).meta({ id: 'PatientSearch' });
