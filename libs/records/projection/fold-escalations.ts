import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import type { CaseDocument, EscalationDocument } from './document.js';

/** What an event changes about the escalations. They are derived: one begins with its first rung and ends with its task, or when the climb starts anew. */
export function foldEscalations(document: CaseDocument, event: CaseEvent): CaseDocument {
  switch (event.kind) {
    case 'rung-reached': return rungReached(document, event);
    // Whom it reached is a row of its own; that there is such an escalation is looked at here.
    case 'called': case 'rung-not-reached': return escalation(document, event, event.data.escalationId, (before) => before);
    case 'task-completed': return endedFor(document, event.data.taskId, event.at, 'completed');
    case 'task-unmet': return endedFor(document, event.data.taskId, event.at, 'unmet');
    case 'task-ended': return endedFor(document, event.data.taskId, event.at, event.data.status);
    case 'task-reopened': return endedFor(document, event.data.taskId, event.at, 'reopened');
    case 'ladder-changed': return endedFor(document, event.data.taskId, event.at, 'ladder-changed');
    case 'task-owner-changed': return endedFor(document, event.data.taskId, event.at, 'owner-changed');
    case 'task-due-changed': return event.data.restart ? endedFor(document, event.data.taskId, event.at, 'replanned') : document;
    case 'task-acknowledged': {
      const { until, climbs, count } = event.data;
      return runningOf(document, event.data.taskId, (escalation) => ({ ...escalation, acknowledgement: climbs ? null : { by: event.actor, until }, acknowledgements: count ?? (escalation.acknowledgements ?? 0) + 1 }));
    }
    case 'climbed': {
      const { toLevel, reason, again } = event.data;
      const climb = { at: event.at, by: event.actor, toLevel, reason };
      return runningOf(document, event.data.taskId, (escalation) => ({ ...escalation, climbs: [...escalation.climbs ?? [], climb], acknowledgement: again ? escalation.acknowledgement : null }));
    }
    case 'acknowledgement-ended':
      return runningOf(document, event.data.taskId, (escalation) => (escalation.acknowledgement === null ? escalation : { ...escalation, acknowledgement: null }));
    case 'outcome-recorded': {
      const { escalationId, response, note } = event.data;
      const outcome = { at: event.at, by: event.actor, response, ...(note === undefined ? {} : { note }) };
      return escalation(document, event, escalationId, (before) => ({ ...before, outcomes: [...before.outcomes, outcome] }));
    }
    default: return document;
  }
}

function change(document: CaseDocument, wanted: (escalation: EscalationDocument) => boolean, to: (escalation: EscalationDocument) => EscalationDocument): CaseDocument {
  let changed = false;
  const escalations = document.escalations.map((each) => {
    const after = wanted(each) ? to(each) : each;
    if (after !== each) changed = true;
    return after;
  });
  return changed ? { ...document, escalations } : document;
}
const running = (taskId: string) => (each: EscalationDocument): boolean => each.taskId === taskId && each.endedAt === null;

function runningOf(document: CaseDocument, taskId: string, to: (escalation: EscalationDocument) => EscalationDocument): CaseDocument {
  return change(document, running(taskId), to);
}
function endedFor(document: CaseDocument, taskId: string, at: string, because: string): CaseDocument {
  return runningOf(document, taskId, (each) => ({ ...each, endedAt: at, endedBecause: because, acknowledgement: null }));
}
function escalation(document: CaseDocument, event: CaseEvent, id: string, to: (escalation: EscalationDocument) => EscalationDocument): CaseDocument {
  if (!document.escalations.some((each) => each.id === id)) throw new Error(`event ${event.sequence} (${event.kind}) names an escalation that does not exist`);
  return change(document, (each) => each.id === id, to);
}

function rungReached(document: CaseDocument, event: EventOf<'rung-reached'>): CaseDocument {
  const { escalationId, taskId, step, reason, level } = event.data;
  if (document.escalations.some(({ id }) => id === escalationId)) return escalation(document, event, escalationId, (before) => (level > before.level ? { ...before, level } : before));
  const task = document.tasks.find(({ id }) => id === taskId);
  const begun: EscalationDocument = {
    id: escalationId, taskId, step, reason, raisedAt: event.at, endedAt: null, endedBecause: null, outcomes: [], level,
    acknowledgements: task?.acknowledgements ?? 0, acknowledgement: task?.acknowledgement ? { by: task.acknowledgement.by, until: task.acknowledgement.until } : null,
  };
  // A climb that begins while another of the same task runs has taken its place.
  const before = endedFor(document, taskId, event.at, 'replanned');
  return { ...before, escalations: [...before.escalations, begun] };
}
