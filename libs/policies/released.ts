import { intakeReviewPolicy } from './intake-review.js';
import { minimumSafeDischargePolicy } from './minimum-safe-discharge.js';
import type { Policy } from './policy.js';

/** Every policy ever released, newest last. Released policies are frozen: change a number by adding a version. */
export const policies: readonly Policy[] = [minimumSafeDischargePolicy, intakeReviewPolicy];

/** The policy that a new case of this pathway starts with; undefined: no such pathway. */
export function policyOf(pathway: string): Policy | undefined {
  return policies.findLast((each) => each.pathway === pathway);
}
/** The policy that a case started with. @throws when a case names a policy that was never released */
export function policyById(id: string, version: string): Policy {
  const found = policies.find((each) => each.id === id && each.version === version);
  if (!found) throw new Error(`no policy ${id} version ${version} was released`);
  return found;
}
