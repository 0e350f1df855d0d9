import type { Owners } from '#libs/contracts/events.js';
import { reaches, rightOf, type Grade } from '#libs/policies/decision-rights.js';

/**
 * Who may do what (api.md), in one table. A person stands to a case in certain ways; a command asks for one of some.
 * `hub` to `director` are roles held in the case's own organisation; `case-...` are the owners that the case names, and who covers for them; `keeping-team` is whoever holds the role of a team that
 * keeps the task until a handover is accepted.
 */
export type Standing =
  | 'task-owner' | 'keeping-team' | 'called' | 'case-coordinator' | 'case-clinical-lead' | 'case-escalation-owner' | 'offered'
  | 'hub' | 'coordinator' | 'clinical-lead' | 'crisis-team' | 'escalation-lead' | 'director' | 'duty' | 'anybody-but-auditor' | 'anybody'
  // To what the directory says of a person: themselves, whoever leads their team, whoever was asked to cover.
  | 'oneself' | 'team-lead' | 'asked';

const onTask = ['task-owner', 'case-coordinator', 'called'] as const;
const starts = ['hub', 'coordinator', 'clinical-lead', 'crisis-team'] as const;
const planners = ['hub', 'case-coordinator'] as const;
const directors = ['escalation-lead', 'director'] as const;

export const permissions = {
  start: starts, advance: starts,
  complete: onTask, attempt: onTask, unmet: onTask, declined: onTask, acknowledge: onTask, assign: onTask, claim: onTask, reopen: onTask, 'hand-over': onTask, move: onTask,
  decide: ['case-clinical-lead', 'keeping-team'],
  replan: planners, end: planners, patient: planners,
  owners: ['hub', 'case-coordinator', 'case-clinical-lead', 'escalation-lead', 'director'],
  // An offer that nobody accepts leaves a role with whoever wants to be rid of it: one who leads escalations decides.
  'owners-accept': ['offered'], 'owners-impose': ['escalation-lead'],
  trigger: ['anybody-but-auditor'], note: ['anybody-but-auditor'],
  // Whoever sees that somebody gets worse may say so; who lets a partner in answers for the person.
  'raise-step-up': ['anybody-but-auditor'], 'raising-link': ['hub', 'crisis-team', 'case-coordinator', 'case-clinical-lead', 'case-escalation-owner', 'escalation-lead', 'director'],
  climb: ['case-escalation-owner', 'escalation-lead', 'director'], outcome: ['case-escalation-owner', 'escalation-lead', 'director'],
  // Whom an alarm is for, and who would have to answer for it next.
  'alarm-done': [...directors, 'duty'],
  intake: ['hub'],
  'walk-huddle': ['anybody-but-auditor'],
  // Whoever takes part in a system may call a meeting at any time; who sends indicators and who takes part is the leads' to say.
  'system-meeting': ['anybody-but-auditor'], 'system-setup': directors,
  // The directory of an organisation.
  directory: directors, contact: ['oneself', ...directors], absence: ['oneself', 'team-lead', ...directors], 'cover-answer': ['asked'], reassign: ['team-lead', ...directors],
  'search-patients': ['anybody-but-auditor'],
  // A link is whose it was sent to; other systems are told by whoever looks after the directory.
  'open-link': ['oneself'], webhooks: directors,
  // A draft on recorded cases: whoever may answer for the numbers.
  'rehearse-policy': ['clinical-lead', ...directors],
  // A case told without people leaves the house: whoever answers for what it says.
  'decision-traces': ['clinical-lead', ...directors],
  // Asking what somebody would do, and weighing the answer, is supervision.
  supervise: ['clinical-lead', ...directors],
  // An audit, and the supervision of a week, beside those that begin by themselves.
  'begin-audit': directors, 'begin-supervision': directors,
  // Figures too small to be told, and whose they are.
  'exact-figures': ['anybody-but-auditor'],
  // A change of it on its way: two others than its author approve it; and whoever answers for a case may move it.
  'draft-policy': ['clinical-lead', ...directors], 'approve-policy': ['clinical-lead', ...directors], 'release-policy': directors, 'move-policy': ['case-clinical-lead', ...directors],
  read: ['anybody'],
} as const satisfies Record<string, readonly Standing[]>;
export type Action = keyof typeof permissions;

/** Steps of which only some may speak, since what is said about them opens a gate or moves ownership, are in the decision rights (libs/policies/decision-rights.ts), with every step that is decided. Trying and acknowledging
 * stay with everybody who was called, so that nobody is called who cannot answer; a step that a decision completes may be handled as any other task. */
const alwaysOpen: readonly Action[] = ['attempt', 'acknowledge'];

/** The standings of which one is asked for, in a locality. */
export function asks(action: Action, step?: string, locality: string | null = null): readonly Standing[] {
  const right = step === undefined ? undefined : rightOf(step, locality);
  const speaks = right?.decided ? action === 'decide' : (permissions[action] as readonly Standing[]) === onTask && !alwaysOpen.includes(action);
  return (speaks ? right?.by : undefined) ?? permissions[action];
}
/** What says what becomes of a step, other than who does it and when. */
const deciding: readonly Action[] = ['decide', 'complete', 'unmet', 'start'];

/** The grade that the locality asks of whoever decides this; null: none. */
export function gradeAsked(action: Action, step: string | undefined, locality: string | null = null): Grade | null {
  return step === undefined || !deciding.includes(action) ? null : rightOf(step, locality)?.grade ?? null;
}
export const hasGrade = (who: Pick<Somebody, 'grade'>, asked: Grade | null): boolean => asked === null || reaches(who.grade, asked);

/** A person as the directory knows them. */
export interface Somebody { id: string; roles: readonly { role: string; organisation: string }[]; grade?: Grade | null }
/** What of a case, and of the task in question, says how somebody stands to it. `locality`: where the organisation is; absent: the defaults hold. */
export interface CaseStanding { organisation: string; locality?: string | null; owners: Owners | null; offers?: readonly { role: string; person: string }[]; about?: { person: string; lead: string | null; asked?: string } }
export interface TaskStanding { ownerRole: string; ownerPerson: string | null; called: readonly string[] }

const named = { 'case-coordinator': 'coordinator', 'case-clinical-lead': 'clinicalLead', 'case-escalation-owner': 'escalationOwner' } as const;
const ownerOfRole = { coordinator: 'coordinator', 'clinical-lead': 'clinicalLead', 'escalation-owner': 'escalationOwner' } as const;

/** Whom the task belongs to; null: to everybody who holds its role in the case's organisation. */
export function taskOwner(of: CaseStanding, task: TaskStanding): string | null {
  if (task.ownerPerson !== null || of.owners === null || !(task.ownerRole in ownerOfRole)) return task.ownerPerson;
  return of.owners[ownerOfRole[task.ownerRole as keyof typeof ownerOfRole]];
}

/** Teams that keep a person until somebody accepts them: what they keep, decisions too, is any of theirs to answer for, or nobody would be. */
const keepers: readonly string[] = ['crisis-team'];

/** Does somebody stand so to the case? `role`: the role for which an `offered` is meant. */
export function stands(who: Somebody, standing: Standing, of: CaseStanding, task?: TaskStanding, role?: string): boolean {
  const holds = (wanted: string) => who.roles.some((held) => held.role === wanted && held.organisation === of.organisation);
  switch (standing) {
    case 'anybody': return true;
    case 'anybody-but-auditor': return who.roles.length === 0 || who.roles.some((held) => held.role !== 'auditor');
    case 'task-owner': {
      if (!task) return false;
      const owner = taskOwner(of, task);
      return owner === null ? holds(task.ownerRole) : owner === who.id;
    }
    case 'keeping-team': return task !== undefined && keepers.includes(task.ownerRole) && holds(task.ownerRole);
    case 'called': return task?.called.includes(who.id) ?? false;
    case 'offered': return of.offers?.some((offer) => offer.role === role && offer.person === who.id) ?? false;
    case 'case-coordinator': case 'case-clinical-lead': case 'case-escalation-owner': return of.owners?.[named[standing]] === who.id;
    case 'oneself': return of.about?.person === who.id;
    case 'team-lead': return of.about?.lead === who.id;
    case 'asked': return of.about?.asked === who.id;
    default: return holds(standing);
  }
}

/** May somebody do it, covers left out? `action` on a task asks for its step too. Who is an auditor and nothing else reads, whatever they were given or called for. */
export function may(who: Somebody, action: Action, of: CaseStanding, task?: TaskStanding & { step: string }, role?: string): boolean {
  if (action !== 'read' && withoutIdentity(who)) return false;
  return asks(action, task?.step, of.locality).some((standing) => stands(who, standing, of, task, role));
}

/** The named roles for which a cover would do: who answers for one of them may too. */
export function coverableRoles(action: Action, of: CaseStanding, task?: TaskStanding & { step: string }): string[] {
  const roles = { 'case-coordinator': 'coordinator', 'case-clinical-lead': 'clinical-lead', 'case-escalation-owner': 'escalation-owner' } as const;
  return asks(action, task?.step, of.locality).flatMap((standing) => {
    if (standing in roles) return [roles[standing as keyof typeof roles]];
    // The owner of a task who is a named owner of the case is covered as that owner is.
    if (standing === 'task-owner' && task && task.ownerRole in ownerOfRole && taskOwner(of, task) === of.owners?.[ownerOfRole[task.ownerRole as keyof typeof ownerOfRole]]) return [task.ownerRole];
    return [];
  });
}

/** One look at who answers: for a role of the case (`named`: as the case names its owners), or of a task that was given to somebody. */
export interface AnsweringQuestion { role: string; named: boolean; assigned: string | null }
const roleStandings: readonly Standing[] = ['hub', 'coordinator', 'clinical-lead', 'crisis-team', 'escalation-lead', 'director', 'duty'];

/** Whoever answers one of these at this instant may do it as well, as if they were the one whom they stand in for: covers, and who is on a rota. */
export function questionsOf(action: Action, of: CaseStanding, task?: TaskStanding & { step: string }): AnsweringQuestion[] {
  const standings = asks(action, task?.step, of.locality);
  const own = coverableRoles(action, of, task).map((role) => ({ role, named: true, assigned: null }));
  const kept = task && standings.includes('keeping-team') && keepers.includes(task.ownerRole) ? [task.ownerRole] : [];
  const roles = [...kept, ...standings.filter((standing) => roleStandings.includes(standing))].map((role) => ({ role, named: false, assigned: null }));
  if (!task || !standings.includes('task-owner') || own.some(({ role }) => role === task.ownerRole)) return [...own, ...roles];
  return [...own, { role: task.ownerRole, named: false, assigned: task.ownerPerson }, ...roles];
}

/** The auditor sees cases, but not whose they are. */
export const withoutIdentity = (who: Somebody): boolean => who.roles.length > 0 && who.roles.every((held) => held.role === 'auditor');

/** The organisations whose cases somebody may see. */
export const organisationsOf = (who: Somebody & { organisation: { id: string } }): string[] => [...new Set([who.organisation.id, ...who.roles.map((held) => held.organisation)])];
