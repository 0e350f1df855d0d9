import { lookUp } from '#libs/policies/look-up.js';
import { policies as released } from '#libs/policies/released.js';
import { equipmentReturnPolicy } from '../policy.js';

/** libs/policies/released.ts with one line more. */
export const policies = [...released, equipmentReturnPolicy];
export const { policyOf, policyById, policyOfCase, withDraft } = lookUp(policies);
