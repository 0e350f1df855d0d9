/**
 * What happened on a case. A case is its events: append-only, numbered from 1 without a gap, never edited.
 * Instants are RFC 3339 in UTC with milliseconds. `at` is the case's own clock when the event was appended; an instant that was due
 * earlier travels in the data (`dueAt`, `openedAt`). Plain types only: this file is evaluated inside the workflow sandbox.
 */
import type { CasePolicy } from '#libs/policies/amend.js';

export type At = string;
/** A person acted, or a part of the system did: `clock`, `protocol`, `directory`, `hospital`. */
export type Actor = { person: string } | { system: string };

export type OwnerRole = 'clinical-lead' | 'coordinator' | 'escalation-owner';
export interface Owners { clinicalLead: string; coordinator: string; escalationOwner: string }
export type TaskStatus = 'open' | 'completed' | 'unmet' | 'declined' | 'not-needed' | 'handed-over';
export type EscalationReason = 'overdue' | 'trigger' | 'attempt' | 'handed-over';
export interface Due { rule: string; clock: string; source: string; status: string }
export interface AcceptedBy { organisation: string; name: string; contact: string }
/** `repeatFalls` and `rePresentations` count what was told of since the case began, where the pathway watches for it. */
export interface Outcome { outcome: string; basis?: 'hospital-messages' | 'asked' | 'nothing-heard'; concerns?: string[]; repeatFalls?: number; rePresentations?: number }
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** `name` is NAME_NOT_KNOWN (libs/domain) and `dateOfBirth`, YYYY-MM-DD, is left out of somebody of whom only the NHS number was told. */
export interface PatientIdentity {
  id: string; nhsNumber?: string; identifiers?: { system: string; value: string }[]; name: string; dateOfBirth?: string;
  needs?: JsonObject; contacts?: JsonObject[];
}
export interface DecisionAction { title: string; owner: string; dueAt: At; completionCheck: string; checkedByAnother?: boolean }

/** The data of each kind of event. */
export interface EventData {
  /** Owners and patient are absent on pathways without them (intake-review). */
  'case-opened': {
    pathway: string; policy: CasePolicy; revision: number; organisation: string; rehearsal: boolean;
    owners?: Owners; patient?: PatientIdentity; details: JsonObject; admissionId?: string;
    /** The case that began this one, and under which of its keys. */
    begunBy?: { caseId: string; key: string };
  };
  'task-opened': {
    taskId: string; step: string; key: string; title: string; owner: { role: string; person: string | null }; openedAt: At; dueAt: At; due: Due;
    /** Which variant of the step's ladder ('' is its own); why the due rule was chosen and from what it counts; whether the owner is called at once. */
    ladder: string; when: string | null; from: string; calls: boolean; because?: string; about?: JsonObject;
  };
  'task-completed': { taskId: string; step: string; evidence: JsonObject; completedAt: At; late: boolean; recordedLate: boolean };
  /** It was tried and did not succeed: the task stays open. */
  'task-attempted': { taskId: string; step: string; at: At; tried: string; why: string };
  'task-unmet': { taskId: string; step: string; reason: string; unsafe: string };
  /** The person said no: the task stays open until a clinical lead has decided. */
  'task-declined': { taskId: string; step: string; by: string; capacity: 'presumed' | 'assessed' | 'lacking'; explained: string; alternative: string; bestInterests?: JsonObject | string };
  /** The task ended without being completed. */
  'task-ended': { taskId: string; step: string; status: 'declined' | 'not-needed' | 'handed-over'; because: string; acceptedBy?: AcceptedBy };
  'task-reopened': { taskId: string; step: string; reason: string; dueAt: At; due: Due; when: string | null; from: string; ladder: string };
  /** `restart`: the climb so far has ended (`replanned`) and starts anew at the new due. `moves` counts what the owner moved. */
  'task-due-changed': { taskId: string; step: string; dueAt: At; before: At; due: Due; when: string | null; from: string; because: string; restart: boolean; moved?: boolean };
  /** What one role kept until now is another's from here on, as the policy names it; its climb starts anew with them. */
  'task-owner-changed': { taskId: string; step: string; role: string; before: string; ladder: string; because: string };
  'task-assigned': { taskId: string; step: string; person: string; before: string | null; reason: string; claimed: boolean };
  /** `count`: of this climb. `climbs`: it came once too often and holds nothing, so that it ends at its own instant and somebody else is called. */
  'task-acknowledged': { taskId: string; step: string; until: At; note: string; count?: number; climbs?: boolean };
  'acknowledgement-ended': { taskId: string; step: string };
  /** From here on the task climbs another ladder, from max(dueAt, now). */
  'ladder-changed': { taskId: string; step: string; ladder: string; because: string };
  /** Calls and visits wait for something else, without an end of their own; `task-released` ends it. */
  'task-held': { taskId: string; step: string; because: string };
  'task-released': { taskId: string; step: string; because: string };
  /** A rung's instant was reached. `dueAt` is its own instant; `missed` counts repeats that an outage swallowed. `person` only where one is named beforehand. */
  'rung-reached': {
    escalationId: string; taskId: string; step: string; reason: EscalationReason; level: number; role: string; person: string | null;
    dueAt: At; asked: string; missed?: number;
    /** Does not move the ladder: the owner called at the opening, a new owner, a rung called again. */
    extra?: boolean;
  };
  /** Who answered for the role at that instant; null: nobody holds it. `rung` is the sequence of its rung-reached. */
  called: { rung: number; escalationId: string; taskId: string; step: string; level: number; role: string; person: string | null; why: string };
  /** Every way to whoever was called has failed, or told nothing in its time: 'called' is not 'reached'. From here on the rung counts as empty; `extra` moves no ladder. */
  'rung-not-reached': { rung: number; escalationId: string; taskId: string; step: string; level: number; person: string; extra?: boolean };
  /** Somebody, or an attempt, called a rung out of its turn. `at` is that rung's instant: now, or the next opening of the ladder's clock. */
  climbed: { taskId: string; step: string; toLevel: number; at: At; reason: string; because: EscalationReason; again: boolean };
  /** Before a task is due, its owner is reminded: `dueAt` is the reminder's own instant, `before` how long before the task's due that is, by the policy. */
  'reminder-reached': { taskId: string; step: string; before: string; dueAt: At; taskDueAt: At; role: string; person: string | null };
  /** Who answered for the owner's role at that instant; null: nobody, and nobody was reminded. `reminder` is the sequence of its reminder-reached. */
  reminded: { reminder: number; taskId: string; step: string; role: string; person: string | null; why: string };
  /** The last rung of a ladder was called and for a whole turn of it nobody answered. `since`: the turns count from then; `turn`: which one passed at `dueAt`, of which `missed` passed in an outage. */
  'system-alarm-raised': { taskId: string; step: string; escalationId: string; level: number; role: string; since: At; dueAt: At; turn: number; missed?: number };
  /** Everybody who was to be told at that instant, each with why it is them; nobody: `why` says so. `alarm` is the sequence of its system-alarm-raised. */
  'system-alarm-told': { alarm: number; taskId: string; step: string; people: { person: string; why: string }[]; why: string };
  'outcome-recorded': { escalationId: string; taskId: string; step: string; response: string; note?: string };
  /** `covered`: the steps that the decision lets pass unmet. */
  'decision-recorded': { taskId: string; step: string; decision: JsonObject; covered?: string[] };
  /** `elsewhere`: when the person was escalated on other cases before, as far as the record knew (a repeat crisis is counted across cases). */
  'trigger-recorded': { kind: string; occurredAt: At; note: string; reportedBy?: string; sign?: string; about?: string; safeguarding?: { routes: string[] }; source?: string; elsewhere?: At[] };
  'gate-opened': { gate: string; by: string; covered?: string[] };
  'gate-shut': { gate: string; because: string };
  'stage-entered': { stage: string };
  left: { leftAt: At; gate: 'open' | 'shut'; source: string };
  'leaving-undone': { because: string };
  /** The instant that the pathway plans from has moved: the planned discharge, or of a taper the discharge that it follows. */
  replanned: { plannedDischargeAt?: At; dischargedAt?: At; before: At; reason: string };
  'owner-offered': { role: OwnerRole; person: string; reason: string };
  /** `imposed`: it had been offered to them, and they had not accepted. */
  'owner-changed': { role: OwnerRole; person: string; before: string; reason: string; imposed?: boolean };
  /** Calls somebody about a task beside its ladder: the new owner at a handover. */
  'call-asked': { taskId: string; step: string; level: number; role: string; person: string | null; at: At; reason: EscalationReason; asked: string };
  /** Somebody moved the case to another policy: what opens from here on, and every climb, goes by it. What is open keeps its due time. `before`: the version that it had. */
  'policy-moved': { policy: CasePolicy; before: string; reason: string };
  'note-added': { text: string };
  'patient-corrected': { patient: PatientIdentity; before: PatientIdentity; reason: string };
  /** A message of a hospital that bears on the case; `finding` says how (`dead`, `transferred`, `admission-cancelled`, `discharge-cancelled`, `merged`, `readmitted`, `admitted`, `departure`, `updated`). */
  'hospital-message': { messageId: string; type: string; finding: string; occurredAt?: At; flags: string[] };
  /** Another case is to begin, about the same person where that pathway is about one. `because`: said to whoever reads either case. */
  'case-asked': { key: string; pathway: string; details: JsonObject; owners?: Owners; because: string };
  /** It began. `asked` is the sequence of its case-asked. */
  'case-begun': { asked: number; key: string; pathway: string; caseId: string };
  /** It did not begin, by the rule that `code` names; `caseId`: the open case that stands in its way. */
  'case-not-begun': { asked: number; key: string; pathway: string; code: string; detail: string; caseId?: string };
  /** The case that this one began has ended. */
  'begun-case-ended': { key: string; pathway: string; caseId: string; outcome: string };
  'watch-started': { until: At };
  'watch-ended': { because: string };
  'case-ended': { because: string; at: At; note: string; acceptedBy?: AcceptedBy };
  'case-closed': { outcome: Outcome };
  'outcome-amended': { outcome: Outcome };
  'case-revived': { because: string };
}
export type EventKind = keyof EventData;

/** One entry of the record. `command` is the update id of the command that caused it; what the clock caused has none. */
export type CaseEvent = { [K in EventKind]: { sequence: number; at: At; kind: K; actor: Actor; command?: string; data: EventData[K] } }[EventKind];
export type EventOf<K extends EventKind> = Extract<CaseEvent, { kind: K }>;
