import { override } from '#libs/policies/override.js';
import { rapidFallsReviewPolicy } from '#libs/policies/rapid-falls-review.js';

const quick = { source: 'a test that does not wait for hours', status: 'local' } as const;

/** In the place of Hillview's own (libs/policies/localities): a head injury is late at once, climbs by the second, and nobody has answered ten seconds after the last rung was called. */
export const hillviewRapidFallsReview = override({
  extends: rapidFallsReviewPolicy, locality: 'hillview', version: 'hillview-quick', released: '2026-11-30',
  steps: { 'urgent-clinical-check': { due: [{ when: 'head-injury', value: 'PT1S', ...quick }], ladder: { 2: { within: 'PT1S', ...quick }, 3: { within: 'PT1S', ...quick }, 4: { within: 'PT1S', repeats: 'PT10S', ...quick } } } },
});
