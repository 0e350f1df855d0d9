import type { CasePolicy } from '#libs/policies/amend.js';
import type { AcceptedBy, Actor, At, Due, EscalationReason, JsonObject, Outcome, OwnerRole, Owners, PatientIdentity, TaskStatus } from '#libs/contracts/events.js';

/** A case as its events tell it: what every row and view of it is read from. People are ids; who they are is looked up when it is shown. */
export interface CaseDocument {
  id: string; version: number; pathway: string; policy: CasePolicy; revision: number; organisation: string; rehearsal: boolean; admissionId: string | null;
  patient: PatientIdentity | null;
  /** Every identity the case was ever told, so that a reader without identity can be shown none of them. */
  identities: PatientIdentity[];
  /** As they stand now: a replan changes them. */
  details: JsonObject;
  owners: Owners | null; offers: { role: OwnerRole; person: string }[];
  stage: string | null; openedAt: At; closedAt: At | null; outcome: Outcome | null; ended: { because: string; at: At } | null;
  left: { at: At; gate: 'open' | 'shut'; source: string } | null;
  watch: { until: At; endedBecause: string | null } | null;
  /** Cases that it asked for, and the one that asked for it. */
  begun?: BegunDocument[]; begunBy?: { caseId: string };
  gates: GateDocument[];
  tasks: TaskDocument[]; escalations: EscalationDocument[];
}
/** A case without what is in it: small, for lists. */
export type CaseHead = Omit<CaseDocument, 'tasks' | 'escalations' | 'gates'> & { gates: (GateDocument & { unmet: string[] })[] };
/** `caseId`: of `refused` the open case that stood in its way, where one did. */
export interface BegunDocument { key: string; pathway: string; status: 'asked' | 'begun' | 'refused' | 'ended'; because: string; caseId: string | null; refusedBecause: string | null; outcome: string | null }
export interface GateDocument { name: string; open: boolean; by: string | null; because: string | null }

export interface TaskDocument {
  id: string; step: string; title: string; owner: { role: string; person: string | null };
  /** Given to somebody by name: it no longer follows the case's owner. */
  assigned: boolean;
  openedAt: At; dueAt: At; due: Due; status: TaskStatus; late: boolean; recordedLate: boolean;
  attempts: { at: At; by: Actor; tried: string; why: string }[];
  acknowledgement: { by: Actor; at: At; until: At; note: string } | null;
  /** How often the climb under way was acknowledged. */
  acknowledgements?: number;
  because: string | null; about: JsonObject | null;
  evidence: JsonObject | null; completedAt: At | null; completedBy: Actor | null;
  endedAt: At | null; endedBecause: string | null; acceptedBy: AcceptedBy | null;
  unmet: { at: At; by: Actor; reason: string; unsafe: string } | null;
  declined: { at: At; by: Actor; said: string; capacity: string; explained: string; alternative: string; bestInterests?: JsonObject | string } | null;
  /** `reminder` is the sequence of its reminder-reached; `answered` false: who is reminded is still being looked up. */
  reminders?: { reminder: number; before: string; dueAt: At; at: At; person: string | null; answered: boolean; why: string | null }[];
  heldBecause: string | null; reopened: { at: At; by: Actor; reason: string } | null;
}

export interface EscalationDocument {
  id: string; taskId: string; step: string; reason: EscalationReason; raisedAt: At; endedAt: At | null; endedBecause: string | null;
  acknowledgement: { by: Actor; until: At } | null;
  acknowledgements?: number;
  outcomes: { at: At; by: Actor; response: string; note?: string }[];
  /** Rungs that were called out of their turn: by hand, by an attempt, by acknowledging too often. */
  climbs?: { at: At; by: Actor; toLevel: number; reason: string }[];
  /** Highest level called so far. The calls themselves are rows of their own: a ladder that nobody answers calls for ever, and a document is written whole each time. */
  level: number;
}
