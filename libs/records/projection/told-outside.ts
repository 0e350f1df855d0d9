import type { CaseEvent } from '#libs/contracts/events.js';
import { webhookKinds, type WebhookKind } from '#libs/contracts/webhooks.js';
import type { CaseDocument, EscalationDocument } from './document.js';

/** What of an event other systems are told: ids, and words of ours. */
export interface ToldOutside { sequence: number; kind: WebhookKind; at: string; task_id: string | null; escalation_id: string | null; step: string | null }

const told: ReadonlySet<string> = new Set(webhookKinds);
const ends: ReadonlySet<string> = new Set(['task-completed', 'task-unmet', 'task-ended', 'task-reopened', 'ladder-changed', 'task-owner-changed', 'task-due-changed', 'rung-reached']);
const ids = (event: CaseEvent) => event.data as { taskId?: string; escalationId?: string; step?: string };

/** What a tail has to tell, in order. `after` null: its projection has stopped, and of what follows from events nothing is known. */
export function toldOutside(events: readonly CaseEvent[], before: CaseDocument | null, after: CaseDocument | null): ToldOutside[] {
  const own = events.filter(({ kind }) => told.has(kind)).map((event): ToldOutside => {
    const { taskId = null, escalationId = null, step = null } = ids(event);
    return { sequence: event.sequence, kind: event.kind as WebhookKind, at: event.at, task_id: taskId, escalation_id: escalationId, step };
  });
  const running = new Set(before?.escalations.filter(({ endedAt }) => endedAt === null).map(({ id }) => id));
  const known = new Set(before?.escalations.map(({ id }) => id));
  const ended = (after?.escalations ?? []).filter(({ id, endedAt }) => endedAt !== null && (running.has(id) || !known.has(id)));
  return [...own, ...ended.map((each): ToldOutside => ({ sequence: endOf(each, events), kind: 'escalation-ended', at: each.endedAt!, task_id: each.taskId, escalation_id: each.id, step: each.step }))].toSorted((one, other) => one.sequence - other.sequence);
}

/** The event that ended an escalation: the first that could, after its last rung. */
function endOf({ id, taskId, endedAt }: EscalationDocument, events: readonly CaseEvent[]): number {
  const lastRung = events.findLast((event) => event.kind === 'rung-reached' && event.data.escalationId === id)?.sequence ?? 0;
  const end = events.find((event) => event.sequence > lastRung && event.at === endedAt && ends.has(event.kind) && ids(event).taskId === taskId);
  return (end ?? events.at(-1)!).sequence;
}
