import type { Finding, Kind, Looked } from '../alarms/finding.js';
import type { CaseHistory, MissingCall, Wrong } from '../reckoning/case-history.js';
import { grouped } from './grouped.js';
import { judged } from './patience.js';

const kindOf: Record<Wrong, Kind> = { 'not-called': 'call-missing', 'not-answered': 'call-unanswered', 'not-listed': 'call-unlisted', held: 'calls-held', 'not-reckoned': 'not-reckoned' };
const time = (at: number): string => new Date(at).toISOString();

/** Which calls should have happened by `now`, and stand nowhere. One alarm a task and kind: the first call that is missing, and how many. */
export function lookForCalls(cases: ReadonlyMap<string, CaseHistory>, now: number, watchingSince: number, callMs: number): Looked {
  // What is not an alarm yet is not counted with what is.
  const wrong = [...cases.values()].flatMap((history) => history.missing(now)).filter(({ since }) => now - since >= callMs);
  const byTask = grouped(wrong, ({ wrong: what, taskId }) => `${what} ${taskId}`);
  const found = [...byTask.values()].map((calls): Finding => {
    const first = calls.reduce((earliest, call) => (call.since < earliest.since ? call : earliest));
    return { kind: kindOf[first.wrong], subject: first.taskId, since: first.since, says: `${says(first)}${calls.length > 1 ? ` And ${calls.length - 1} more of this task.` : ''}` };
  });
  return { kinds: Object.values(kindOf), ...judged(found, now, watchingSince, callMs) };
}

function says({ wrong, taskId, step, level, role, dueAt, detail }: MissingCall): string {
  const task = `Task ${taskId} (${step})`;
  const rung = `rung ${level} (${role}), due at ${time(dueAt)},`;
  switch (wrong) {
    case 'not-called': return `${task}: ${rung} was not called.`;
    case 'not-answered': return `${task}: for rung ${level} (${role}), reached at ${time(dueAt)}, nobody was looked up.`;
    case 'not-listed': return `${task}: ${rung} was reached, and no call stands in the list of calls.`;
    case 'held': return `${task}: its calls are held, and nothing that climbs would end that.`;
    case 'not-reckoned': return `${task}: when it should be called cannot be told (${detail ?? 'not understood'}).`;
  }
}
