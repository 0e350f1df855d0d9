import type { CaseView, EscalationView, TaskView } from '#libs/contracts/views.js';
import { policyOfCase } from '#libs/policies/released.js';
import type { Position } from '#libs/pathway/positions.js';
import { drawnLadder, positionsIn, type DrawnLadder } from '../ladders/drawn-ladder.js';
import { noticeWords } from '../ladders/notice-words.js';
import type { Visit } from '../visit.js';

export interface OpenWork { task: TaskView; drawn: DrawnLadder | null; escalation: EscalationView | null }
export interface Happened { at: string; what: 'call' | 'due' | 'opened' | 'ended' | 'closed'; title: string; who: string | null; role: string | null }
export interface WouldBeSent { at: string; to: string; about: string; asked: string; words: string }

/** A rehearsal may be longer than other cases that a page reads whole: its ladders are what it is for. */
const MOST_EVENTS = 20_000;

/** Everything that the page of a rehearsal shows. `since`: the case's time before its clock was last moved. */
export async function rehearsed({ manager }: Visit, of: CaseView, since: string | null) {
  const now = Date.parse(of.clock.now);
  const positions = of.status === 'closed' ? new Map<string, Position>() : await positionsIn(manager, [of.id], MOST_EVENTS);
  const open = of.tasks.filter(({ status }) => status === 'open').toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt)).map((task): OpenWork => {
    const escalation = of.escalations.find(({ taskId, status }) => taskId === task.id && status !== 'ended') ?? null;
    const position = positions.get(task.id);
    return { task, escalation, drawn: position ? drawnLadder(position, escalation) : null };
  });
  const ended = of.tasks.filter(({ status }) => status !== 'open').toSorted((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''));
  return { open, ended, pathway: policyOfCase(of.policy).title, next: nextInstant(open, now), notices: notices(of), happened: since === null ? null : happenedSince(of, since) };
}

/** The next instant at which something falls due or somebody is called; null: nothing that is open waits for a time. */
function nextInstant(open: readonly OpenWork[], now: number): number | null {
  const ahead = open.flatMap(({ task, drawn }) => [Date.parse(task.dueAt), ...(drawn?.next ? [drawn.next.at] : [])]).filter((at) => at > now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

const titleOf = (of: CaseView, taskId: string): string => of.tasks.find(({ id }) => id === taskId)?.title ?? '';

/** What happened while the clock moved, in order. */
function happenedSince(of: CaseView, since: string): Happened[] {
  const within = (at: string | undefined): at is string => at !== undefined && at > since && at <= of.clock.now;
  const happened: Happened[] = [
    ...of.tasks.flatMap((task): Happened[] => [
      ...(within(task.openedAt) ? [{ at: task.openedAt, what: 'opened' as const, title: task.title, who: task.owner.person?.name ?? null, role: task.owner.role }] : []),
      ...(within(task.dueAt) && (task.endedAt === undefined || task.endedAt > task.dueAt) ? [{ at: task.dueAt, what: 'due' as const, title: task.title, who: null, role: null }] : []),
      ...(within(task.endedAt) ? [{ at: task.endedAt, what: 'ended' as const, title: task.title, who: null, role: null }] : []),
    ]),
    ...of.escalations.flatMap(({ taskId, calls }) => calls.filter(({ at }) => within(at)).map((call): Happened => ({ at: call.at, what: 'call', title: titleOf(of, taskId), who: call.person?.name ?? null, role: call.role }))),
    ...(within(of.closedAt) ? [{ at: of.closedAt, what: 'closed' as const, title: '', who: null, role: null }] : []),
  ];
  const order = ['opened', 'due', 'call', 'ended', 'closed'];
  return happened.toSorted((a, b) => a.at.localeCompare(b.at) || order.indexOf(a.what) - order.indexOf(b.what));
}

/** Every notice that would have gone out, the latest first. */
function notices(of: CaseView): WouldBeSent[] {
  return of.escalations.flatMap(({ taskId, calls }) => calls.flatMap((call) => call.notices.map((notice): WouldBeSent => ({
    at: call.at, to: call.person?.name ?? '', about: titleOf(of, taskId), asked: call.asked, words: noticeWords(notice),
  })))).toSorted((a, b) => b.at.localeCompare(a.at));
}
