import { hillviewDecisionRights } from './localities/hillview/decision-rights.js';
import { local } from './words.js';
import type { Sourced } from './policy.js';

/**
 * Who may decide what ([3], 'Delegated authority and decision rights'): data, by role, grade and locality. The article names the kinds and no grades: those are a locality's to agree.
 */

/** Grades of a profession, the lower first. The directory says who has which; of whom it says none has none. */
export const grades = ['support', 'registered', 'senior', 'lead', 'consultant'] as const;
export type Grade = (typeof grades)[number];

/** How somebody stands to a case, as libs/security/permissions.ts knows it. */
export type DecidedBy = 'case-clinical-lead' | 'case-coordinator' | 'case-escalation-owner' | 'keeping-team' | 'task-owner' | 'called' | 'hub' | 'crisis-team' | 'escalation-lead' | 'director';

/**
 * One step that is decided; `decided`: by a Decision with all its parts, which nothing else completes. `by`: whoever stands so to the case; where nothing is said, whoever may do the step at all. `grade`: at least that one, whoever decides, in cover and on a rota too. `prompts`: what the locality asks
 * to be thought of, at the step's form.
 */
export interface StepRight { decided?: true; by?: readonly DecidedBy[]; grade?: Grade; prompts?: readonly string[] }
export interface DecisionRight extends Sourced { decision: string; title: string; says: string; steps: Readonly<Record<string, StepRight>> }
/** What is other in a locality, step by step, with where that comes from. */
export interface LocalRights extends Sourced { locality: string; version: string; steps: Readonly<Record<string, StepRight>> }

const lead = ['case-clinical-lead', 'keeping-team'] as const;
const above = ['escalation-lead', 'director'] as const;
const level = ['case-clinical-lead', ...above] as const;
const planners = ['hub', 'case-coordinator'] as const;

/** The version of the defaults: raised with every change. */
export const rightsVersion = '2';

const defaults: readonly DecisionRight[] = [
  {
    decision: 'acceptance', title: 'Accepting ownership', says: 'Whether a referral is ours or redirected, taking on a person or a risk in one’s own name, or settling whose it is.', ...local,
    steps: { 'triage-huddle': { by: level }, 'handover-accepted': { by: ['case-clinical-lead'] }, 'handover-dispute': { by: above }, 'risk-owned': { by: ['case-clinical-lead'] }, 'ownership-settled': { by: above }, 'service-accepts': {} },
  },
  { decision: 'crisis-escalation', title: 'Escalating to crisis response', says: 'Whether a person who gets worse is stepped up, and who hears of it above.', ...local, steps: { 'threshold-decision': { decided: true, by: lead }, 'step-up-review': { decided: true, by: lead }, 'senior-oversight': { by: above } } },
  { decision: 'safeguarding-thresholds', title: 'Applying safeguarding thresholds', says: 'What is proportionate when nobody has seen the person, and whether a concern is referred.', ...local, steps: { 'welfare-decision': { decided: true, by: lead }, 'safeguarding-referral': {}, 'safeguarding-immediate': {} } },
  { decision: 'contact-intensity', title: 'Changing how often a person is seen', says: 'Stepping down, holding or stepping up: never by time alone.', ...local, steps: { 'readiness-review': { decided: true, by: lead }, 'mdt-review': { decided: true, by: lead } } },
  { decision: 'restrictions', title: 'Restricting a person', says: 'Imposing a restriction, going on with it, modifying it or stepping it down.', ...local, steps: { 'start-restriction': {}, 'restriction-review': {}, 'limit-passed': {}, 'senior-review': {} } },
  {
    decision: 'going-on-at-risk', title: 'Going on at risk', says: 'Letting a case pass a gate with something unmet, accepting a no, or leaving a risk beyond its tolerance.', ...local,
    steps: { 'risk-decision': { decided: true, by: lead }, 'declined-decision': { decided: true, by: lead }, 'standards-confirmed': { by: ['case-coordinator'] }, departure: { by: planners }, 'risk-review': { by: ['case-clinical-lead'] }, 'tolerance-decision': { decided: true, by: above } },
  },
  { decision: 'between-agencies', title: 'Deciding between agencies, and for the system', says: 'A dispute that holds up a case, and the level of pressure that a system declares.', ...local, steps: { 'lead-review': { decided: true, by: lead }, 'forum-decision': { decided: true, by: above }, 'level-decision': { decided: true, by: level } } },
];

/** Every locality that differs: a new one adds its line. */
const localities: readonly LocalRights[] = [hillviewDecisionRights];

/** The rights as they hold in a locality; null: the defaults. Prompts and grades are added to what the default says, a locality's `by` takes its place. */
export function rightsIn(locality: string | null): readonly DecisionRight[] {
  const own = localities.find((each) => each.locality === locality);
  if (!own) return defaults;
  return defaults.map((right) => {
    const changed = Object.keys(right.steps).filter((step) => step in own.steps);
    if (changed.length === 0) return right;
    return { ...right, source: own.source, status: own.status, steps: { ...right.steps, ...Object.fromEntries(changed.map((step) => [step, { ...right.steps[step], ...own.steps[step] }])) } };
  });
}
/** Which decision a step is, and by whom; undefined: it is none. */
export function rightOf(step: string, locality: string | null = null): (StepRight & { decision: string; title: string }) | undefined {
  const right = rightsIn(locality).find(({ steps }) => Object.hasOwn(steps, step));
  return right && { decision: right.decision, title: right.title, ...right.steps[step] };
}
/** Which version holds there: the defaults' own, and the locality's. */
export const rightsVersionIn = (locality: string | null): string => [rightsVersion, ...localities.filter((each) => each.locality === locality).map(({ version }) => version)].join(' ');
export const reaches = (grade: Grade | null | undefined, asked: Grade): boolean => grade !== null && grade !== undefined && grades.indexOf(grade) >= grades.indexOf(asked);
export const gradesInWords = (grade: Grade): string => (grade === grades.at(-1) ? `of grade ${grade}` : `of grade ${grade} or above`);
