import { gradesInWords, rightsIn, type DecidedBy, type DecisionRight, type Grade } from '#libs/policies/decision-rights.js';
import { asks, hasGrade, permissions, withoutIdentity, type Somebody, type Standing } from './permissions.js';

/** What somebody may decide: always, on the cases (or tasks) that are theirs, or not; `because` says why not, or whose it must be. */
export interface MayDecide { may: 'yes' | 'where-it-is-yours' | 'no'; because: string }

const WORDS: Readonly<Partial<Record<Standing, string>>> = {
  'case-clinical-lead': 'the clinical lead of the case', 'case-coordinator': 'the coordinator of the case', 'case-escalation-owner': 'the escalation owner of the case', 'keeping-team': 'the team that keeps the person until somebody has accepted',
  'task-owner': 'whoever owns the task', called: 'whoever was called for it', hub: 'the hub', coordinator: 'a coordinator', 'clinical-lead': 'a clinical lead', 'crisis-team': 'the crisis team', 'escalation-lead': 'the escalation lead', director: 'a director',
};
/** Roles without which a standing is never somebody's. */
const NEEDS: Readonly<Partial<Record<Standing, string>>> = { 'case-clinical-lead': 'clinical-lead', 'case-coordinator': 'coordinator', 'case-escalation-owner': 'escalation-owner', 'keeping-team': 'crisis-team' };

/** How the step is decided: by a Decision, or by whoever completes its task. A restriction is imposed by starting it. */
const actionOf = (step: string, { steps }: DecisionRight) => (steps[step]!.decided ? 'decide' as const : step.startsWith('start-') ? 'start' as const : 'complete' as const);

export const standingsOf = (step: string, right: DecisionRight): readonly Standing[] => right.steps[step]!.by ?? permissions[actionOf(step, right)];
export const inWords = (standings: readonly (Standing | DecidedBy)[]): string => standings.map((standing) => WORDS[standing] ?? standing.replaceAll('-', ' ')).join(', or ');

const rightIn = (step: string, locality: string | null): DecisionRight | undefined => rightsIn(locality).find(({ steps }) => Object.hasOwn(steps, step));

/** What decides a step in a locality; null: it is no decision. */
export function decidedThrough(step: string, locality: string | null): 'decide' | 'complete' | 'start' | null {
  const right = rightIn(step, locality);
  return right ? actionOf(step, right) : null;
}

/** Who may decide a step in a locality, as a sentence's end: 'the clinical lead of the case, of grade senior or above'. */
export function decidersOf(step: string, locality: string | null): string | null {
  const right = rightIn(step, locality);
  if (!right) return null;
  return `${inWords(asks(actionOf(step, right), step, locality))}${right.steps[step]!.grade ? `, ${gradesInWords(right.steps[step]!.grade)}` : ''}`;
}

/** May somebody decide this in an organisation? Covers and rotas make them somebody else's stand-in, which the case itself says. */
export function mayDecide(who: Somebody, step: string, right: DecisionRight, organisation: string): MayDecide {
  const standings = standingsOf(step, right);
  const grade: Grade | null = right.steps[step]!.grade ?? null;
  if (withoutIdentity(who)) return { may: 'no', because: 'An auditor reads, and decides nothing.' };
  const holds = (role: string): boolean => who.roles.some((held) => held.role === role && held.organisation === organisation);
  const always = standings.some((standing) => !(standing in NEEDS) && standing !== 'task-owner' && standing !== 'called' && holds(standing));
  const named = standings.filter((standing) => standing === 'task-owner' || standing === 'called' || (standing in NEEDS && holds(NEEDS[standing]!)));
  if (!always && named.length === 0) return { may: 'no', because: `It is for ${inWords(standings)}.` };
  if (!hasGrade(who, grade)) return { may: 'no', because: `It asks for somebody ${gradesInWords(grade!)}; the directory has ${who.grade ? `you as ${who.grade}` : 'no grade of yours'}.` };
  return always ? { may: 'yes', because: '' } : { may: 'where-it-is-yours', because: `Where you are ${inWords(named)}.` };
}
