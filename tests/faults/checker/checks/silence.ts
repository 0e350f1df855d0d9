import type { CaseEvent } from '#libs/contracts/events.js';
import { naiveAfter, naiveLength } from '#tests/support/pathways/naive-ladder.js';
import { ladderOf, time, type Check } from '../evidence.js';

/** Where the climb of a task stands, as the events tell it: the level that was called last, and the latest instant from which the next wait may count. */
interface Climb { step: string; ladder: string; level: number; from: number; open: boolean; held: boolean }

function climbsOf(events: readonly CaseEvent[]): Climb[] {
  const climbs = new Map<string, Climb>();
  for (const event of events) {
    if (!('taskId' in event.data)) continue;
    const [at, climb] = [Date.parse(event.at), climbs.get(event.data.taskId)];
    switch (event.kind) {
      case 'task-opened': climbs.set(event.data.taskId, { step: event.data.step, ladder: event.data.ladder, level: 0, from: Math.max(Date.parse(event.data.dueAt), Date.parse(event.data.openedAt)), open: true, held: false }); continue;
      case 'task-reopened': Object.assign(climb!, { ladder: event.data.ladder, level: 0, from: Math.max(Date.parse(event.data.dueAt), at), open: true, held: false }); continue;
      case 'task-due-changed': Object.assign(climb!, { from: Math.max(Date.parse(event.data.dueAt), at), ...(event.data.restart ? { level: 0 } : {}) }); continue;
      case 'ladder-changed': case 'task-owner-changed': Object.assign(climb!, { ladder: event.data.ladder, level: 0, from: Math.max(climb!.from, at) }); continue;
      case 'rung-reached': if (!event.data.extra) Object.assign(climb!, { level: event.data.level, from: Math.max(climb!.from, Date.parse(event.data.dueAt)) }); continue;
      case 'climbed': climb!.from = Math.max(climb!.from, Date.parse(event.data.at)); continue;
      case 'task-acknowledged': climb!.from = Math.max(climb!.from, Date.parse(event.data.until)); continue;
      case 'task-held': climb!.held = true; continue;
      case 'task-released': Object.assign(climb!, { held: false, from: Math.max(climb!.from, at) }); continue;
      case 'task-completed': case 'task-unmet': case 'task-ended': climb!.open = false;
    }
  }
  return [...climbs.values()].filter(({ open, held }) => open && !held);
}

/** Whatever was done about an open task, somebody is called about it again in the time that its ladder names: no later than one whole wait after the last thing that may have held it back. */
export const goesOn: Check = {
  name: 'what is open goes on climbing',
  check: ({ cases, policies, settledAt }) => {
    let looked = 0;
    const wrong = cases.filter(({ view }) => view.status !== 'closed').flatMap(({ id, view, events }) => {
      const policy = policies.get(`${view.pathway} ${view.policy.version}`);
      if (!policy) return [`${id}: nobody shows the policy ${view.pathway} ${view.policy.version}`];
      return climbsOf(events).flatMap((climb) => {
        const { clock, rungs } = ladderOf(policy, climb);
        const wait = climb.level < rungs.length ? rungs[climb.level]!.within : rungs.at(-1)!.repeats!;
        const next = naiveAfter(clock, climb.from, naiveLength(clock, wait));
        looked += 1;
        return next > settledAt ? [] : [`${id}: ${climb.step} was called up to level ${climb.level}, somebody was to be called by ${time(next)}, and nobody was`];
      });
    });
    return { looked, wrong };
  },
};
