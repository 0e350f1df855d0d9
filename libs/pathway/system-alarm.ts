import { clockTimeBetween, addOnClock, clockTime, type Instant } from '#libs/domain/clocks.js';
import type { PolicyLadder } from '#libs/policies/policy.js';
import { ladderOf, rungOf } from './ladder-of.js';
import type { Session } from './session.js';
import { text, type TaskState, type Turn } from './state.js';

/** Whom a system alarm is for. */
export const onDuty = 'duty';
/** A call that was made later than this after its own instant (an outage, an acknowledgement) gives its turn from when it was made. */
const late = 60_000;

interface Passed { at: Instant; turn: number; missed: number }

/** From when the turns of the last rung count that was called now. */
export const turnFrom = (dueAt: Instant, calledAt: Instant): Turn => ({ since: calledAt - dueAt > late ? calledAt : dueAt, raised: 0 });

/** The turns go on by a ladder with another time between its repeats: counted from the last that passed by this one. */
export const turnStanding = (ladder: PolicyLadder, turn: Turn): Turn => ({ since: turn.raised === 0 ? turn.since : turnAt(ladder, turn, turn.raised), raised: 0 });
const turnAt = ({ clock, rungs }: PolicyLadder, { since }: Turn, turn: number): Instant => addOnClock(clock, since, turn * clockTime(clock, rungs.at(-1)!.repeats!));

/**
 * When nobody has answered for another whole turn of the last rung, which is the time between its repeats; null: somebody has, or calls are held. Turns that passed meanwhile (an outage) are one
 * alarm, at the instant of the latest. Reckoned once as long as the turn stands.
 */
export function alarmAt(session: Session, task: TaskState): Passed | null {
  const { turn } = task;
  if (!turn || task.heldBecause !== null) return null;
  const known = session.turns.get(task.id);
  if (known?.turn === turn && (known.next.at > session.now || known.now === session.now)) return known.next;
  const next = passed(ladderOf(session.state, task), turn, session.now);
  session.turns.set(task.id, { turn, now: session.now, next });
  return next;
}

function passed(ladder: PolicyLadder, standing: Turn, now: Instant): Passed {
  const { since, raised } = standing;
  const { clock, rungs } = ladder;
  const every = clockTime(clock, rungs.at(-1)!.repeats!);
  const instant = (turn: number): Instant => turnAt(ladder, standing, turn);
  const first = { at: instant(raised + 1), turn: raised + 1, missed: 0 };
  if (first.at > now) return first;
  let turn = Math.max(first.turn, Math.floor(clockTimeBetween(clock, since, now) / every));
  // One that falls on the end of the hours has its instant at the next opening.
  while (turn > first.turn && instant(turn) > now) turn -= 1;
  return { at: instant(turn), turn, missed: turn - first.turn };
}

export function raise(session: Session, task: TaskState, { at, turn, missed }: Passed): void {
  const ladder = ladderOf(session.state, task);
  const level = ladder.rungs.length;
  session.append('system-alarm-raised', {
    taskId: task.id, step: task.step, escalationId: task.escalation!.id, level, role: rungOf(ladder, level).role, since: text(task.turn!.since), dueAt: text(at), turn, ...(missed > 0 ? { missed } : {}),
  });
}
