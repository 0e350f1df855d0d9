import { borderline, missingOf, proposed, type Facts, type Target } from '#libs/domain/thresholds.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseView } from '#libs/contracts/views.js';
import type { TriageRules } from '#libs/policies/policy.js';
import { policyOfCase } from '#libs/policies/released.js';
import { pathwayWords } from '../pathway-words.js';

/** What is known of a referral now, and what the shared thresholds propose for it: the same rules as the engine's, read from the record. */
export interface KnownReferral { rules: TriageRules; facts: Facts; missing: string[]; proposals: { id: string; says: string; source: string; then: Target; to: string; urgent: boolean }[]; borderline: boolean }

const part = (of: JsonObject | undefined, name: string): JsonObject => (typeof of?.[name] === 'object' && of[name] !== null ? of[name] as JsonObject : {});

export function knownReferral({ policy, details, tasks }: CaseView): KnownReferral {
  const rules = policyOfCase(policy).triage!;
  const told = tasks.filter(({ step, status }) => status === 'completed' && ['clarification-call', 'triage-huddle', 'senior-oversight'].includes(step)).toSorted((one, other) => (one.endedAt ?? '').localeCompare(other.endedAt ?? ''));
  const merged = (name: string): JsonObject => Object.assign({}, part(details, name), ...told.map(({ evidence }) => part(evidence, name))) as JsonObject;
  const facts = merged('facts') as Facts;
  const minimum = rules.minimum.map((each) => each.part);
  const holding = proposed(rules.thresholds, facts);
  return {
    rules, facts, missing: missingOf(minimum, merged('dataset'), facts).map((name) => rules.minimum.find((each) => each.part === name)!.asks), borderline: borderline(holding),
    proposals: holding.map((rule) => ({ ...rule, to: targetWords(rules, rule.then), urgent: rule.urgent ?? false })),
  };
}

export const targetWords = (rules: TriageRules, then: Target): string => ('pathway' in then ? pathwayWords(then.pathway) : rules.services.find(({ id }) => id === then.service)?.title ?? then.service);
/** The facts in the words of the policy: what is known, yes or no. */
export const factWords = ({ rules, facts }: KnownReferral): { text: string; is: boolean }[] => Object.entries(rules.facts).flatMap(([fact, text]) => (facts[fact] === undefined ? [] : [{ text, is: facts[fact] }]));
