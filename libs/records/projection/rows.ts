import type { CaseDocument, CaseHead, EscalationDocument, TaskDocument } from './document.js';
import { unmetSteps } from './gates.js';
import { caseStatus, escalationStatus } from './status.js';

/** The rows of a case, as columns in snake_case. Only instants, ids and what lists filter by; the rest is the document. */
export interface CaseRows { case: object; tasks: object[]; escalations: object[]; people: string[] }

/** For searching: lower case, without accents, one kind of apostrophe and of hyphen, one blank between words. */
export function searchable(text: string): string {
  return text.normalize('NFKD').replace(/\p{Mark}/gu, '').replace(/[’‘ʼ`´]/gu, "'").replace(/\p{Dash}/gu, '-').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/**
 * The rows that follow from a case's document. With `before`, only those of tasks and escalations that have changed since: what is the same object gives the same row.
 */
export function rowsOf(document: CaseDocument, before: CaseDocument | null = null): CaseRows {
  const tasksBefore = new Set(before?.tasks);
  const escalationsBefore = new Set(before?.escalations);
  const tasks = new Map(document.tasks.map((each) => [each.id, each]));
  return {
    case: caseRow(document),
    tasks: document.tasks.filter((each) => !tasksBefore.has(each)).map((each) => taskRow(document, each)),
    // What somebody says about a task is said about its climb.
    escalations: document.escalations.filter((each) => !escalationsBefore.has(each) || (each.endedAt === null && !tasksBefore.has(tasks.get(each.taskId)!))).map((each) => escalationRow(document, each, tasks.get(each.taskId))),
    people: peopleOf(document),
  };
}

export function headOf(document: CaseDocument): CaseHead {
  const { tasks: _tasks, escalations: _escalations, ...head } = document;
  return { ...head, gates: document.gates.map((gate) => ({ ...gate, unmet: unmetSteps(document, gate) })) };
}

function caseRow(document: CaseDocument): object {
  const open = document.tasks.filter((task) => task.status === 'open');
  const ward = document.details['ward'];
  return {
    id: document.id, organisation_id: document.organisation, pathway: document.pathway, policy_id: document.policy.id, policy_version: document.policy.version, revision: document.revision,
    patient_id: document.patient?.id ?? null, admission_id: document.admissionId, rehearsal: document.rehearsal, status: caseStatus(document), stage: document.stage,
    clinical_lead: document.owners?.clinicalLead ?? null, coordinator: document.owners?.coordinator ?? null, escalation_owner: document.owners?.escalationOwner ?? null,
    opened_at: document.openedAt, closed_at: document.closedAt, outcome: document.outcome ?? (document.ended ? { outcome: document.ended.because } : null), watch_until: document.watch?.until ?? null,
    open_tasks: open.length, next_due_at: open.reduce<string | null>((next, { dueAt }) => (next === null || dueAt < next ? dueAt : next), null),
    ward: typeof ward === 'string' ? searchable(ward) : null, search: searchable(document.patient?.name ?? ''), summary: headOf(document), document,
  };
}

function taskRow({ id, organisation, pathway, rehearsal }: CaseDocument, task: TaskDocument): object {
  return {
    id: task.id, case_id: id, organisation_id: organisation, pathway, rehearsal, step: task.step, title: task.title, status: task.status, owner_role: task.owner.role, owner_person: task.owner.person,
    opened_at: task.openedAt, due_at: task.dueAt, completed_at: task.completedAt, ended_at: task.endedAt, acknowledged_until: task.acknowledgement?.until ?? null, late: task.late,
    recorded_late: task.recordedLate, document: task,
  };
}

function escalationRow({ id, organisation, pathway, rehearsal }: CaseDocument, escalation: EscalationDocument, task: TaskDocument | undefined): object {
  return {
    id: escalation.id, case_id: id, task_id: escalation.taskId, organisation_id: organisation, pathway, rehearsal, step: escalation.step, reason: escalation.reason, status: escalationStatus(escalation),
    level: escalation.level, raised_at: escalation.raisedAt, silent_since: silentSince(escalation, task), ended_at: escalation.endedAt, ended_because: escalation.endedBecause, document: escalation,
  };
}

/** When a person last said anything about a climb: an outcome, an acknowledgement, an attempt; else when it began. A call is not an answer. null: it has ended. */
function silentSince({ raisedAt, endedAt, outcomes }: EscalationDocument, task: TaskDocument | undefined): string | null {
  const said = [raisedAt, outcomes.at(-1)?.at, task?.acknowledgement?.at, task?.attempts.at(-1)?.at].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  return endedAt === null ? new Date(Math.max(...said)).toISOString() : null;
}

/** The people whose organisations see the case: named owners, those to whom a role was offered, owners of tasks, of a system's case those who take part in it. */
export function peopleOf({ owners, offers, tasks, details }: CaseDocument): string[] {
  const people = [...(owners ? Object.values(owners) as string[] : []), ...offers.map(({ person }) => person), ...(Array.isArray(details['participants']) ? details['participants'].filter((each) => typeof each === 'string') : []), ...tasks.flatMap(({ owner }) => (owner.person === null ? [] : [owner.person]))];
  return [...new Set(people)].sort();
}
