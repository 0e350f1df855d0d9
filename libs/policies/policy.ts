import type { Threshold } from '#libs/domain/thresholds.js';

/**
 * A policy is the numbers of a pathway: versioned data, frozen once released, every number with its source and status.
 * The running system does what the policy says; GET /v1/policies shows it unchanged.
 */
export type NumberStatus = 'contract' | 'national' | 'nice' | 'proposed' | 'local';
export interface Sourced { source: string; status: NumberStatus }

/**
 * When a step is due: `value` after `from`, on `clock`. The first rule whose `when` fits the asking wins; one without `when` always fits.
 * Clocks: `elapsed`; `same-day` (local day of `from` plus whole days of `value`, at `at`, else at the end of that day);
 * `working` (09:00-17:00 on working days, P1D is 8 h); `working-day` (17:00 of the n-th next working day).
 * `floor`: never sooner than this after the task opened. `early`: where the due falls before that local time, it is `at` on the local day before.
 */
export interface DueRule extends Sourced {
  when?: string; value: string; from: string; clock: 'elapsed' | 'same-day' | 'working' | 'working-day';
  at?: string; floor?: string; early?: { before: string; at: string };
}
/** `asked` is what the called person is asked to do. `within` counts from the rung before, on the ladder's clock. The ladder's source is that of its intervals and of how long they may be acknowledged,
 * but for a rung (or an acknowledgement) that a locality changed: that has its own. */
export interface PolicyRung extends Partial<Sourced> { role: string; within: string; repeats?: string; asked: string }
export interface PolicyLadder extends Sourced { class: 'now' | 'today' | 'planned'; clock: 'elapsed' | 'day' | 'working'; rungs: PolicyRung[] }
/** Where who owns a step, or how it climbs, depends on why it opened. `when` is the same word that the due rules use. */
export interface StepVariant { when: string; owner: string; ladder: PolicyLadder; acknowledgeFor: string; acknowledgeSource?: Sourced }
export interface StepPolicy { title: string; owner: string; due: DueRule[]; acknowledgeFor: string; acknowledgeSource?: Sourced; ladder: PolicyLadder; variants?: StepVariant[]; reminders?: PolicyReminder[] }
/** The owner is reminded so long before the step is due, on the ladder's clock: a notice, not a call. */
export interface PolicyReminder extends Sourced { before: string }
export interface PolicyNumber extends Sourced { value: string | number; clock: string; meaning: string }
/** The shared thresholds of a front door: what must be known of whoever is referred, which rules propose what, and who there is to send somebody to. `inside`: the service is of this system, and somebody of it accepts by name; else the person is redirected. */
export interface TriageRules {
  minimum: readonly { part: string; asks: string }[];
  facts: Readonly<Record<string, string>>;
  pathways: readonly string[];
  services: readonly { id: string; title: string; inside: boolean }[];
  thresholds: readonly (Threshold & Sourced)[];
}
/** Something that is counted, and from which value on it speaks for which level. `own`: read off our own events; `outside`: told by whoever sees it. What has not been told for `staleAfter` still stands, and is shown as old. */
export interface PolicyIndicator extends Sourced { title: string; unit: string; from: 'own' | 'outside'; points: Readonly<Record<2 | 3 | 4, number>>; staleAfter: string }
/** A level of pressure: proposed when `needs` indicators have reached its point. Its cards are worked as long as it, or a higher one, is declared. */
export interface PolicyLevel extends Sourced { level: 1 | 2 | 3 | 4; title: string; means: string; needs: number; cards: readonly { title: string; steps: readonly string[] }[] }
export interface Policy {
  id: string; pathway: string; version: string; locality: string | null; released: string;
  /** The pathway's name as people say it, and what it is for. */
  title: string; purpose: string;
  /** What the clinical lead is called where there is nobody to be clinical about. */
  leadTitle?: string;
  /** A locality's policy: the version of the default that it was agreed against. A newer default changes nothing here until the locality has agreed to it. */
  extends?: { version: string };
  numbers: Readonly<Record<string, PolicyNumber>>;
  /** The ladders of the three classes as a task without a step of its own class uses them (an action's owner, a standard after leaving). */
  ladders: Readonly<Record<'now' | 'today' | 'planned', PolicyLadder>>;
  steps: Readonly<Record<string, StepPolicy>>;
  triage?: TriageRules;
  /** Of a system under pressure: what is counted, and what is done at which level. */
  indicators?: Readonly<Record<string, PolicyIndicator>>;
  levels?: readonly PolicyLevel[];
}
