import type { JsonObject } from '#libs/contracts/events.js';
import type { By, TaskView } from '#libs/contracts/views.js';
import { linesOf } from '../forms/in-words.js';
import type { Schema } from '../forms/schema.js';
import { listOfCases, shownCases } from '../supervision/looked-at.js';
import { readableAbout } from '../words/about.js';
import { dueGroup } from '../time/in-words.js';
import type { Visit } from '../visit.js';
import type { Look } from './look.js';
import { pathwayWords } from '../pathway-words.js';

const byWords = (by: By | undefined): string => (by === undefined ? '' : 'system' in by ? { hospital: 'a hospital message', protocol: 'the pathway', clock: 'the clock' }[by.system] ?? by.system : by.name);

/** Everything about the task itself that its pages show. */
export function shownTask(visit: Visit, look: Look): Record<string, unknown> {
  const { task, of, escalations, position, now, needs, decision, may, prompts, deciders, cases } = look;
  const { cases: given, ...about } = (task.about ?? {}) as JsonObject;
  const lookedAt = listOfCases('cases', given) ? shownCases(given, cases) : null;
  const people = [...of.tasks.flatMap(({ owner }) => (owner.person ? [owner.person] : [])), ...(of.owners ? Object.values(of.owners) : [])];
  const names = new Map([...cases, ...people.map(({ id, name }): [string, string] => [id, name])]);
  return {
    task, of, now, decision, may, prompts, deciders, group: task.overdue ? 'overdue' : dueGroup(Date.parse(task.dueAt), now), pathway: pathwayWords(task.pathway), mine: task.owner.person?.id === visit.caller.person.id,
    lookedAt, about: task.about === undefined ? [] : linesOf(readableAbout(lookedAt ? about : task.about as JsonObject), task.step, undefined, (id) => names.get(id)), evidence: task.evidence === undefined ? [] : linesOf(task.evidence, task.step, needs as Schema, (id) => names.get(id)),
    ended: endedWords(task), calls: escalations.flatMap(({ calls, reason }) => calls.map((call) => ({ ...call, reason }))), outcomes: escalations.flatMap(({ outcomes }) => outcomes.map((each) => ({ ...each, by: byWords(each.by) }))),
    next: position?.next ?? null, held: position?.heldUntil && position.heldUntil > now ? position.heldUntil : null, attempts: task.attempts.map((each) => ({ ...each, by: byWords(each.by) })),
  };
}

/** How a task ended, by whom and when. */
function endedWords(task: TaskView): { title: string; by: string; at: string; because?: string | undefined } | null {
  switch (task.status) {
    case 'open': return null;
    case 'completed': return { title: task.late ? 'Done, late' : 'Done', by: byWords(task.completedBy), at: task.completedAt ?? '' };
    case 'unmet': return { title: 'Cannot be met', by: byWords(task.unmet?.by), at: task.unmet?.at ?? task.endedAt ?? '', because: task.unmet && `${task.unmet.reason} Unsafe because of it: ${task.unmet.unsafe}` };
    case 'declined': return { title: 'The person said no', by: byWords(task.declined?.by), at: task.declined?.at ?? task.endedAt ?? '', because: task.declined?.explained };
    case 'handed-over': return { title: 'Handed over', by: task.acceptedBy ? `${task.acceptedBy.name}, ${task.acceptedBy.organisation}` : '', at: task.endedAt ?? '', because: task.endedBecause };
    case 'not-needed': return { title: 'No longer needed', by: '', at: task.endedAt ?? '', because: task.endedBecause };
  }
}
