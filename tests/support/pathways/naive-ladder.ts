import { DateTime, Duration } from 'luxon';
import { isWorkingDay } from '#libs/domain/bank-holidays.js';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import type { PolicyLadder } from '#libs/policies/policy.js';

/** A second, naive reading of 'How a ladder climbs': day by day with luxon, one call after another. It knows no state of a climb. */

type Clock = PolicyLadder['clock'];
const hours = { day: [8, 20], working: [9, 17] } as const;

const known = new Map<string, [number, number] | null>();
/** The hours of the clock on the local day that begins here, as instants; none on a day without. */
function openOn(clock: 'day' | 'working', day: DateTime): [number, number] | null {
  const date = day.toISODate()!;
  const key = `${clock} ${date}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [from, to] = hours[clock];
  const open: [number, number] | null = clock === 'working' && !isWorkingDay(date) ? null : [day.set({ hour: from }).toMillis(), day.set({ hour: to }).toMillis()];
  known.set(key, open);
  return open;
}

/** The instant at which the clock has run that long after `from`, inside its hours. */
export function naiveAfter(clock: Clock, from: number, ms: number): number {
  if (clock === 'elapsed') return from + ms;
  let left = ms;
  for (let day = DateTime.fromMillis(from, { zone: 'Europe/London' }).startOf('day'); ; day = day.plus({ days: 1 })) {
    const open = openOn(clock, day);
    if (!open || open[1] <= from) continue;
    const begins = Math.max(from, open[0]);
    // The end of the hours is outside.
    if (begins + left < open[1]) return begins + left;
    left -= open[1] - begins;
  }
}
/** A duration in milliseconds of a clock. */
export function naiveLength(clock: Clock, duration: string): number {
  const { weeks, days, ...rest } = Duration.fromISO(duration).toObject();
  const day = { elapsed: 24, day: 12, working: 8 }[clock] * 3_600_000;
  return ((weeks ?? 0) * 7 + (days ?? 0)) * day + Duration.fromObject(rest).toMillis();
}

export interface NaiveCall { level: number; dueAt: number }

/** A call that no way carried, and when that was told. */
export interface NotReached { level: number; at: number }

/** Every call of the ladder up to `until`, for a task that nobody touches. `held`: does anybody hold that level? */
export function naiveCalls({ clock, rungs }: PolicyLadder, from: number, until: number, held: (level: number) => boolean, notReached: readonly NotReached[] = []): NaiveCall[] {
  const calls: NaiveCall[] = [];
  let at = from;
  for (const [index, rung] of rungs.entries()) {
    // Below a rung that nobody holds no time passes.
    const wait = index > 0 && !held(index) ? 0 : naiveLength(clock, rung.within);
    const before = at;
    at = index > 0 && wait === 0 && !held(index) ? at : naiveAfter(clock, at, wait);
    // Told while it was the last that was called: the next is called then, if the clock runs.
    const told = notReached.find((each) => each.level === index && each.at >= before && each.at < at);
    if (told) at = Math.min(at, naiveAfter(clock, told.at, 0));
    if (at > until) return calls;
    calls.push({ level: index + 1, dueAt: at });
  }
  const last = rungs.length;
  for (;;) {
    at = naiveAfter(clock, at, naiveLength(clock, rungs[last - 1]!.repeats!));
    if (at > until) return calls;
    calls.push({ level: last, dueAt: at });
  }
}

const touching: readonly string[] = ['task-reopened', 'task-due-changed', 'task-assigned', 'task-owner-changed', 'task-acknowledged', 'ladder-changed', 'task-held', 'climbed'];

export interface Untouched { opened: EventOf<'task-opened'>; calls: EventOf<'rung-reached'>[]; notReached: NotReached[]; ended: CaseEvent | undefined }

/** The tasks that nobody touched, each with its calls and how it ended. */
export function untouched(events: readonly CaseEvent[]): Untouched[] {
  const ofTask = (taskId: string) => events.filter((event) => 'taskId' in event.data && event.data.taskId === taskId);
  return events.filter((event) => event.kind === 'task-opened').flatMap((opened) => {
    const own = ofTask(opened.data.taskId);
    if (own.some((event) => touching.includes(event.kind))) return [];
    const calls = own.filter((event): event is EventOf<'rung-reached'> => event.kind === 'rung-reached' && !event.data.extra);
    const notReached = own.filter((event): event is EventOf<'rung-not-reached'> => event.kind === 'rung-not-reached' && !event.data.extra).map(({ at, data }) => ({ level: data.level, at: Date.parse(at) }));
    return [{ opened, calls, notReached, ended: own.find((event) => ['task-completed', 'task-unmet', 'task-ended'].includes(event.kind)) }];
  });
}

/** What nobody may have done about a task, if nobody has answered. */
const answered: readonly string[] = [...touching, 'task-attempted', 'task-declined', 'outcome-recorded'];

/** The instants at which a task raised an alarm that nobody touched or answered, each with that of the repeat of its last rung: they are the same. */
export function unansweredTurns(events: readonly CaseEvent[]): { raised: number[]; repeats: number[] }[] {
  return untouched(events).flatMap(({ opened, calls }) => {
    const own = events.filter((event) => 'taskId' in event.data && event.data.taskId === opened.data.taskId);
    if (own.some(({ kind }) => answered.includes(kind)) || events.some(({ kind }) => kind === 'owner-changed')) return [];
    const top = calls.filter(({ data }) => data.level === Math.max(...calls.map((call) => call.data.level)));
    const raised = own.filter((event): event is EventOf<'system-alarm-raised'> => event.kind === 'system-alarm-raised').map(({ data }) => Date.parse(data.dueAt));
    return raised.length === 0 && top.length < 2 ? [] : [{ raised, repeats: top.slice(1).map(({ data }) => Date.parse(data.dueAt)) }];
  });
}
