import type { CaseEvent, EventOf } from '#libs/contracts/events.js';

/** A second reckoning of the reports, event by event and with no other code of ours, to hold the first against. */
interface Climb { taskId: string; raised: number; ended: { at: number; because: string } | null; rungs: EventOf<'rung-reached'>[] }
const ms = (at: string): number => Date.parse(at);
const endings: Partial<Record<CaseEvent['kind'], string>> = { 'task-completed': 'completed', 'task-unmet': 'unmet', 'task-ended': 'ended', 'task-reopened': 'reopened', 'ladder-changed': 'ladder-changed', 'task-owner-changed': 'owner-changed' };

export function climbsOf(events: readonly CaseEvent[]): Map<string, Climb> {
  const climbs = new Map<string, Climb>();
  const end = (taskId: string, at: number, because: string): void => { for (const climb of climbs.values()) if (climb.taskId === taskId && !climb.ended) climb.ended = { at, because }; };
  for (const event of events) {
    if (event.kind === 'rung-reached') {
      const known = climbs.get(event.data.escalationId);
      if (known) known.rungs.push(event);
      else {
        end(event.data.taskId, ms(event.at), 'replanned');
        climbs.set(event.data.escalationId, { taskId: event.data.taskId, raised: ms(event.at), ended: null, rungs: [event] });
      }
    }
    const because = endings[event.kind] ?? (event.kind === 'task-due-changed' && event.data.restart ? 'replanned' : undefined);
    if (because && 'taskId' in event.data) end(event.data.taskId, ms(event.at), because);
  }
  return climbs;
}

function isAct(event: CaseEvent, taskId: string): boolean {
  if (!('person' in event.actor) || !('taskId' in event.data) || event.data.taskId !== taskId) return false;
  switch (event.kind) {
    case 'task-completed': case 'task-acknowledged': case 'task-attempted': case 'task-unmet': case 'task-declined': case 'task-assigned': case 'decision-recorded': case 'outcome-recorded': case 'climbed': return true;
    case 'task-ended': return event.data.status === 'handed-over';
    case 'task-due-changed': return event.data.moved === true;
    default: return false;
  }
}
const answerOf = (events: readonly CaseEvent[], rung: number) => events.find((event): event is EventOf<'called'> => event.kind === 'called' && event.data.rung === rung);
const reached = (events: readonly CaseEvent[], rung: number): string | null => (events.some((event) => event.kind === 'rung-not-reached' && event.data.rung === rung) ? null : answerOf(events, rung)?.data.person ?? null);

export interface Measured { over: number[]; open: number[]; without: number }
/** Both measures of all climbs of these cases, at an instant. */
export function measured(cases: readonly (readonly CaseEvent[])[], now: number): { mtta: Measured; mttr: Measured } {
  const [mtta, mttr] = [{ over: [], open: [], without: 0 } as Measured, { over: [], open: [], without: 0 } as Measured];
  for (const events of cases) for (const { taskId, raised, ended, rungs } of climbsOf(events).values()) {
    if (!ended) mttr.open.push(now - raised);
    else if (ended.because === 'ladder-changed' || ended.because === 'owner-changed') mttr.without += 1;
    else mttr.over.push(ended.at - raised);
    const first = rungs.find(({ sequence }) => reached(events, sequence) !== null);
    const act = first && events.find((event) => event.sequence > first.sequence && (!ended || ms(event.at) <= ended.at) && isAct(event, taskId));
    if (first && act) mtta.over.push(ms(act.at) - ms(first.at));
    else if (first && !ended) mtta.open.push(now - ms(first.at));
    else mtta.without += 1;
  }
  return { mtta, mttr };
}

/** By when a share of them was over: each instant's own chance to wait on, one after the other. */
export function estimated({ over, open }: Measured, share: number): number | null {
  let waiting = 1;
  for (const time of [...new Set(over)].toSorted((a, b) => a - b)) {
    const [there, gone] = [[...over, ...open].filter((each) => each >= time).length, over.filter((each) => each === time).length];
    waiting *= (there - gone) / there;
    if (waiting <= 1 - share + 1e-9) return time;
  }
  return null;
}

export interface CameOf { rung: number; person: string | null; came: string; actedBy: string | null }
/** What came of every answered call of a case. */
export function came(events: readonly CaseEvent[]): CameOf[] {
  return [...climbsOf(events).values()].flatMap(({ taskId, ended, rungs }) => rungs.filter(({ sequence }) => answerOf(events, sequence)).map(({ sequence, at }) => {
    const next = rungs.find((other) => other.sequence > sequence && ms(other.at) > ms(at));
    const act = events.find((event) => event.sequence > sequence && (!next || event.sequence < next.sequence) && (!ended || ms(event.at) <= ended.at) && isAct(event, taskId));
    return { rung: sequence, person: reached(events, sequence), came: act ? 'acted' : next ? 'missed' : ended ? 'over' : 'open', actedBy: act && 'person' in act.actor ? act.actor.person : null };
  }));
}
