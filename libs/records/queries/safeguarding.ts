import type { CaseEvent, JsonObject, Owners } from '#libs/contracts/events.js';
import type { CaseDocument, EscalationDocument, TaskDocument } from '../projection/document.js';
import type { Viewer } from './viewer.js';
import { WITHHELD } from './withheld.js';

/**
 * What is said about safeguarding is for the case's named owners only: who did what to whom is often somebody in the person's own home. Everybody else who may see the case sees that there is such a
 * step, whose it is, by when and how it stands, and not what it says. Whoever has one of these tasks to do reads that one while it is open, or could not do it.
 */
const STEPS = 'safeguarding-';
/** Reviews whose evidence says, among much else, what was thought about it. */
const REVIEWS = ['review-held', 'same-week-review', 'post-escalation-review'];
const hidden = { withheld: true } as const;

export const isSafeguarding = (step: string): boolean => step.startsWith(STEPS);

/** Is it one of its steps, or a decision about one of them? */
function concerns({ step, about }: Pick<TaskDocument, 'step' | 'about'>): boolean {
  const decided = about?.['step'];
  return isSafeguarding(step) || (typeof decided === 'string' && isSafeguarding(decided));
}

/** May something of this task have to be withheld? */
export const mayBeWithheld = (task: Pick<TaskDocument, 'step' | 'about'>): boolean => REVIEWS.includes(task.step) || concerns(task);

/** A named owner of the case. Where somebody comes to cover for one, this is the place. */
export function seesSafeguarding({ person }: Viewer, owners: Owners | null): boolean {
  return owners !== null && [owners.clinicalLead, owners.coordinator, owners.escalationOwner].includes(person);
}

/** Is the task the viewer's own to do? A team's is everybody's who holds its role in the case's organisation. */
function owns({ person, roles }: Viewer, organisation: string, { owner, status }: TaskDocument): boolean {
  if (status !== 'open') return false;
  return owner.person === null ? roles.some((held) => held.role === owner.role && held.organisation === organisation) : owner.person === person;
}

/** How somebody looks at a case. */
export interface Sight { viewer: Viewer; organisation: string; owners: Owners | null }

/** Is what the task says withheld? */
export function isWithheld({ viewer, organisation, owners }: Sight, task: TaskDocument): boolean {
  return concerns(task) && !seesSafeguarding(viewer, owners) && !owns(viewer, organisation, task);
}

/** The task as this viewer sees it: of one about safeguarding its dates, owner and status; of a review everything but what it says about it. */
export function safeguarded(sight: Sight, task: TaskDocument): TaskDocument {
  if (REVIEWS.includes(task.step) && task.evidence && !seesSafeguarding(sight.viewer, sight.owners)) return { ...task, evidence: withoutConcern(task.evidence) };
  if (!isWithheld(sight, task)) return task;
  return {
    ...task, because: null, about: null, evidence: null, acceptedBy: null, attempts: task.attempts.map((attempt) => ({ ...attempt, tried: WITHHELD, why: WITHHELD })),
    acknowledgement: task.acknowledgement && { ...task.acknowledgement, note: WITHHELD }, endedBecause: task.endedBecause && WITHHELD, heldBecause: task.heldBecause && WITHHELD,
    unmet: task.unmet && { ...task.unmet, reason: WITHHELD, unsafe: WITHHELD }, reopened: task.reopened && { ...task.reopened, reason: WITHHELD },
    declined: task.declined && { at: task.declined.at, by: task.declined.by, said: WITHHELD, capacity: WITHHELD, explained: WITHHELD, alternative: WITHHELD },
  };
}

/** What somebody who was called about it did, and why somebody was called out of turn. */
export function safeguardedOutcomes({ viewer, owners }: Pick<Sight, 'viewer' | 'owners'>, escalation: EscalationDocument): EscalationDocument {
  if (!isSafeguarding(escalation.step) || seesSafeguarding(viewer, owners)) return escalation;
  return { ...escalation, outcomes: escalation.outcomes.map(({ at, by }) => ({ at, by, response: WITHHELD })), climbs: (escalation.climbs ?? []).map((climb) => ({ ...climb, reason: WITHHELD })) };
}

/** What a case was started with, without the indicators that were handed over. */
export function safeguardedDetails(viewer: Viewer, owners: Owners | null, details: JsonObject): JsonObject {
  return seesSafeguarding(viewer, owners) ? details : withoutConcern(details);
}

function withoutConcern(facts: JsonObject): JsonObject {
  return facts['safeguarding'] === undefined ? facts : { ...facts, safeguarding: hidden };
}

/** What an event of such a task may say: ids, instants, who and how it stands, and the policy's own title. */
const told = new Set([
  'taskId', 'escalationId', 'step', 'owner', 'role', 'person', 'before', 'openedAt', 'dueAt', 'due', 'from', 'when', 'ladder', 'calls', 'status', 'completedAt', 'late', 'recordedLate', 'at', 'until', 'level', 'toLevel', 'rung',
  'reminder', 'taskDueAt', 'alarm', 'since', 'turn', 'people', 'restart', 'moved', 'claimed', 'again', 'extra', 'missed', 'title',
]);

/** The data of a case's events, each as this viewer sees it. */
export function safeguardedEvents(viewer: Viewer, { organisation, owners, tasks }: Pick<CaseDocument, 'organisation' | 'owners' | 'tasks'>): (event: CaseEvent) => JsonObject {
  const plain = ({ data }: CaseEvent) => data as unknown as JsonObject;
  if (seesSafeguarding(viewer, owners)) return plain;
  const withheld = new Set(tasks.filter((task) => isWithheld({ viewer, organisation, owners }, task)).map(({ id }) => id));
  return (event) => {
    const data = plain(event);
    if (event.kind === 'trigger-recorded') return withoutConcern(data);
    if (event.kind === 'case-opened') return { ...data, details: withoutConcern(event.data.details) };
    if (event.kind === 'task-completed' && REVIEWS.includes(event.data.step)) return { ...data, evidence: withoutConcern(event.data.evidence) };
    if (!('taskId' in event.data) || !withheld.has(event.data.taskId)) return event.kind === 'decision-recorded' ? { ...data, decision: withoutConcern(event.data.decision) } : data;
    return { ...Object.fromEntries(Object.entries(data).filter(([key]) => told.has(key))), ...hidden };
  };
}
