import { override, type Override } from './override.js';
import type { Policy } from './policy.js';

/** What a draft changes: as a locality does, each number and each rule with its source. */
export type Changes = Pick<Override, 'numbers' | 'ladders' | 'steps' | 'triage' | 'indicators' | 'levels'>;
/** A version that people released is one that the software released (`version`), changed once and again. */
export interface Amendment { version: string; changes: readonly Changes[] }
/** The policy of a case. Where people released it, the case carries all of it: nothing outside has to be asked what it runs by. */
export interface CasePolicy { id: string; version: string; amends?: Amendment }

/** A draft that nobody has released: the policy with these numbers in it. @throws BadOverride for what does not exist, changes nothing or has no source */
export function draftOf(base: Policy, changes: Changes, version = `${base.version}-draft`): Policy {
  const { locality, extends: extended, released } = base;
  const { extends: _, ...draft } = override({ ...changes, locality: 'draft', version, released, extends: { ...base, locality: null } });
  return { ...draft, locality, ...(extended ? { extends: extended } : {}) };
}

/** The policy with each of these in it, in order, under a version of its own. @throws BadOverride */
export const amended = (base: Policy, version: string, changes: readonly Changes[]): Policy => ({ ...changes.reduce<Policy>((policy, each, index) => draftOf(policy, each, `${version}~${index + 1}`), base), version });
