import { allHandlersFinished, ApplicationFailure, CancellationScope, condition, continueAsNew, defineQuery, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
import { QUERY_TAIL, UPDATE_COMMAND, UPDATE_TAIL, type CaseStart, type CommandEnvelope, type Tail } from '#libs/contracts/commands.js';
import type { Outcome } from '#libs/contracts/events.js';
import { dryRun, openCase, perform } from '../engine.js';
import { tick } from '../heart.js';
import type { Protocol } from '../protocol.js';
import { Refusal } from '../refusal.js';
import { Session } from '../session.js';
import { startBeginner } from './beginner.js';
import { startDirectory } from './directory.js';
import { heard } from './heard.js';
import { Ledger, type LedgerState } from './ledger.js';
import { FAULT, REFUSED, revivedSettles, TOLD, usualRetry, type CommandUpdate, type TailQuery } from './messages.js';
import { startRecorder } from './recorder.js';

/** What a run hands to the next. What falls due between the two happens as of its own instant. */
export interface Carried { ledger: LedgerState; state: Session['state'] }
export type CaseInput = CaseStart & { carried?: Carried };

export const commandUpdate = defineUpdate<Tail, [CommandEnvelope]>(UPDATE_COMMAND);
export const tailQuery = defineQuery<Tail, [number]>(QUERY_TAIL);
export const tailUpdate = defineUpdate<never, [number]>(UPDATE_TAIL);

/** Runs of about this many events: what an evicted case costs to replay. */
const eventsPerRun = 400;

/**
 * One case as a durable workflow: the engine keeps its state, this keeps its time. A command is one update, answered in the same workflow task with
 * every event that the record has not got. One timer is set to the next instant at which anything falls due. Calls and saves run beside it.
 */
export async function runCase(protocol: Protocol, input: CaseInput): Promise<Outcome> {
  // Nothing outside may end a case: an operator's cancel does not stop its clock.
  return CancellationScope.nonCancellable(() => liveThrough(protocol, input));
}

async function liveThrough(protocol: Protocol, input: CaseInput): Promise<Outcome> {
  const session = open(protocol, input);
  const ledger = new Ledger(session, input.carried?.ledger, input.revived ?? []);
  // Its clock has just been moved to where its last run left it.
  if (input.revived && session.state.rehearsal) ledger.movingUntil = Date.now() + revivedSettles + shortestRehearsalTimer;
  let moveOn = false;

  // Registered last, when the opening stands: an update that waited runs the moment its handler is set.
  setHandler(tailQuery, ((stored) => ledger.tail(stored, Date.now())) satisfies TailQuery);
  // Asked by an update that is always refused: it leaves nothing in the history, and unlike a query it never comes between a local activity and its answer (ADR 44).
  const tell = (stored: number): never => { throw ApplicationFailure.create({ type: TOLD, message: TOLD, details: [ledger.tail(stored, Date.now())], nonRetryable: true }); };
  setHandler(tailUpdate, tell, { validator: tell });
  setHandler(commandUpdate, ((envelope) => {
    const now = Date.now();
    ledger.storedUpTo(envelope.stored);
    if (!ledger.handled(envelope.id)) {
      orRefused(() => perform(session, envelope, now));
      if (envelope.command.type === 'move-on') moveOn = true;
      if (envelope.command.type === 'settle') ledger.movingUntil = session.state.rehearsal && envelope.command.moving ? now + envelope.command.moving + shortestRehearsalTimer : null;
      ledger.note(envelope.id, now);
    }
    return ledger.answer(envelope.stored, now);
  }) satisfies CommandUpdate, {
    validator: (envelope) => {
      if (ledger.handled(envelope.id)) return;
      const refusal = orRefused(() => dryRun(session, envelope, Date.now()));
      if (refusal) throw refused(refusal);
    },
  });

  startDirectory(session, ledger, input.retry ?? usualRetry);
  startBeginner(session, ledger, input.retry ?? usualRetry);
  startRecorder(session, ledger, input.retry ?? usualRetry);
  beside(heart(session, ledger));
  await condition(() => (ledger.finished || moveOn || workflowInfo().historyLength >= eventsPerRun || workflowInfo().continueAsNewSuggested) && allHandlersFinished());
  if (ledger.finished) return session.state.closed!.outcome;
  // What else was about to happen in this very moment happens in the next run: the state that it gets is the last word of this one.
  ledger.handedOver = true;
  const { revived: _, lateCommand: __, ...start } = input;
  return continueAsNew<(next: CaseInput) => Promise<Outcome>>({ ...start, carried: { state: session.state, ledger: ledger.carry(Date.now()) } });
}

/** Only a rule's no ends a case before it began, and whoever waits for it hears that no; a fault fails the workflow task, which is tried again. */
function open(protocol: Protocol, { carried, ...start }: CaseInput): Session {
  if (!carried) {
    try {
      return openCase(protocol, start, Date.now());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const no = refused(error);
      setHandler(commandUpdate, ((_envelope) => { throw no; }) satisfies CommandUpdate, { validator: (_envelope) => { throw no; } });
      throw no;
    }
  }
  const session = new Session(carried.state, protocol, Date.now());
  tick(session, Date.now());
  return session;
}

/**
 * While time is skipped, server 1.32.1 overlooks a timer that ran out before the work under way was done, and leaps over everything to the end of the move. So a rehearsal sets none that could:
 * what falls due within this many ms of something else happens together with it, a little late by its clock. And where the end of the move itself comes while work is under way, it leaps to the
 * next timer, however far that is: so there is one this long after the end.
 */
const shortestRehearsalTimer = 10_000;

/** Only the heart waits for time. It is re-armed only when the next instant changes: a timer costs two events. */
async function heart(session: Session, ledger: Ledger): Promise<void> {
  for (;;) {
    const at = ledger.wakeAt;
    if (at === null) await condition(() => ledger.wakeAt !== at);
    else if (at > Date.now()) await condition(() => ledger.wakeAt !== at, Math.max(at - Date.now(), session.state.rehearsal ? shortestRehearsalTimer : 1));
    if (ledger.handedOver) return;
    if (ledger.wakeAt !== null && ledger.wakeAt <= Date.now()) {
      tick(session, Date.now());
      if (ledger.movingUntil !== null && ledger.movingUntil <= Date.now()) ledger.movingUntil = null;
      ledger.collect();
      // Nothing is due any more, so that no timer follows.
      if (ledger.wakeAt === null) heard(session);
    }
  }
}

/** A promise that nobody awaits must not fail every workflow task for ever: it fails the task that it failed in, and is tried again. */
function beside(promise: Promise<void>): void {
  void promise;
}

/** The rules' no becomes a failure that the caller can read; anything else that throws refuses this command alone. */
function orRefused<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw refused(error);
    throw ApplicationFailure.create({ type: FAULT, message: error instanceof Error ? error.message : String(error), nonRetryable: true });
  }
}
function refused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({ type: REFUSED, message: refusal.shape.code, details: [refusal.shape], nonRetryable: true });
}
