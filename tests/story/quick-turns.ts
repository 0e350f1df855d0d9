import { lookUp } from '#libs/policies/look-up.js';
import { override } from '#libs/policies/override.js';
import { rapidFallsReviewPolicy } from '#libs/policies/rapid-falls-review.js';
import { policies as released } from '#libs/policies/released.js';

const quick = { source: 'a test that does not wait for hours', status: 'local' } as const;

/** libs/policies/released.ts with one line more: a head injury in Hillview is late at once, climbs by the second, and nobody has answered four seconds after the last rung was called. */
export const policies = [...released, override({
  extends: rapidFallsReviewPolicy, locality: 'hillview', version: 'hillview-quick', released: '2026-11-30',
  steps: { 'urgent-clinical-check': { due: [{ when: 'head-injury', value: 'PT1S', ...quick }], ladder: { 2: { within: 'PT1S', ...quick }, 3: { within: 'PT1S', ...quick }, 4: { within: 'PT1S', repeats: 'PT4S', ...quick } } } },
})];
export const { policyOf, policyById } = lookUp(policies);
