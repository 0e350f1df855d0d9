import { durationText } from '#libs/domain/duration.js';
import type { Command } from '#libs/contracts/commands.js';
import type { Actor, CaseEvent, JsonObject } from '#libs/contracts/events.js';
import type { CaseState, TaskState } from '#libs/pathway/state.js';

/** What somebody did, at its instant, told so that it fits a case whose tasks have other ids: `as` finds the task that it is about there. null: there is none to do it to. */
export interface RecordedCommand { at: number; actor: Actor; as: (state: CaseState) => Command | null }

/** A task as it is found in another life of its case: its step and key, else the latest of its step. */
interface TaskRef { step: string; key: string }
const found = (state: CaseState, { step, key }: TaskRef): TaskState | undefined =>
  state.tasks.find((task) => task.step === step && task.key === key) ?? state.tasks.findLast((task) => task.step === step && task.status === 'open');

/** Every command of people and hospitals that the record of a case holds, in order. What the clock, the directory and the protocol did by themselves is left to them. */
export function recordedCommands(events: readonly CaseEvent[]): RecordedCommand[] {
  const tasks = new Map(events.flatMap((event) => (event.kind === 'task-opened' ? [[event.data.taskId, { step: event.data.step, key: event.data.key }] as const] : [])));
  const carriedOut = new Set<string>();
  return events.flatMap((event) => {
    if (!('person' in event.actor) && event.kind !== 'hospital-message' && !(event.kind === 'trigger-recorded' && event.actor.system === 'indicators')) return [];
    // What else came of the same command comes of it again.
    if (event.command !== undefined && carriedOut.has(event.command)) return [];
    const ref = 'taskId' in event.data ? tasks.get(event.data.taskId) : undefined;
    const made = ofTask(event, ref) ?? ofCase(event);
    if (made && event.command !== undefined) carriedOut.add(event.command);
    return made ? [{ at: Date.parse(event.at), actor: event.actor, as: made }] : [];
  });
}

/** What was done to a task. */
function ofTask(event: CaseEvent, ref: TaskRef | undefined): RecordedCommand['as'] | null {
  if (!ref) return null;
  const about = (make: (taskId: string, task: TaskState) => Command | null): RecordedCommand['as'] => (state) => { const task = found(state, ref); return task ? make(task.id, task) : null; };
  switch (event.kind) {
    case 'task-completed': return about((taskId) => ({ type: 'complete', taskId, evidence: event.data.evidence }));
    case 'task-attempted': return about((taskId) => ({ type: 'attempt', taskId, at: event.data.at, tried: event.data.tried, why: event.data.why }));
    case 'task-unmet': return about((taskId) => ({ type: 'unmet', taskId, reason: event.data.reason, unsafe: event.data.unsafe }));
    case 'task-declined': { const { taskId: _, step: __, ...told } = event.data; return about((taskId) => ({ type: 'declined', taskId, ...told })); }
    case 'task-acknowledged': { const length = Date.parse(event.data.until) - Date.parse(event.at); return length <= 0 ? null : about((taskId) => ({ type: 'acknowledge', taskId, for: durationText(length), note: event.data.note })); }
    case 'task-assigned': return about((taskId) => (event.data.claimed ? { type: 'claim', taskId } : { type: 'assign', taskId, to: event.data.person, reason: event.data.reason }));
    case 'task-reopened': return about((taskId) => ({ type: 'reopen', taskId, reason: event.data.reason }));
    case 'task-ended': { const { acceptedBy, because, status } = event.data; return status === 'handed-over' && acceptedBy ? about((taskId) => ({ type: 'hand-over', taskId, acceptedBy, reason: because })) : null; }
    case 'task-due-changed': return event.data.moved ? about((taskId) => ({ type: 'move', taskId, dueAt: event.data.dueAt, reason: event.data.because })) : null;
    case 'decision-recorded': { const decision = event.data.decision as JsonObject & { kind: string; outcome: string }; return about((taskId) => ({ type: 'decide', taskId, decision })); }
    case 'climbed': return about((_, task) => (task.escalation ? { type: 'climb', escalationId: task.escalation.id, toLevel: event.data.toLevel, reason: event.data.reason } : null));
    case 'outcome-recorded': return about((_, task) => { const escalationId = task.escalations.at(-1); return escalationId ? { type: 'outcome', escalationId, response: event.data.response } : null; });
    default: return null;
  }
}

/** What was done to the case. */
function ofCase(event: CaseEvent): RecordedCommand['as'] | null {
  const always = (command: Command): RecordedCommand['as'] => () => command;
  switch (event.kind) {
    case 'trigger-recorded': { const { source: _, ...told } = event.data; return always({ type: 'trigger', ...told }); }
    case 'owner-offered': return always({ type: 'owners', ...event.data, offer: true });
    case 'owner-changed': { const { role, person, reason, imposed } = event.data; return (state) => (state.offers[role] === person && !imposed ? { type: 'owners-accept', role } : { type: 'owners', role, person, reason, ...(imposed ? { impose: true } : {}) }); }
    case 'replanned': { const { plannedDischargeAt, dischargedAt, reason } = event.data; return always({ type: 'replan', reason, ...(plannedDischargeAt ? { plannedDischargeAt } : {}), ...(dischargedAt ? { dischargedAt } : {}) }); }
    case 'policy-moved': return always({ type: 'move-policy', policy: event.data.policy, reason: event.data.reason });
    case 'case-ended': return always({ type: 'end', ...event.data });
    case 'hospital-message': { const { type: messageType, ...told } = event.data; return always({ type: 'hospital-message', messageType, ...told }); }
    default: return null;
  }
}
