import type { CasePolicy } from '#libs/policies/amend.js';
import type { AcceptedBy, Actor, At, Due, EscalationReason, EventKind, JsonObject, Outcome, TaskStatus } from './events.js';

/** What the outside sees (api.md, 'Cases'). Instants are RFC 3339 in UTC with `Z`; ids are opaque. */
export interface Person { id: string; name: string }
export interface Organisation { id: string; name: string }
/** Who did something: a person, or a part of the system (`hospital`, `protocol`, `clock`). */
export type By = Person | { system: string };
export interface Page<Item> { items: Item[]; next: string | null }

/** For a viewer who reads without identity, `withheld` is true and everything that names the person is null or absent. */
export interface PatientView {
  id: string; nhsNumber?: string; identifiers?: { system: string; value: string }[]; name: string | null;
  /** Left out while nobody has told it. */
  dateOfBirth?: string | null;
  needs?: JsonObject; contacts?: JsonObject[]; withheld?: true;
}
export interface OwnersView { clinicalLead: Person; coordinator: Person; escalationOwner: Person }
/** `watching`: nothing is open and the watch runs; the API tells it as open with a word beside it. */
export type CaseStatus = 'open' | 'watching' | 'closed';
export interface GateView { name: string; open: boolean; unmet: string[]; by?: string; because?: string }
export interface OutcomeView extends Outcome { because?: string }

/** A case as lists show it. `overdue`: something open is past its due instant on the case's clock. */
export interface CaseSummary {
  id: string; pathway: string; policy: CasePolicy; status: CaseStatus; outcome?: OutcomeView; stage: string | null;
  /** null on pathways without a patient and owners (intake-review). */
  patient: PatientView | null; organisation: Organisation; owners: OwnersView | null; details: JsonObject; admissionId?: string;
  openedAt: At; closedAt?: At; version: number; clock: { now: At; rehearsal: boolean }; gates: GateView[];
  /** Set once the person has left, until that is undone. */
  leftAt?: At; watchUntil?: At;
  /** Roles that were offered to somebody who has not accepted yet. */
  offers?: { role: string; person: Person }[];
  /** Cases that this one asked for, and the one that asked for it. */
  begun?: BegunView[]; begunBy?: { caseId: string };
  openTasks: number; overdue: boolean; nextDueAt: At | null;
}
/** `refused`: a rule said no, and `caseId` is the open case that stood in its way, where one did. */
export interface BegunView { pathway: string; status: 'asked' | 'begun' | 'refused' | 'ended'; because: string; caseId?: string; refusedBecause?: string; outcome?: string }
/** A restriction of the person's that is in force, wherever it was set. */
export interface RestrictionView { caseId: string; what: string; until: At; reviewAt: At | null; stepDownPlan: string }
/**
 * A risk that is open, as its last assessment, review or reading left it. `severity`: its consequence, never how likely it is. `owner`: the one who answers for it. `warnings`: what calls for somebody above;
 * `indicator`: of a system risk; `last`: null until it was read.
 */
export interface RiskView {
  caseId: string; kind: 'person' | 'system'; patient: PatientView | null; title: string; category?: string; severity: string; status: string; doing: string; leadAgency?: string; governance?: string; owner: Person | null; stage: string | null;
  openedAt: At; reviewAt: At | null; openActions: number; overdueActions: number; overdue: boolean; warnings: { title: string; because?: string }[];
  indicator?: { name: string; computed?: string; range: 'at-most' | 'at-least'; tolerance: number; last: { value: number; readAt: At } | null };
}
export interface CaseView extends CaseSummary { tasks: TaskView[]; escalations: EscalationView[]; alarms: AlarmView[]; restrictions: RestrictionView[]; risks: RiskView[] }

export interface TaskAttempt { at: At; by: By; tried: string; why: string }
/** `before`: how long before the task's due time; `dueAt`: the reminder's own instant. */
export interface ReminderView { before: string; dueAt: At; at: At; person: Person | null; answered: boolean; why?: string; notices: NoticeView[] }

/** `needs` (JSON Schema of the evidence) is added by the API. */
export interface TaskView {
  id: string; caseId: string; pathway: string; step: string; title: string; organisation: string; rehearsal: boolean;
  owner: { role: string; person: Person | null }; openedAt: At; dueAt: At; due: Due; status: TaskStatus; overdue: boolean; late: boolean; recordedLate: boolean;
  attempts: TaskAttempt[]; acknowledgement: { by: By; at: At; until: At; note: string } | null;
  /** How often the climb under way was acknowledged: from the third time on it holds nothing and calls the next rung. */
  acknowledgements: number;
  /** Why it opened and what it is about, where that is not the pathway's ordinary course. */
  because?: string; about?: JsonObject;
  evidence?: JsonObject; completedAt?: At; completedBy?: By;
  /** Why an unmet, declined, not needed or handed over task ended; `endedAt` also for completed ones. */
  endedAt?: At; endedBecause?: string; acceptedBy?: AcceptedBy;
  unmet?: { at: At; by: By; reason: string; unsafe: string };
  declined?: { at: At; by: By; said: string; capacity: string; explained: string; alternative: string; bestInterests?: JsonObject | string };
  /** Whom the policy reminded before it is due, and when; null: nobody answered for the owner. `answered` false: who does is still being looked up. */
  reminders: ReminderView[];
  /** Calls and visits wait, and why. */
  heldBecause?: string; reopened?: { at: At; by: By; reason: string };
  /** What it says about safeguarding is for the case's named owners. */
  withheld?: true;
}

/** Something open that a huddle walks through, and whom it is about. */
export interface HuddleItem extends TaskView { patient: PatientView | null }
/** That a team walked its huddle of a day; `team` is an organisation's id, `present` what those who were there are called. */
export interface HuddleWalkView { id: string; team: string; date: string; at: At; by: Person; present: string[] }
/** `date`: the local day that is shown. `walked`: the latest first. */
export interface HuddleView extends Page<HuddleItem> { date: string; walked: HuddleWalkView[] }

export type NoticeStatus = 'queued' | 'accepted' | 'delivered' | 'failed' | 'unknown' | 'rehearsed';
export interface NoticeView { channel: string; status: NoticeStatus; at: At; tries?: number; error?: string }
export interface CallView {
  level: number; role: string; person: Person | null; dueAt: At; at: At; asked: string; missed?: number; notices: NoticeView[];
  /** false: who answers is still being looked up. */
  answered: boolean;
  /** Why this person, or why nobody. */
  why?: string;
  /** true: a receipt says that a notice arrived; false: no way reached them, and the rung counted as empty from then; null: nobody can tell. Called is not reached. */
  reached: boolean | null;
}
/**
 * A system alarm: nobody answered for a whole turn of the last rung (`level`, `role`). `since`: its turns count from then; `dueAt`: when the first had passed; `times`: how often it was told, the latest at
 * `lastAt`. `told`: everybody who was, and by which ways; `why`: whose it is, or that it is nobody's. It stays `open` until somebody has written what was done, also after its case has closed.
 */
export interface AlarmView {
  id: string; caseId: string; taskId: string; escalationId: string; pathway: string; step: string; title: string; organisation: Organisation; rehearsal: boolean; status: 'open' | 'done'; level: number; role: string;
  since: At; raisedAt: At; dueAt: At; times: number; lastAt: At; why?: string; told: { person: Person; why?: string; notices: NoticeView[] }[]; done?: { at: At; by: Person; done: string };
}
/** A page of a list on top of which the open system alarms stand. */
export interface AlarmedPage<Item> extends Page<Item> { alarms: AlarmView[] }

export type EscalationStatus = 'open' | 'acknowledged' | 'ended';
export interface EscalationView {
  id: string; caseId: string; taskId: string; pathway: string; step: string; reason: EscalationReason; status: EscalationStatus; endedBecause?: string; endedAt?: At; raisedAt: At;
  /** Highest level called so far. */
  level: number; acknowledgedBy?: By; acknowledgedUntil?: At; acknowledgements: number; outcomes: { at: At; by: By; response: string; note?: string }[];
  /** Rungs that were called out of their turn, and why: by hand, by an attempt, by acknowledging too often. */
  climbs: { at: At; by: By; toLevel: number; reason: string }[]; calls: CallView[];
}

export interface EventView { sequence: number; at: At; kind: EventKind; actor: Actor; data: JsonObject }
export interface RefusalView { at: At; actor: Actor; command: string; status: number; code: string; detail: string; taskId?: string }

export type AdmissionStatus = 'in-hospital' | 'left' | 'cancelled' | 'died';
/** Who is in hospital, as the messages tell it. */
export interface AdmissionView {
  id: string; organisation: Organisation; status: AdmissionStatus; ward: string | null; bed: string | null; visitNumber: string | null;
  patient: { nhsNumber?: string; identifiers?: { system: string; value: string }[]; name: string | null; dateOfBirth: string | null; withheld?: true };
  admittedAt: At | null; plannedDischargeAt: At | null; leftAt: At | null; flags: string[];
  /** The open discharge of that person or admission, if there is one. */
  caseId: string | null;
}
export interface PatientSearchView { patient: PatientView | null; cases: CaseSummary[]; admissions: AdmissionView[] }

export interface RoleView { role: string; scope: string }
export interface MeView { id: string; name: string; organisation: Organisation; roles: RoleView[] }
/** `answers`: this is whom a call to the role reaches at that instant; `why` says how. */
export interface RoleHolderView { id: string; name: string; organisation: Organisation; role: string; answers: boolean; why?: string }
