import { override, type Override } from '#libs/policies/override.js';
import type { Policy } from '#libs/policies/policy.js';

/** What a draft changes: as a locality does, each number with its source. */
export type Changes = Pick<Override, 'numbers' | 'ladders' | 'steps'>;

/** A draft that nobody has released: the policy with these numbers in it. @throws BadOverride for what does not exist, changes nothing or has no source */
export function draftOf(base: Policy, changes: Changes): Policy {
  const { locality, extends: extended, version, released } = base;
  const { extends: _, ...draft } = override({ ...changes, locality: 'draft', version: `${version}-draft`, released, extends: { ...base, locality: null } });
  return { ...draft, locality, ...(extended ? { extends: extended } : {}) };
}
