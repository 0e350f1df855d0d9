import type { CaseStart, CommandEnvelope } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import { policyOfCase } from '#libs/policies/released.js';
import { askNext } from './climb-task.js';
import { runCommand } from './commands.js';
import { fold } from './fold.js';
import { nextDue, react, tick } from './heart.js';
import { Pathway } from './pathway.js';
import type { Protocol } from './protocol.js';
import { Refusal, refuse } from './refusal.js';
import { Session } from './session.js';
import { emptyState, type CaseState } from './state.js';

/**
 * The case engine without a server: state, events and instants in, events out. Pure: no clock, no IO, no promise. The workflow around it
 * (libs/pathway/temporal) keeps time and carries events to the record.
 */

/** Opens the case: its first events, with everything that is due at once. A revived case goes on from its recorded events. @throws Refusal where a rule says no, or something falls due when nobody knows who works */
export function openCase(protocol: Protocol, start: CaseStart, now: number): Session {
  if (start.revived) return reviveCase(protocol, start, now);
  try {
    return openAnew(protocol, start, now);
  } catch (error) {
    throw beyondTheCalendar(error, '/details') ?? error;
  }
}

/** Nobody can say yet who works on that day: it is refused, not guessed at. null: something else was thrown. */
function beyondTheCalendar(error: unknown, pointer: string): Refusal | null {
  return error instanceof BankHolidayTableEnds ? new Refusal({ status: 422, code: 'beyond-the-calendar', detail: error.message, pointer }) : null;
}

function openAnew(protocol: Protocol, start: CaseStart, now: number): Session {
  const session = new Session(emptyState(start.caseId), protocol, now);
  session.as(start.actor, start.command, () => {
    session.append('case-opened', { ...start.opening, pathway: start.pathway, policy: start.policy, revision: start.revision ?? protocol.revision });
    react(session);
  });
  tick(session, now);
  return session;
}

/** The state after these events. @throws when they have a gap */
export function foldAll(caseId: string, events: readonly CaseEvent[]): CaseState {
  const state = emptyState(caseId);
  for (const event of events) fold(state, event);
  return state;
}

function reviveCase(protocol: Protocol, start: CaseStart, now: number): Session {
  const session = new Session(foldAll(start.caseId, start.revived!), protocol, now);
  const { lateCommand: late } = start;
  if (session.state.closed && late) {
    if (!protocol.revives(new Pathway(session), late.command)) refuse('case-closed', 'The case is closed.');
    session.as(late.actor, late.id, () => {
      session.time = now;
      session.append('case-revived', { because: late.command.type === 'trigger' ? late.command.kind : late.command.type });
      runCommand(session, new Pathway(session), late.command, late.actor);
      react(session);
    });
    tick(session, now);
  } else {
    tick(session, now);
  }
  return session;
}

/** Carries out one command at `now`. @throws Refusal: then nothing but the passing of time has happened */
export function perform(session: Session, envelope: CommandEnvelope, now: number): void {
  tick(session, now);
  if (session.state.closed) {
    if (envelope.command.type === 'settle' || envelope.command.type === 'move-on') return;
    refuse('case-closed', 'The case is closed.');
  }
  const { replans } = session.state;
  session.as(envelope.actor, envelope.id, () => {
    runCommand(session, new Pathway(session), envelope.command, envelope.actor);
    react(session);
    if (movedTooOften(session, replans)) session.asSystem('protocol', () => { new Pathway(session).callAboutReplans(); });
  });
  tick(session, now);
}

/** Did this command move the plan for the time that calls the escalation owner? */
function movedTooOften({ state }: Session, before: number): boolean {
  const most = policyOfCase(state.policy).numbers['replansBeforeCall']?.value;
  return state.replans > before && state.replans === most && !state.closed;
}

/** Would the rules refuse it? Tried on a copy, so that nothing of the case changes. null: they would not. Anything else that throws is a fault of ours. */
export function dryRun(session: Session, envelope: CommandEnvelope, now: number): Refusal | null {
  try {
    perform(new Session(structuredCopy(session.state), session.protocol, session.now), envelope, now);
    return null;
  } catch (error) {
    const refusal = error instanceof Refusal ? error : beyondTheCalendar(error, '');
    if (!refusal) throw error;
    return refusal;
  }
}

/** Plain JSON is all that state is: what a copy keeps is what continue-as-new carries. */
export function structuredCopy(state: CaseState): CaseState {
  return JSON.parse(JSON.stringify(state)) as CaseState;
}

/** `people`: everybody who is to be told of an alarm. */
export interface Answered { rung: number; person: string | null; why: string; people?: readonly { person: string; why: string }[] }

/** Who answered for the rungs that were reached, who is reminded, who is alarmed. Told more than once, or after the task ended, it changes nothing further. */
export function answerCalls(session: Session, answers: readonly Answered[], now: number): void {
  tick(session, now);
  if (session.state.closed) return;
  for (const answer of answers) {
    const asked = session.state.unanswered.find((each) => each.rung === answer.rung);
    const task = asked && session.state.tasks.find((each) => each.id === asked.taskId);
    if (!asked || !task) continue;
    const about = { taskId: task.id, step: task.step };
    session.as({ system: 'directory' }, undefined, () => {
      if (asked.for === 'reminder') session.append('reminded', { reminder: answer.rung, ...about, role: asked.role, person: answer.person, why: answer.why });
      else if (asked.for === 'alarm') session.append('system-alarm-told', { alarm: answer.rung, ...about, people: [...answer.people ?? []], why: answer.why });
      else session.append('called', { rung: answer.rung, escalationId: asked.escalationId, ...about, level: asked.level, role: asked.role, person: answer.person, why: answer.why });
      if (asked.for === undefined && asked.extra && answer.person === null) askNext(session, task, asked);
    });
  }
  tick(session, now);
}

/** What came of beginning another case. */
export type Beginning = { begun: string } | { code: string; detail: string; caseId?: string };

/** Another case has begun, or a rule said no. Told more than once it changes nothing further. */
export function answerBeginning(session: Session, sequence: number, beginning: Beginning, now: number): void {
  tick(session, now);
  const asked = session.state.begun?.find((each) => each.sequence === sequence && each.status === 'asked');
  if (!asked || session.state.closed) return;
  const { key, pathway } = asked;
  session.asSystem('protocol', () => {
    if ('begun' in beginning) session.append('case-begun', { asked: sequence, key, pathway, caseId: beginning.begun });
    else session.append('case-not-begun', { asked: sequence, key, pathway, ...beginning });
  });
  tick(session, now);
}

/** When the case must wake up by itself; null: nothing waits. A case that was only just taken up wakes at once: its protocol has not said yet what it waits for. */
export function wakeAt(session: Session): number | null {
  if (session.alarms === null && !session.state.closed) return session.now;
  return nextDue(session)?.at ?? null;
}
