import type { CasePolicy } from '#libs/policies/amend.js';
import type { Climb } from '#libs/domain/ladder.js';
import type { AcceptedBy, Due, JsonObject, Outcome, Owners, OwnerRole, TaskStatus, EscalationReason } from '#libs/contracts/events.js';

/**
 * What decides about a case, folded from its events: plain JSON, carried through continue-as-new. Texts stay in the record.
 * Instants are epoch milliseconds.
 */
export interface CaseState {
  caseId: string; pathway: string; policy: CasePolicy; revision: number;
  /** Last sequence folded, and the case's clock when it was appended. */
  version: number; lastAt: number;
  organisation: string; rehearsal: boolean; openedAt: number; owners: Owners | null;
  /** Details as they stand now: a replan changes them. */
  details: JsonObject;
  offers: Partial<Record<OwnerRole, string>>;
  /** The event by which a role's owner last changed. */
  ownerSince?: Partial<Record<OwnerRole, number>>;
  tasks: TaskState[];
  gates: Record<string, GateState>;
  stage: string;
  triggers: TriggerState[];
  decisions: DecisionState[];
  /** Messages of the hospital that bear on the case, in order. */
  messages: { sequence: number; messageId: string; finding: string; occurredAt: number | null; at: number }[];
  left: { at: number; sequence: number; recordedAt: number; gate: 'open' | 'shut'; source: string } | null;
  /** Sequence of the last leaving-undone: what told of a leaving before it no longer counts. */
  leavingUndone: number;
  replans: number;
  watch: { until: number; endedBecause?: string } | null;
  ended: { because: string; sequence: number } | null;
  /** As it stands, from when it is settled; the closing repeats it. */
  outcome: Outcome | null;
  closed: { at: number; outcome: Outcome } | null;
  revivals: number;
  /** What was reached whose people are still being looked up: rungs, reminders, alarms. `rung` is the sequence of the event that asks. */
  unanswered: { rung: number; escalationId: string; taskId: string; level: number; extra: boolean; role: string; person: string | null; for?: 'reminder' | 'alarm' }[];
  /** Cases that this one asked for, in order. */
  begun?: BegunCase[];
  /** The case that began this one, which is told how it ended. */
  begunBy?: { caseId: string; key: string };
}
/** A case that this one asked for. `caseId`: of `refused` the open case that stood in its way, where one did. `code`: why it was refused; `outcome`: how it ended. */
export interface BegunCase {
  key: string; sequence: number; pathway: string; details: JsonObject | null; owners: Owners | null; status: 'asked' | 'begun' | 'refused' | 'ended'; caseId: string | null; code: string | null; outcome: string | null;
}

export interface TaskState {
  id: string; step: string; key: string; sequence: number; owner: { role: string; person: string | null };
  openedAt: number; dueAt: number; due: Due; when: string | null; from: string; status: TaskStatus;
  /** Which variant of the step's ladder it climbs; '' is the step's own. */
  ladder: string;
  climb: Climb;
  /** A call that does not belong to the ladder's rungs: the owner's when a trigger opens the task, the new owner's at a handover. */
  calls: { at: number; reason: EscalationReason; level: number; role: string; person: string | null; asked: string }[];
  /** Its owner was called when it opened: what a trigger, an attempt or a missed step opened. */
  calledAtOpening: boolean;
  /** Why the next rung is called, where that is not that it is overdue. */
  climbBecause: EscalationReason | null;
  /** The climb under way, from its first call; null before. */
  escalation: { id: string; reason: EscalationReason } | null;
  /** Every climb of the task so far. */
  escalations: string[];
  acknowledgedUntil: number | null;
  /** How often this climb was acknowledged. */
  acknowledgements?: number;
  heldBecause: string | null;
  /** Reminders whose instants are not later than this have passed. */
  remindedUpTo?: number;
  /** The last rung was called and nobody has answered since: from when its turns count, and how many have raised an alarm. */
  turn?: Turn | null;
  /** What of the evidence later steps read. */
  evidence: JsonObject | null;
  completedAt: number | null; late: boolean;
  /** When it stopped being open, however it ended, and by which event. */
  closedAt: number | null; closedSequence: number;
  endedBecause: string | null;
  attempts: { at: number; sequence: number }[];
  declined: { sequence: number } | null;
  moves: number; reopened: number;
  /** The event that last said when it is due. */
  dueSince: number;
  /** Where it was opened or last reopened: sequence and instant. */
  standsSince: number; standsAt: number;
}
/** Turns of the last rung that nobody answers. */
export interface Turn { since: number; raised: number }
export interface GateState { open: boolean; by: string | null; /** Sequences of the last opening or shutting, and of the last shutting. */ sequence: number; shut: number; covered: string[] }
/** `sign`: of a warning sign which one was seen; null where only the note says so, which stays in the record. `about`: the step that it speaks of. `elsewhere`: escalations of the person on other cases, as the record knew them then. `routes`: of safeguarding, that were named with it. */
export interface TriggerState { sequence: number; kind: string; occurredAt: number; at: number; sign?: string | null; about?: string; elsewhere?: number[]; routes?: string[] }
/** What of an agreed plan decides later: its pace, when it is looked at, and what it asks for. */
export interface PlanState { every: string; for: string; mdtAt: number; reviewBy: number | null; medication: boolean; crisis: boolean; highRisk: boolean; signs: string[]; indicators: string[] }
export interface DecisionState {
  sequence: number; at: number; taskId: string; step: string; kind: string; outcome: string; because: string | null;
  unmetDueAt: number | null; plannedDischargeAt: string | null; toStage: number | null;
  /** When what holds meanwhile is looked at again. */
  reviewAt?: number;
  /** Who takes over what it lets go. */
  acceptedBy?: AcceptedBy;
  plan?: PlanState;
  /** Of safeguarding, that were named with it. */
  routes?: string[];
  /** Steps that it lets pass unmet. */
  covered: string[];
}

export const instant = (text: string): number => Date.parse(text);
export const text = (at: number): string => new Date(at).toISOString();
/** The beginning of a text, in whole characters: half of one could not be stored. */
export const beginningOf = (whole: string, characters: number): string => whole.slice(0, characters).replace(/\p{Surrogate}$/u, '');
/** A text of evidence or details; '' where there is none. */
export function said(facts: JsonObject | null | undefined, name: string): string {
  const value = facts?.[name];
  return typeof value === 'string' ? value : '';
}
/** An instant of evidence or details; null where there is none. */
export function instantIn(facts: JsonObject | null | undefined, name: string): number | null {
  return said(facts, name) === '' ? null : instant(said(facts, name));
}

export function emptyState(caseId: string): CaseState {
  return {
    caseId, pathway: '', policy: { id: '', version: '' }, revision: 0, version: 0, lastAt: 0, organisation: '', rehearsal: false, openedAt: 0, owners: null, details: {}, offers: {}, tasks: [],
    gates: {}, stage: '', triggers: [], decisions: [], messages: [], left: null, leavingUndone: 0, replans: 0, watch: null, ended: null, outcome: null, closed: null, revivals: 0, unanswered: [],
  };
}

export function taskOf(state: CaseState, taskId: string): TaskState | undefined {
  return state.tasks.find((task) => task.id === taskId);
}
/** Escalation ids carry the task they climb for in state only: the one whose climb is under way. */
export function taskOfEscalation(state: CaseState, escalationId: string): TaskState | undefined {
  return state.tasks.find((task) => task.escalation?.id === escalationId);
}
/** The person a role of the case names; null for roles of a team. */
export function ownerOf(state: CaseState, role: string): string | null {
  if (!state.owners) return null;
  if (role === 'clinical-lead') return state.owners.clinicalLead;
  if (role === 'coordinator') return state.owners.coordinator;
  if (role === 'escalation-owner') return state.owners.escalationOwner;
  return null;
}
export const ownerKey = { 'clinical-lead': 'clinicalLead', coordinator: 'coordinator', 'escalation-owner': 'escalationOwner' } as const;
