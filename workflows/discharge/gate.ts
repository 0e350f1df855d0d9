import type { Pathway } from '#libs/pathway/pathway.js';
import type { DecisionState, TaskState } from '#libs/pathway/state.js';
import { givenUp, met } from './standards.js';

/** Nobody leaves through it with something unmet, unless somebody with the authority accepted that in writing. */
export const gate = 'safe to leave';

/** What the gate rests on as things stand. */
export interface Verdict {
  open: boolean; by: 'met-standards' | 'risk-decision'; covered: string[]; shutBecause: string;
  /** All four met, and nothing else in the way of the coordinator's confirmation. */
  confirmable: boolean;
  /** Not met, and no standing decision lets it pass. */
  uncovered: TaskState[];
  /** The gate stood on a risk decision and shut: another is taken. */
  decideAgain: boolean;
}

/** Two exits only: all four met and confirmed, or a risk decision. What changes before leaving shuts it again. */
export function weigh(pathway: Pathway, four: TaskState[]): Verdict {
  const standing = pathway.state.gates[gate] ?? { open: false, by: null, sequence: 0, shut: 0, covered: [] };
  const responses = pathway.all('trigger-response').filter((task) => task.status === 'open');
  const since = (sequence: number) => (task: TaskState): boolean => task.status === 'open' && task.standsSince > sequence;
  const allMet = four.every(met);

  // A decision and a confirmation count until the gate shuts. What was seen after a decision is not covered by it.
  const last = pathway.decided('risk-decision');
  const decided = last !== undefined && last.sequence > standing.shut;
  const decision = decided && last.outcome === 'go-with-risk' ? last : undefined;
  const uncovered = four.filter((task) => !met(task) && !passes(decision, task));
  const byRisk = decision !== undefined && uncovered.length === 0 && !responses.some(since(decision.sequence));
  const confirmation = pathway.latest('standards-confirmed');
  const confirmed = confirmation !== undefined && met(confirmation) && confirmation.closedSequence > standing.shut;
  const byStandards = allMet && confirmed && responses.length === 0;

  // Once open: something seen that must be answered first, a standard that no longer stands, a confirmation taken back.
  const stands = standing.by === 'risk-decision' ? uncovered.length === 0 : allMet && confirmed;
  const open = standing.open ? stands && ![...responses, ...four].some(since(standing.sequence)) : byStandards || byRisk;
  return {
    open, uncovered, by: byStandards ? 'met-standards' : 'risk-decision', covered: byStandards ? [] : decision?.covered ?? [],
    shutBecause: responses.some(since(standing.sequence)) ? 'something was seen that must be answered first' : 'a standard or its confirmation no longer stands',
    confirmable: !open && allMet && responses.length === 0,
    decideAgain: !open && standing.by === 'risk-decision' && (standing.open || (standing.shut > 0 && !decided)),
  };
}

/** A decision lets pass what it covered, unless that was given up once more since. */
function passes(decision: DecisionState | undefined, task: TaskState): boolean {
  return decision !== undefined && decision.covered.includes(task.step) && (task.status === 'open' ? task.declined === null : task.status !== 'unmet');
}

/** A clinical lead decides when a standard was given up, when the discharge is near and one is still open, and when a gate that stood on a decision shut. */
export const needsDecision = ({ confirmable, uncovered, decideAgain, open }: Verdict, near: () => boolean): boolean =>
  !open && !confirmable && (decideAgain || uncovered.some(givenUp) || (uncovered.length > 0 && near()));
