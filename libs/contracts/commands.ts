import type { CasePolicy } from '#libs/policies/amend.js';
import type { AcceptedBy, Actor, At, CaseEvent, EventData, JsonObject, OwnerRole, PatientIdentity } from './events.js';

/** What a person or another part of the system wants of a case. Field shapes are checked at the edge (libs/contracts/http); rules that need the case's state are checked by the engine. */
export type Command =
  /** `doer`: the names by which the acting person is known, where somebody else must have checked it. */
  | { type: 'complete'; taskId: string; evidence: JsonObject; doer?: string[] }
  | { type: 'attempt'; taskId: string; at: At; tried: string; why: string }
  | { type: 'unmet'; taskId: string; reason: string; unsafe: string }
  | { type: 'declined'; taskId: string; by: string; capacity: 'presumed' | 'assessed' | 'lacking'; explained: string; alternative: string; bestInterests?: JsonObject | string }
  | { type: 'acknowledge'; taskId: string; for: string; note: string }
  | { type: 'assign'; taskId: string; to: string; reason: string }
  | { type: 'claim'; taskId: string }
  | { type: 'reopen'; taskId: string; reason: string }
  | { type: 'hand-over'; taskId: string; acceptedBy: AcceptedBy; reason: string }
  | { type: 'move'; taskId: string; dueAt: At; reason: string }
  | { type: 'decide'; taskId?: string; decision: JsonObject & { kind: string; outcome: string } }
  /** `sign`: the early warning sign that was seen, in the words of the person's plan. `about`: the step that it speaks of. `elsewhere`: added by the edge, when the person was escalated on other cases. */
  | { type: 'trigger'; kind: string; occurredAt: At; note: string; reportedBy?: string; sign?: string; about?: string; safeguarding?: { routes: string[] }; elsewhere?: At[] }
  /** `impose`: who was offered the role has not accepted, and somebody may decide that it is theirs all the same. */
  | { type: 'owners'; role: OwnerRole; person: string; reason: string; offer?: boolean; impose?: boolean }
  | { type: 'owners-accept'; role: OwnerRole }
  | { type: 'replan'; plannedDischargeAt?: At; dischargedAt?: At; reason: string }
  | { type: 'note'; text: string }
  | { type: 'patient'; patient: PatientIdentity; before: PatientIdentity; reason: string }
  | { type: 'end'; because: string; at: At; note: string; acceptedBy?: AcceptedBy }
  | { type: 'climb'; escalationId: string; toLevel: number; reason: string }
  /** No contact method carried a call: `rung` is the sequence of its rung-reached, the rest is what that says. Told by the sender of notices, never over HTTP. */
  | { type: 'not-reached'; rung: number; escalationId: string; taskId: string; level: number; person: string; extra: boolean }
  | { type: 'outcome'; escalationId: string; response: string; note?: string }
  | { type: 'hospital-message'; messageId: string; messageType: string; finding: string; occurredAt?: At; flags: string[] }
  /** A case that this one began has ended: told by that case, never over HTTP. */
  | { type: 'begun-case-ended'; key: string; caseId: string; outcome: string }
  /** Another case of the person begins: a running watch ends with what it has. */
  | { type: 'end-watch'; because: string }
  /** Changes nothing: brings the case to its present instant (after an advance, or to wait for the opening). `moving`: its clock is about to be moved by so many ms. */
  | { type: 'settle'; moving?: number }
  /** From now on it runs by another policy of its pathway. Which one that is was looked up at the edge. */
  | { type: 'move-policy'; policy: CasePolicy; reason: string }
  /** Goes on in a fresh run of the same release's code (continue-as-new). */
  | { type: 'move-on' };
export type CommandType = Command['type'];

/** What travels in the update. `stored` is the version the record holds; `id` is the update id; the answer is every event after `stored`. */
export interface CommandEnvelope { id: string; actor: Actor; stored: number; receivedAt: At; command: Command }

/** Events after `stored`. `pending`: the tail is above the bounds, the recorder writes it. `version` is the case's last sequence. `now` is the case's clock. */
export interface Tail { version: number; events: CaseEvent[]; pending?: boolean; now: At }

/** Why a command is refused. `pointer` (JSON Pointer into the body) with 422; 409 is a rule that says no, `code` is its name. */
export interface RefusalShape { status: 403 | 404 | 409 | 422; code: string; detail: string; pointer?: string }

/** The whole opening travels in the start, so that a case opens itself. */
export interface CaseStart {
  caseId: string; pathway: string; policy: CasePolicy; actor: Actor; command?: string;
  /** Which revision of the rules it lives by; absent: it began before starts said so. */
  revision?: number;
  opening: Omit<EventData['case-opened'], 'pathway' | 'policy' | 'revision'>;
  /** A rehearsal that a rehearsal began: where its clock begins. */
  clock?: At;
  /** How soon, in milliseconds, the recorder and the directory are tried again. */
  retry?: { initial: number; most: number };
  /** Only when a case is brought back from its record: every event so far. */
  revived?: CaseEvent[];
  /** The late command that brings a closed case back (a readmission told afterwards). */
  lateCommand?: CommandEnvelope;
}
export const UPDATE_COMMAND = 'command';
export const QUERY_TAIL = 'tail';
export const UPDATE_TAIL = 'tell-tail';
