import type { CaseStart, CommandEnvelope, RefusalShape, Tail } from '#libs/contracts/commands.js';

/** The rules of the case said no: nothing changed. */
export class Refused extends Error {
  constructor(readonly refusal: RefusalShape) { super(refusal.detail); this.name = 'Refused'; }
}
/** Nobody answered in time, or the server is busy or closing: try again, with the same id. Nothing is known about the outcome. */
export class CaseUnavailable extends Error {
  constructor(readonly reason: string, options?: { cause?: unknown }) { super(reason, options); this.name = 'CaseUnavailable'; }
}
/** No workflow of that case runs: the record says whether that is right (closed) or an alarm. */
export class CaseNotRunning extends Error {
  constructor(readonly caseId: string) { super(`no workflow runs for case ${caseId}`); this.name = 'CaseNotRunning'; }
}
/** The Temporal server cannot move the clock of a workflow. */
export class RehearsalUnavailable extends Error {
  constructor() { super('this Temporal server cannot skip time'); this.name = 'RehearsalUnavailable'; }
}

/** The way to a case's workflow. `rehearsal` chooses the namespace. `deadlineMs` bounds the wait; past it CaseUnavailable. */
export interface CaseClient {
  /** Starts the case (or finds it running: the same start again is harmless) and answers its whole tail. */
  start(start: CaseStart, deadlineMs: number): Promise<Tail>;
  /** One update; the same envelope id again gets the same answer. Throws Refused, CaseUnavailable, CaseNotRunning. */
  command(caseId: string, rehearsal: boolean, envelope: CommandEnvelope, deadlineMs: number): Promise<Tail>;
  /** The events after `stored`: costs the case nothing. */
  tail(caseId: string, rehearsal: boolean, stored: number): Promise<Tail>;
  /** Is a workflow of this case running? */
  running(caseId: string, rehearsal: boolean): Promise<boolean>;
  /**
   * Moves the clock of a rehearsal by `ms`. `id` makes it idempotent. Answers when it has happened (`done`), or not yet within `waitMs` (`pending`): the same id again waits on.
   * `now` is the case's clock in epoch ms. `closed`: the case closed on the way. Throws RehearsalUnavailable, CaseUnavailable.
   */
  advance(caseId: string, id: string, ms: number, waitMs: number): Promise<{ state: 'done' | 'pending' | 'closed'; now: number }>;
  /** The clock of a case in epoch ms: for a live case the present. */
  clock(caseId: string, rehearsal: boolean): Promise<number>;
  close(): Promise<void>;
}
