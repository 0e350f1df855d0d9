import type { JsonObject } from '#libs/contracts/events.js';
import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from './pathway.js';
import type { DecisionState, TaskState } from './state.js';

/** The same words, for rules that only read. */
export type Facts = Pathway;

/**
 * A pathway. `run` says what must stand, from the top, after every event: it opens, withdraws and closes through the words of Pathway, and
 * must come to rest. Everything else says what commands it knows.
 */
export interface Protocol {
  pathway: string;
  /** Of a case whose start does not say which revision of the rules it lives by (revision.ts). */
  revision: number;
  run(pathway: Pathway): void;
  /** Steps that may be marked unmet now. */
  mayBeUnmet(facts: Facts, task: TaskState): boolean;
  /** Steps that are not the person's to decline: they are done about the person, not with them. */
  notDeclined?: readonly string[];
  /** Decisions by step: the kind that completes it and its outcomes. */
  decisions: Readonly<Record<string, { kind: string; outcomes: readonly string[] }>>;
  /** Steps that a decision lets pass unmet; stamped on it. */
  covers(facts: Facts, decision: { kind: string; outcome: string }): string[];
  /** What follows once from a decision, and once from a moved plan. */
  decided(pathway: Pathway, decision: DecisionState): void;
  replanned(pathway: Pathway): void;
  /** Opens a completed task again, with what that means on this pathway. */
  reopened(pathway: Pathway, task: TaskState, reason: string): void;
  /** Kinds of trigger that the pathway knows. */
  triggers: readonly string[];
  /** Throws Refusal when the rules say no to this command, beyond what the engine checks for every pathway. */
  refuse(facts: Facts, command: Command): void;
  /** The detail that holds the instant which the pathway plans from; absent: there is no plan to move. */
  plan?: 'plannedDischargeAt' | 'dischargedAt';
  /** What follows once from a completed task, from its whole evidence: the state keeps only what decides later. */
  completed?(pathway: Pathway, task: TaskState, evidence: JsonObject): void;
  /** Who keeps a step that opens now, whoever owns it by the policy: until a handover is accepted, whoever hands over. null: its owner. The policy has a variant by that role's name. */
  keeper?(facts: Facts, step: string): string | null;
  /** Throws Refusal when the evidence does not fit the case. */
  checkEvidence(facts: Facts, task: TaskState, evidence: JsonObject): void;
  /** Does this attempt call the next rung? */
  attemptClimbs(task: TaskState, attempts: number): boolean;
  /** A closed case that this late command may bring back; null: it may not. */
  revives(facts: Facts, command: Command): boolean;
}
