import type { CaseEvent } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';

/** What somebody says they would do: what, which role they would turn to or are, how soon, and what they would write down. */
export interface ScenarioAnswer { act: string; whom: string; within: string; evidence: string }
/** What the policy did: a task that it opened, whose it is and how long there is for it (ms); or a call that it made, and how long after (ms). */
export interface PolicyDid { what: 'task' | 'call'; step: string; title: string; role: string; ms: number }
/** `sameRole`: is the role among those whom the policy turned to? `inTime`: no later than the soonest that it asks of anybody; null: nothing that it opened has a time to come. */
export interface Compared { policy: PolicyDid[]; sameRole: boolean; inTime: boolean | null }

/**
 * The answer beside what the policy did once the supervisor had played the change forward: everything that it opened and everybody whom it called after the event `since`.
 * null: nothing has happened since, so that there is nothing to compare with.
 */
export function compared(answer: ScenarioAnswer, events: readonly CaseEvent[], since: number): Compared | null {
  const titles = new Map(events.flatMap((event) => (event.kind === 'task-opened' ? [[event.data.taskId, event.data.title] as const] : [])));
  const after = events.filter(({ sequence }) => sequence > since);
  const first = after[0];
  if (!first) return null;
  const policy = after.flatMap((event): PolicyDid[] => {
    if (event.kind === 'task-opened') return [{ what: 'task', step: event.data.step, title: event.data.title, role: event.data.owner.role, ms: Math.max(0, Date.parse(event.data.dueAt) - Date.parse(event.data.openedAt)) }];
    if (event.kind === 'rung-reached') return [{ what: 'call', step: event.data.step, title: titles.get(event.data.taskId) ?? event.data.step, role: event.data.role, ms: Math.max(0, Date.parse(event.data.dueAt) - Date.parse(first.at)) }];
    return [];
  });
  if (policy.length === 0) return null;
  const times = policy.filter(({ what, ms }) => what === 'task' && ms > 0).map(({ ms }) => ms);
  return { policy, sameRole: policy.some(({ role }) => role === answer.whom), inTime: times.length === 0 ? null : elapsedTime(answer.within) <= Math.min(...times) };
}
