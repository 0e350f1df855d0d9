import { nextRung, reach, type Ladder, type NextRung } from '#libs/domain/ladder.js';
import { ladderOf, personOf, rungOf } from './ladder-of.js';
import { Pathway } from './pathway.js';
import { remind, reminderAt } from './reminder.js';
import { alarmAt, raise } from './system-alarm.js';
import { reviewWeekly } from './weekly-review.js';
import type { Session } from './session.js';
import { text, type CaseState, type TaskState } from './state.js';

/** Something that falls due by itself. */
interface Due { at: number; happen: (session: Session) => void }

/**
 * The next instant at which anything falls due, and what happens then; null: nothing waits. Deadlines are state, not timers: one timer a case
 * is set to this instant.
 */
export function nextDue(session: Session): Due | null {
  if (session.state.closed) return null;
  let first: Due | null = null;
  const consider = (at: number, happen: Due['happen']): void => { if (!first || at < first.at) first = { at, happen }; };
  // First at its instant is what the protocol waits for: a task that it withdraws then calls nobody.
  for (const at of session.alarms ?? []) consider(at, () => undefined);
  for (const task of session.state.tasks) {
    if (task.status !== 'open') continue;
    if (task.acknowledgedUntil !== null) consider(task.acknowledgedUntil, (on) => { on.append('acknowledgement-ended', { taskId: task.id, step: task.step }); });
    const reminder = reminderAt(session, task);
    if (reminder) consider(reminder.at, (on) => remind(on, task, reminder));
    const call = task.calls[0];
    if (call && !task.heldBecause) consider(call.at, (on) => callBeside(on, task));
    // Before the rung of the same instant: that call begins another turn.
    const alarm = alarmAt(session, task);
    if (alarm) consider(alarm.at, (on) => raise(on, task, alarm));
    const at = rungAt(session, task);
    if (at !== null) consider(at, (on) => climb(on, task));
  }
  return first;
}

/** When the task's next rung is called; null: its climb is held. Repeats that passed meanwhile (an outage) are one call, at the instant of the latest. */
function rungAt(session: Session, task: TaskState): number | null {
  const ladder = ladderOf(session.state, task);
  const rung = nextOf(session, task, ladder);
  if (!rung || rung.repeat === 0 || rung.at > session.now) return rung?.at ?? null;
  // Asked again for every task that is called at the same instant.
  const known = session.rungs.get(task.id)!;
  if (known.latest?.now !== session.now) known.latest = { now: session.now, at: Math.max(rung.at, ...reach(ladder, task.climb, session.now).rungs.filter(({ repeat }) => repeat > 0).map(({ dueAt }) => dueAt)) };
  return known.latest.at;
}

/** Asked of every task whenever anything happens, and a climb is a value: reckoned once as long as it stands. */
function nextOf(session: Session, task: TaskState, ladder: Ladder): NextRung | null {
  const known = session.rungs.get(task.id);
  if (known?.climb === task.climb) return known.next;
  const next = nextRung(ladder, task.climb);
  session.rungs.set(task.id, { climb: task.climb, next });
  return next;
}

/** Lets everything happen that was due by `now`, in the order of its instants, and what follows from it. Every wake-up and every command begins with it. */
export function tick(session: Session, now: number): void {
  session.now = Math.max(session.now, now);
  // What ends a task at its instant calls nobody then: what was due before it did.
  session.beforeEnding = (task) => { if (!task.heldBecause) session.as({ system: 'clock' }, undefined, () => { climb(session, task, session.time - 1); }); };
  if (session.alarms === null) react(session);
  for (let turns = 0; ; turns += 1) {
    const due = nextDue(session);
    if (!due || due.at > session.now) break;
    if (turns > 5_000) throw new Error('the case does not come to rest');
    session.time = Math.max(session.time, due.at);
    session.as({ system: 'clock' }, undefined, () => due.happen(session));
    react(session);
  }
  session.time = session.now;
  react(session);
}

/** Runs the protocol from the top until it has nothing more to say. */
export function react(session: Session): void {
  for (let passes = 0; passes < 100; passes += 1) {
    const before = session.state.version;
    session.alarms = [];
    session.asSystem('protocol', () => {
      if (session.state.closed) return;
      const pathway = new Pathway(session);
      session.protocol.run(pathway);
      reviewWeekly(pathway);
    });
    if (session.state.version === before) return;
  }
  throw new Error(`the protocol ${session.protocol.pathway} does not come to rest`);
}

function escalationOf(state: CaseState, task: TaskState): string {
  return task.escalation?.id ?? `${state.caseId}.e${state.version + 1}`;
}

/** Calls every rung of the task that is due by then. */
function climb(session: Session, task: TaskState, by = session.time): void {
  const ladder = ladderOf(session.state, task);
  for (const { level, dueAt, missed } of reach(ladder, task.climb, by).rungs) {
    const rung = rungOf(ladder, level);
    session.append('rung-reached', {
      escalationId: escalationOf(session.state, task), taskId: task.id, step: task.step, reason: task.escalation?.reason ?? task.climbBecause ?? 'overdue', level, role: rung.role,
      person: personOf(task, rung.role), dueAt: text(dueAt), asked: rung.asked, ...(missed ? { missed } : {}),
    });
  }
}

function callBeside(session: Session, task: TaskState): void {
  const call = task.calls[0]!;
  session.append('rung-reached', {
    escalationId: escalationOf(session.state, task), taskId: task.id, step: task.step, reason: task.escalation?.reason ?? call.reason, level: call.level, role: call.role,
    person: call.person ?? personOf(task, call.role), dueAt: text(call.at), asked: call.asked, extra: true,
  });
}
