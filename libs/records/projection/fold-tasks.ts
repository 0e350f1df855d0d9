import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import type { CaseDocument, TaskDocument } from './document.js';
import { namedOwner } from './fold-case.js';

/** What an event changes about the tasks. */
export function foldTasks(document: CaseDocument, event: CaseEvent): CaseDocument {
  if (event.kind === 'task-opened') return { ...document, tasks: [...document.tasks, opened(document, event)] };
  if (event.kind === 'owner-changed') return { ...document, tasks: document.tasks.map((task) => alongWithOwner(document.revision, task, event)) };
  if (!('taskId' in event.data)) return document;
  const { taskId } = event.data;
  const task = document.tasks.find(({ id }) => id === taskId);
  if (!task) throw new Error(`event ${event.sequence} (${event.kind}) names a task that does not exist`);
  const changed = foldTask(document, task, event);
  return changed === task ? document : { ...document, tasks: document.tasks.map((each) => (each === task ? changed : each)) };
}

function opened(document: CaseDocument, { data }: EventOf<'task-opened'>): TaskDocument {
  return {
    id: data.taskId, step: data.step, title: data.title, owner: { role: data.owner.role, person: data.owner.person ?? namedOwner(document.owners, data.owner.role) },
    assigned: data.owner.person !== null,
    openedAt: data.openedAt, dueAt: data.dueAt, due: data.due, status: 'open', late: false, recordedLate: false, attempts: [], acknowledgement: null, acknowledgements: 0, because: data.because ?? null,
    about: data.about ?? null, evidence: null, completedAt: null, completedBy: null, endedAt: null, endedBecause: null, acceptedBy: null, unmet: null, declined: null, heldBecause: null, reopened: null,
  };
}

/** A role's open tasks go along with it, also those that the old owner had by name; not what somebody else was given by name. */
function alongWithOwner(revision: number, task: TaskDocument, { data }: EventOf<'owner-changed'>): TaskDocument {
  // What has ended tells whose it was; come back it is the new owner's.
  if (task.status !== 'open') return revision >= 2 && task.owner.role === data.role && task.assigned && task.owner.person === data.before ? { ...task, assigned: false } : task;
  if (task.owner.role !== data.role || (task.assigned && task.owner.person !== data.before)) return task;
  return { ...task, owner: { ...task.owner, person: data.person }, assigned: false };
}

/** No longer open: nothing is acknowledged or held any more. */
const ended = (at: string): Partial<TaskDocument> => ({ endedAt: at, acknowledgement: null, heldBecause: null });

/** A climb that begins anew. */
const notAcknowledged: Partial<TaskDocument> = { acknowledgement: null, acknowledgements: 0 };

function foldTask(document: CaseDocument, task: TaskDocument, event: CaseEvent): TaskDocument {
  const by = { at: event.at, by: event.actor };
  switch (event.kind) {
    case 'task-completed': {
      const { evidence, completedAt, late, recordedLate } = event.data;
      return { ...task, ...ended(event.at), status: 'completed', evidence, completedAt, completedBy: event.actor, late, recordedLate, unmet: null, declined: null, endedBecause: null };
    }
    case 'task-attempted': return { ...task, attempts: [...task.attempts, { at: event.data.at, by: event.actor, tried: event.data.tried, why: event.data.why }] };
    case 'task-unmet': return { ...task, ...ended(event.at), status: 'unmet', endedBecause: event.data.reason, unmet: { ...by, reason: event.data.reason, unsafe: event.data.unsafe } };
    case 'task-declined': {
      const { by: said, capacity, explained, alternative, bestInterests } = event.data;
      return { ...task, declined: { ...by, said, capacity, explained, alternative, ...(bestInterests === undefined ? {} : { bestInterests }) } };
    }
    case 'task-ended': return { ...task, ...ended(event.at), status: event.data.status, endedBecause: event.data.because, acceptedBy: event.data.acceptedBy ?? null };
    case 'task-reopened': {
      const person = task.assigned ? task.owner.person : (namedOwner(document.owners, task.owner.role) ?? task.owner.person);
      return {
        ...task, owner: { ...task.owner, person }, status: 'open', dueAt: event.data.dueAt, due: event.data.due, late: false, recordedLate: false, evidence: null, completedAt: null, completedBy: null,
        endedAt: null, endedBecause: null, acceptedBy: null, unmet: null, declined: null, acknowledgement: null, acknowledgements: 0, reopened: { ...by, reason: event.data.reason },
      };
    }
    case 'task-due-changed': {
      const { dueAt, due, because, restart } = event.data;
      return { ...task, dueAt, due, declined: because === 'offered-again' ? null : task.declined, ...(restart ? notAcknowledged : {}) };
    }
    case 'task-owner-changed': return { ...task, owner: { role: event.data.role, person: namedOwner(document.owners, event.data.role) }, assigned: false, ...notAcknowledged };
    case 'task-assigned': return { ...task, owner: { ...task.owner, person: event.data.person }, assigned: true };
    case 'task-acknowledged': {
      const { until, note, climbs, count = (task.acknowledgements ?? 0) + 1 } = event.data;
      return task.status !== 'open' ? task : { ...task, acknowledgement: climbs ? null : { ...by, until, note }, acknowledgements: count };
    }
    // A rung called out of its turn waits for no acknowledgement; one called again moves nothing. A new ladder begins without one.
    case 'climbed': return event.data.again || task.acknowledgement === null ? task : { ...task, acknowledgement: null };
    case 'acknowledgement-ended': return task.acknowledgement === null ? task : { ...task, acknowledgement: null };
    case 'ladder-changed': return { ...task, ...notAcknowledged };
    case 'reminder-reached': {
      const { before, dueAt, person } = event.data;
      return { ...task, reminders: [...task.reminders ?? [], { reminder: event.sequence, before, dueAt, at: event.at, person, answered: false, why: null }] };
    }
    case 'reminded': {
      const { reminder, person, why } = event.data;
      return { ...task, reminders: (task.reminders ?? []).map((each) => (each.reminder === reminder ? { ...each, person, why, answered: true } : each)) };
    }
    case 'task-held': return { ...task, heldBecause: event.data.because };
    case 'task-released': return { ...task, heldBecause: null };
    default: return task;
  }
}
