import { holds, missingOf, proposed, type Facts } from '#libs/domain/thresholds.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import type { TriageRules } from '#libs/policies/policy.js';

export const rulesOf = (pathway: Pathway): TriageRules => pathway.policy.triage!;
export const done = ({ status }: TaskState): boolean => status === 'completed';
const part = (of: JsonObject | null | undefined, name: string): JsonObject => (typeof of?.[name] === 'object' ? of[name] as JsonObject : {});

/** What was asked on the telephone and in the huddle, in the order in which it became known. */
const tellings = (pathway: Pathway): TaskState[] => pathway.all('clarification-call', 'triage-huddle', 'senior-oversight').filter(done).toSorted((one, other) => one.closedSequence - other.closedSequence);

/** The facts as they are known now, later words before earlier ones; `until`: as they were known at that event. */
export function factsOf(pathway: Pathway, until = Number.POSITIVE_INFINITY): Facts {
  const told = tellings(pathway).filter(({ closedSequence }) => closedSequence <= until).map(({ evidence }) => part(evidence, 'facts'));
  return Object.assign({}, part(pathway.details, 'facts'), ...told) as Facts;
}

/** Which parts of the minimum dataset are not known. `more`: told now, and not yet recorded. */
export function missing(pathway: Pathway, more: JsonObject = {}): string[] {
  const told = Object.assign({}, part(pathway.details, 'dataset'), ...tellings(pathway).map(({ evidence }) => part(evidence, 'dataset')), part(more, 'dataset')) as JsonObject;
  return missingOf(rulesOf(pathway).minimum.map((each) => each.part), told, { ...factsOf(pathway), ...part(more, 'facts') as Facts });
}
/** What the referral itself did not say. */
export const notTold = (pathway: Pathway): string[] => missingOf(rulesOf(pathway).minimum.map((each) => each.part), part(pathway.details, 'dataset'), part(pathway.details, 'facts') as Facts);

/** The rules that hold for what is known. */
export const proposals = (pathway: Pathway, facts = factsOf(pathway)): TriageRules['thresholds'][number][] => proposed(rulesOf(pathway).thresholds, facts);
/** A rule that cannot wait holds for what was known. */
export const cannotWait = (pathway: Pathway, facts: Facts): boolean => rulesOf(pathway).thresholds.some(({ urgent, when }) => urgent === true && holds(when, facts));
/** When each thing that was told became known. */
export const told = (pathway: Pathway): { sequence: number; at: number }[] => tellings(pathway).map(({ closedSequence, closedAt }) => ({ sequence: closedSequence, at: closedAt! }));
