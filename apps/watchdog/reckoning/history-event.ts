import type { CasePolicy } from '#libs/policies/amend.js';

/** What the watchdog reads of an event: when, what, and the few facts that a climb turns on. No free text, nothing of a person cared for. */
export interface HistoryEvent {
  sequence: number; at: number; kind: string;
  /** `dueAt` of a climb and of a call that was asked for is the instant that they name. */
  data: {
    taskId?: string; step?: string; ladder?: string; ownerRole?: string; ownerPerson?: string | null; calls?: boolean; openedAt?: string; dueAt?: string; until?: string; restart?: boolean;
    level?: number; toLevel?: number; role?: string; person?: string | null; before?: string | null; rung?: number; extra?: boolean; again?: boolean; missed?: number;
  };
  /** By which policy the case runs from here on. */
  policy?: CasePolicy;
  /** Of a rung that was reached: does it stand in the list of calls? */
  listed?: boolean;
}

/** The kinds that a climb turns on; nothing else is read. */
export const kindsRead = [
  'task-opened', 'task-completed', 'task-unmet', 'task-ended', 'task-reopened', 'task-due-changed', 'task-owner-changed', 'ladder-changed', 'task-acknowledged', 'task-held', 'task-released', 'climbed', 'call-asked',
  'rung-reached', 'called', 'rung-not-reached', 'owner-changed', 'case-opened', 'policy-moved',
] as const;

/** The facts read of an event's data, by the names that they have there. */
export const factsRead = ['taskId', 'step', 'ladder', 'owner', 'calls', 'openedAt', 'dueAt', 'until', 'restart', 'level', 'toLevel', 'role', 'person', 'before', 'rung', 'extra', 'again', 'missed', 'at', 'policy'] as const;

export interface StoredEvent { sequence: number; at: string | Date; kind: string; data: Partial<Record<(typeof factsRead)[number], unknown>>; listed?: boolean }

/** An event of the record as the watchdog reads it. What is not of the kind that belongs there is left out. */
export function historyEvent({ sequence, at, kind, data, listed }: StoredEvent): HistoryEvent {
  const owner = (data.owner ?? {}) as { role?: unknown; person?: unknown };
  const facts = { ...data, ownerRole: owner.role, ownerPerson: owner.person, ...(kind === 'climbed' || kind === 'call-asked' ? { dueAt: data.at } : {}) };
  const kept = Object.fromEntries(Object.entries(facts).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)));
  return { sequence, at: typeof at === 'string' ? Date.parse(at) : at.getTime(), kind, data: kept, ...(typeof data.policy === 'object' && data.policy !== null ? { policy: data.policy as CasePolicy } : {}), ...(listed === undefined ? {} : { listed }) };
}
