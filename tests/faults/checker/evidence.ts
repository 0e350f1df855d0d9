import type { CaseEvent } from '#libs/contracts/events.js';
import type { CaseView } from '#libs/contracts/views.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';
import type { Read, Sent } from '../generator/log.js';
import type { Injury } from '../nemesis/nemesis.js';

/** Everything that the checker looks at, collected once after the run: plain data, so that a fault can be put into it and a check seen to bite. Instants in epoch ms. */
export interface Evidence {
  readonly log: readonly Sent[];
  /** What was read on the way, as the clients saw it. */
  readonly reads: readonly Read[];
  readonly cases: readonly CaseEvidence[];
  /** By `pathway version`, as `GET /v1/policies` says them. */
  readonly policies: ReadonlyMap<string, Policy>;
  /** What the lists say: ids of open tasks, and of cases that are not closed. */
  readonly listed: { readonly tasks: readonly string[]; readonly cases: readonly string[] };
  readonly notices: readonly NoticeSeen[];
  readonly mails: readonly MailSeen[];
  readonly alarms: readonly AlarmSeen[];
  readonly injuries: readonly Injury[];
  /** Rows that a rebuild from the events made otherwise than they stood, in words. */
  readonly rebuilt: readonly string[];
  /** What the supervisor said of parts that ended. */
  readonly ended: readonly string[];
  /** Cases whose record stopped, and what was refused, as the record keeps it: `case status code`. */
  readonly halted: readonly string[];
  readonly refusals: readonly string[];
  /** From then on the worker stood still while all this was read. */
  readonly frozenAt: number;
  /** What is due by then must have happened. */
  readonly settledAt: number;
  /** How long trouble stands before it is an alarm, and how long one look and its mail take at most. */
  readonly watchdog: { readonly callMs: number; readonly turnMs: number };
}
export interface CaseEvidence {
  readonly id: string;
  /** As the API shows it. */
  readonly view: CaseView;
  /** As PostgreSQL has them, and how many the API tells. */
  readonly events: readonly CaseEvent[];
  readonly told: number;
  /** The state of its workflow at the Temporal server, and how often each command was accepted in its history. */
  readonly workflow: string;
  readonly accepted: ReadonlyMap<string, number>;
  readonly firstRunId: string;
  /** Why a run of it does not replay; null: all do. */
  readonly failedReplay: string | null;
}
export interface NoticeSeen { readonly caseId: string; readonly rung: number; readonly taskId: string; readonly person: string; readonly kind: string; readonly channel: string; readonly status: string; readonly sentAs: string | null; readonly address: string | null; readonly why: string | null; readonly createdAt: number }
export interface MailSeen { readonly to: string; readonly messageId: string }
export interface AlarmSeen { readonly kind: string; readonly subject: string; readonly says: string; readonly since: number; readonly raisedAt: number; readonly overAt: number | null }

/** What one check found: how much it looked at (nothing at all proves nothing), and what is wrong, each in words with its place. */
export interface Finding { readonly looked: number; readonly wrong: readonly string[] }
export interface Check { readonly name: string; readonly check: (evidence: Evidence) => Finding }

/** The ladder of a step, or of its variant of this name; '' is its own. */
export const ladderOf = (policy: Policy, { step, ladder }: { step: string; ladder: string }): PolicyLadder => (ladder === '' ? policy.steps[step]! : policy.steps[step]!.variants!.find(({ when }) => when === ladder)!).ladder;

export const time = (at: number): string => new Date(at).toISOString();
/** Did anything hurt, on any of these targets, between these instants? */
export const hurtBetween = ({ injuries }: Evidence, from: number, until: number, target = /./): boolean => injuries.some((injury) => target.test(`${injury.kind} ${injury.target}`) && injury.from <= until && (injury.until ?? Infinity) >= from);
