import { minimumSafeDischargePolicy } from '../../minimum-safe-discharge.js';
import { override } from '../../override.js';

const agreed = { source: 'Hillview discharge partnership (demonstration): rounds of the evening team', status: 'local' } as const;

/** Hillview's evening team is round the corner: a missed visit is noticed sooner, and somebody is there sooner. */
export const hillviewMinimumSafeDischarge = override({
  extends: minimumSafeDischargePolicy, locality: 'hillview', version: 'hillview-1', released: '2026-11-22',
  numbers: { safetyCallAttempts: { value: 'PT1H', ...agreed }, confirmationGrace: { value: 'PT15M', ...agreed } },
  steps: {
    'first-visit-done': {
      due: [{ value: 'PT30M', ...agreed }],
      ladder: { 2: { within: 'PT20M', asked: 'Take over: send the evening team to the home now and record the outcome.', ...agreed } },
    },
    // Still inside the 24 to 72 hours of NICE NG27.
    'safety-call': { due: [{ value: 'PT48H', ...agreed }], acknowledgeFor: { value: 'PT1H', ...agreed } },
  },
});
