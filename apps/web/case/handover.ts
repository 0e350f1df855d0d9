import type { JsonObject } from '#libs/contracts/events.js';
import { momentWords } from '../time/in-words.js';
import { factsOf, type Fact } from './facts.js';
import { handoverFacts, type WholeCase } from './whole-case.js';

/** What goes along with a person on one sheet: the escalation summary of article 3 (what changed, current risks, what was done, what is asked for, how urgent), the minimum dataset where a crisis team handed it over, and the safety net. */
export interface HandoverSheet { summary: Fact[]; restrictions: Fact[]; dataset: Fact[]; safetyNet: { if: string; call: string; respondWithin: string }[]; stepUp: { at: string; facts: Fact[] } | null }

const MOST = 5;

export function handoverOf(whole: WholeCase): HandoverSheet {
  const { told, events, telling, now, timeline } = whole;
  const of = (kind: string) => events.filter((event) => event.kind === kind);
  const words = (kinds: readonly string[]) => timeline.filter(({ kind }) => kinds.includes(kind)).slice(-MOST).toReversed().map((entry) => `${momentWords(Date.parse(entry.at), now)}: ${entry.words}${entry.because ? `. ${entry.because}` : ''}`);
  const open = told.tasks.filter(({ status }) => status === 'open').toSorted((one, other) => one.dueAt.localeCompare(other.dueAt));
  const decisions = of('decision-recorded').map(({ at, data }) => ({ at, decision: (data['decision'] ?? {}) as JsonObject }));
  const latest = decisions.at(-1)?.decision;
  const stepUp = decisions.findLast(({ decision }) => decision['summary'] !== undefined);
  const late = open.filter(({ overdue }) => overdue).length;
  const done = told.tasks.filter(({ status }) => status === 'completed').slice(-MOST * 2).map(({ title, late: wasLate }) => `${title}${wasLate ? ' (late)' : ''}`);
  const risks = [...told.tasks.flatMap(({ unmet }) => (unmet ? [unmet.unsafe] : [])), ...['unsafe', 'riskAccepted'].flatMap((name) => (typeof latest?.[name] === 'string' ? [latest[name]] : []))];
  return {
    summary: [
      fact('What changed', words(['trigger-recorded', 'hospital-message', 'replanned', 'gate-shut', 'left', 'task-attempted', 'task-declined']), 'Nothing out of the ordinary was recorded'),
      fact('Current risks', risks, 'None is written down on the case'),
      fact('Already done', done, 'Nothing is done yet'),
      fact('Asked for', open.slice(0, MOST * 2).map(({ title, dueAt, owner }) => `${title}: ${owner.person?.name ?? owner.role.replaceAll('-', ' ')}, due ${momentWords(Date.parse(dueAt), now)}`), 'Nothing is open'),
      fact('How urgent', [late > 0 ? `${late} of ${open.length} open ${open.length === 1 ? 'task is' : 'tasks are'} overdue` : open.length > 0 ? `Nothing is overdue; the next is due ${momentWords(Date.parse(open[0]!.dueAt), now)}` : 'Nothing is due'], ''),
    ],
    restrictions: told.restrictions.map(({ what, until, reviewAt, stepDownPlan }) => ({ label: what, values: [`until ${momentWords(Date.parse(until), now)}`, ...(reviewAt === null ? [] : [`reviewed ${momentWords(Date.parse(reviewAt), now)}`]), `ends when: ${stepDownPlan}`] })),
    dataset: handoverFacts(whole), safetyNet: safetyNetOf(whole, decisions.map(({ decision }) => decision)), stepUp: stepUp ? { at: stepUp.at, facts: factsOf(stepUp.decision['summary'] as JsonObject, telling, '/summary') } : null,
  };
}

const fact = (label: string, values: string[], none: string): Fact => ({ label, values: values.length > 0 ? values : [none] });

/** The safety net as it was last written: by a decision, or as the plan of the review. */
function safetyNetOf({ told }: WholeCase, decisions: readonly JsonObject[]): HandoverSheet['safetyNet'] {
  const plan = told.tasks.findLast(({ step, status }) => ['safety-net-written', 'crisis-plan-reviewed'].includes(step) && status === 'completed')?.evidence?.['plan'];
  const lines = Array.isArray(plan) ? plan : decisions.findLast((decision) => Array.isArray(decision['safetyNet']))?.['safetyNet'] ?? [];
  return lines as unknown as HandoverSheet['safetyNet'];
}
