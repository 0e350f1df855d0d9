import type { Command } from '#libs/contracts/commands.js';
import type { PayloadKey } from '#libs/security/payloads/payload-keys.js';
import type { Action } from '#libs/security/permissions.js';
import type { CaseFacts, EscalationFacts, TaskFacts } from '#libs/records/stored.js';
import type { Caller } from '../http/request.js';

/** What a command is about: found in the record before anything else is looked at. */
export type Target =
  | { on: 'case'; case: CaseFacts }
  | { on: 'task'; case: CaseFacts; task: TaskFacts }
  | { on: 'escalation'; case: CaseFacts; task: TaskFacts; escalation: EscalationFacts };

/**
 * What a route of commands says of itself. `on: 'nothing'`: there is no case yet, the command makes one; `on: 'team'`: it is about no case at all.
 * `itself`: its answer is a resource of its own, and not the case that it is about. `location`: where what it made can be read. `secret`: its answer holds a secret, which is kept sealed and opened by this when it is told.
 */
export interface CommandRoute { action: Action; on: Target['on'] | 'nothing' | 'team'; location?: (made: Record<string, unknown>) => string; secret?: OpensSecret; itself?: true }
/** @throws UnreadablePayload */
export type OpensSecret = (keys: readonly PayloadKey[], of: string, sealed: string) => string;

/** A command whose row stands in the record: it is carried out under this id, now or at the next try with the same key. */
export interface OpenedCommand {
  readonly updateId: string;
  readonly caller: Caller;
  readonly type: Action;
  /** When it was received: RFC 3339. */
  readonly receivedAt: string;
  /** By when something is answered: epoch ms. */
  readonly answerBy: number;
  /** Of a long piece of work the caller would rather hear how far it is after so many ms; undefined: when we answer. What has been begun is waited for all the same. */
  readonly waitMs?: number | undefined;
  readonly target: Target | null;
  /** An earlier try of the same key got no answer, or `pending`. */
  readonly again: boolean;
  /** The case of an earlier try of a start. */
  readonly caseId: string | null;
  readonly row: CommandRowKey;
}
export interface CommandRowKey { caller: string; method: string; path: string; key: string; bodyHash: string; updateId: string; type: string }

/** What the caller is told. `remember` false: not the last word (202), the same key asks again. */
export interface Answer { status: number; body: unknown; remember: boolean }

/** What a route makes of its body: a command for the case, or a piece of work of its own. */
export type Work = Command | ((opened: OpenedCommand) => Promise<Answer>);
