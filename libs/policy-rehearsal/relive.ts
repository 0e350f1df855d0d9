import type { CaseStart, CommandEnvelope } from '#libs/contracts/commands.js';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { answerBeginning, answerCalls, openCase, perform, wakeAt } from '#libs/pathway/engine.js';
import { tick } from '#libs/pathway/heart.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { Refusal } from '#libs/pathway/refusal.js';
import type { Session } from '#libs/pathway/session.js';
import { recordedCommands, type RecordedCommand } from './recorded-commands.js';

/** A call as it was, or would have been: `key` tells which call of the case it is (step, task, level, which time); `dueAt` is its rung's own instant, `at` when it was made: later where somebody held it back. */
export interface RelivedCall { key: string; step: string; level: number; role: string; person: string | null; dueAt: number; at: number }
/** A deadline: was it met? Of one that is still open at the end, whether it has passed. */
export interface RelivedDeadline { key: string; step: string; dueAt: number; met: boolean }
/** What became of a case. `refused`: commands that could not be done as they were, by the rule that said no. */
export interface Relived { calls: RelivedCall[]; deadlines: RelivedDeadline[]; refused: { at: number; code: string }[]; outcome: string | null }

/** So many events one life of a case may have, or twice as many as its record: it is lived in one go, and other work waits. */
export const MOST_EVENTS = 50_000;
/** By its policy a case would be called about so often that it cannot be lived to its end. */
export class LivesTooLong extends Error {
  override readonly name = 'LivesTooLong';
  constructor(readonly caseId: string, most: number) { super(`One case alone would have had more than ${most.toLocaleString('en-GB')} events: somebody would be called over and over.`); }
}

/** Who answered for a role the last time before an instant, as the record says; somebody of that role where nobody had to be called then. */
function directoryOf(events: readonly CaseEvent[]): (role: string, at: number) => string | null {
  const called = events.filter((event): event is EventOf<'called'> => event.kind === 'called');
  return (role, at) => {
    const last = called.findLast(({ data, at: then }) => data.role === role && Date.parse(then) <= at) ?? called.find(({ data }) => data.role === role);
    return last ? last.data.person : `the ${role}`;
  };
}

/**
 * Lives a recorded case once more, by this start's policy: what people and hospitals did comes at its recorded instants, everything else is the engine's own doing in virtual time, up to `until` (epoch ms).
 * With the policy that it had, it is the case as it was. @throws LivesTooLong
 */
export function relive(protocol: Protocol, start: CaseStart, events: readonly CaseEvent[], until: number, mostEvents = MOST_EVENTS): Relived {
  const { session, lived, refused } = live(protocol, start, recordedCommands(events), { from: Date.parse(events[0]!.at), until, holds: directoryOf(events), most: Math.max(mostEvents, 2 * events.length) });
  return { ...lifeOf(lived, until), refused, outcome: session.state.closed?.outcome.outcome ?? null };
}

/** `from`, `until`: epoch ms; `holds`: who answers for a role at an instant; `most`: so many events it may have. */
export interface Living { from: number; until: number; holds: (role: string, at: number) => string | null; most: number }
export interface Lived { session: Session; lived: CaseEvent[]; refused: Relived['refused'] }

/** A case from its start through these commands, each at its instant, in virtual time. @throws LivesTooLong */
export function live(protocol: Protocol, start: CaseStart, commands: readonly RecordedCommand[], { from, until, holds, most }: Living): Lived {
  const lived: CaseEvent[] = [];
  const refused: Relived['refused'] = [];
  let now = from;
  let session = openCase(protocol, start, now);
  const settle = (): void => {
    answerAll(session, holds, now);
    lived.push(...session.take());
    if (lived.length > most) throw new LivesTooLong(start.caseId, most);
  };
  const reach = (at: number): void => {
    for (let next = wakeAt(session); next !== null && next <= at; next = wakeAt(session)) {
      now = Math.max(now, next);
      tick(session, now);
      settle();
    }
    now = Math.max(now, at);
  };
  settle();
  for (const [index, { at, actor, as }] of commands.entries()) {
    if (at > until) break;
    if (session.state.closed) now = at; else reach(at);
    const command = as(session.state);
    if (!command) { refused.push({ at, code: 'no-such-task' }); continue; }
    const envelope: CommandEnvelope = { id: `relived-${start.caseId}-${index}`, actor, stored: 0, receivedAt: '', command };
    try {
      // A late command may bring a closed case back.
      if (session.state.closed) session = openCase(protocol, { ...start, revived: [...lived], lateCommand: envelope }, now);
      else perform(session, envelope, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ at, code: error.shape.code });
    }
    settle();
  }
  if (!session.state.closed) reach(until);
  return { session, lived, refused };
}

/** The directory answers, and what was asked for begins, until nobody asks any more. */
function answerAll(session: Session, holds: (role: string, at: number) => string | null, now: number): void {
  const { state } = session;
  for (;;) {
    const asked = state.closed ? undefined : state.begun?.find(({ status }) => status === 'asked');
    if (asked) answerBeginning(session, asked.sequence, { begun: `relived-${asked.key}` }, now);
    if (state.closed || (state.unanswered.length === 0 && !asked)) return;
    answerCalls(session, state.unanswered.map(({ rung, role, person }) => ({ rung, person: person ?? holds(role, now), why: 'as it was', people: [] })), now);
  }
}

/** Calls and deadlines as events tell them. */
export function lifeOf(events: readonly CaseEvent[], until: number): Pick<Relived, 'calls' | 'deadlines'> {
  const keys = new Map<string, string>();
  const deadlines = new Map<string, RelivedDeadline>();
  const rungs = new Map<number, RelivedCall>();
  const times = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'task-opened') {
      const { taskId, step, key, dueAt } = event.data;
      keys.set(taskId, `${step} ${key}`);
      deadlines.set(taskId, { key: `${step} ${key}`, step, dueAt: Date.parse(dueAt), met: Date.parse(dueAt) > until });
    } else if (event.kind === 'task-due-changed' || event.kind === 'task-reopened') {
      const standing = deadlines.get(event.data.taskId)!;
      deadlines.set(event.data.taskId, { ...standing, dueAt: Date.parse(event.data.dueAt), met: Date.parse(event.data.dueAt) > until });
    } else if (event.kind === 'task-completed') deadlines.set(event.data.taskId, { ...deadlines.get(event.data.taskId)!, met: !event.data.late });
    // Whoever need not do it any more did not miss it, unless that was after it was due.
    else if (event.kind === 'task-ended') { const standing = deadlines.get(event.data.taskId)!; deadlines.set(event.data.taskId, { ...standing, met: Date.parse(event.at) <= standing.dueAt }); }
    else if (event.kind === 'rung-reached') {
      const place = `${keys.get(event.data.taskId) ?? event.data.step} rung ${event.data.level}`;
      times.set(place, (times.get(place) ?? 0) + 1);
      rungs.set(event.sequence, { key: `${place} time ${times.get(place)}`, step: event.data.step, level: event.data.level, role: event.data.role, person: null, dueAt: Date.parse(event.data.dueAt), at: Date.parse(event.at) });
    } else if (event.kind === 'called') { const call = rungs.get(event.data.rung); if (call) call.person = event.data.person; }
  }
  return { calls: [...rungs.values()], deadlines: [...deadlines.values()] };
}
