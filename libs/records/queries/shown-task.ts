import type { TaskView } from '#libs/contracts/views.js';
import type { TaskDocument } from '../projection/document.js';
import { isWithheld, safeguarded, type Sight } from './safeguarding.js';
import { toldOf, type RemindersTold } from './shown-notices.js';
import type { ShownPeople } from './shown-people.js';
import type { Withholding } from './withheld.js';

export interface TaskOfCase { caseId: string; pathway: string; organisation: string; rehearsal: boolean; task: TaskDocument }

/** A task as this viewer sees it. `now` is the case's own clock: whether it is overdue is computed, never stored. */
export function shownTask({ caseId, pathway, organisation, rehearsal, task: kept }: TaskOfCase, now: Date, people: ShownPeople, sight: Omit<Sight, 'organisation'>, withheld: Withholding | null, told: RemindersTold): TaskView {
  const looked = { ...sight, organisation };
  const seen = safeguarded(looked, kept);
  const task = withheld ? without(seen, withheld) : seen;
  return {
    id: task.id, caseId, pathway, step: task.step, title: task.title, organisation, rehearsal, owner: { role: task.owner.role, person: people.personOrNull(task.owner.person) },
    openedAt: task.openedAt, dueAt: task.dueAt, due: task.due, status: task.status, overdue: task.status === 'open' && Date.parse(task.dueAt) < now.getTime(), late: task.late, recordedLate: task.recordedLate,
    attempts: task.attempts.map(({ at, by, tried, why }) => ({ at, by: people.by(by), tried, why })),
    acknowledgement: task.acknowledgement && { ...task.acknowledgement, by: people.by(task.acknowledgement.by) }, acknowledgements: task.acknowledgements ?? 0,
    ...(task.because === null ? {} : { because: task.because }), ...(task.about === null ? {} : { about: task.about }), ...(task.evidence === null ? {} : { evidence: task.evidence }),
    ...(task.completedAt === null ? {} : { completedAt: task.completedAt }), ...(task.completedBy === null ? {} : { completedBy: people.by(task.completedBy) }),
    ...(task.endedAt === null ? {} : { endedAt: task.endedAt }), ...(task.endedBecause === null ? {} : { endedBecause: task.endedBecause }),
    ...(task.acceptedBy === null ? {} : { acceptedBy: task.acceptedBy }), ...(task.unmet === null ? {} : { unmet: { ...task.unmet, by: people.by(task.unmet.by) } }),
    ...(task.declined === null ? {} : { declined: { ...task.declined, by: people.by(task.declined.by) } }), ...(task.heldBecause === null ? {} : { heldBecause: task.heldBecause }),
    reminders: (task.reminders ?? []).map(({ reminder, before, dueAt, at, person, answered, why }) => ({ before, dueAt, at, person: people.personOrNull(person), answered, ...(why === null ? {} : { why }), notices: told.get(toldOf(caseId, reminder)) ?? [] })),
    ...(task.reopened === null ? {} : { reopened: { ...task.reopened, by: people.by(task.reopened.by) } }), ...(isWithheld(looked, kept) ? { withheld: true } : {}),
  };
}

/** The texts of a task that somebody typed, without what could name the person. */
function without(task: TaskDocument, withheld: Withholding): TaskDocument {
  const free = <Value extends string | null>(text: Value): Value => (text === null ? text : (withheld.text(text) as Value));
  return {
    ...task, title: task.step === 'action' ? free(task.title) : task.title, because: free(task.because), about: task.about && withheld.value(task.about), evidence: task.evidence && withheld.value(task.evidence),
    attempts: task.attempts.map((attempt) => ({ ...attempt, tried: free(attempt.tried), why: free(attempt.why) })),
    acknowledgement: task.acknowledgement && { ...task.acknowledgement, note: free(task.acknowledgement.note) }, endedBecause: free(task.endedBecause), acceptedBy: task.acceptedBy && withheld.value(task.acceptedBy),
    unmet: task.unmet && { ...task.unmet, reason: free(task.unmet.reason), unsafe: free(task.unmet.unsafe) },
    declined: task.declined && {
      ...task.declined, said: free(task.declined.said), explained: free(task.declined.explained), alternative: free(task.declined.alternative),
      ...(task.declined.bestInterests === undefined ? {} : { bestInterests: withheld.value(task.declined.bestInterests) }),
    },
    heldBecause: free(task.heldBecause), reopened: task.reopened && { ...task.reopened, reason: free(task.reopened.reason) },
  };
}
