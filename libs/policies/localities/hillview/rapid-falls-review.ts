import { override } from '../../override.js';
import { rapidFallsReviewPolicy } from '../../rapid-falls-review.js';

const agreed = { source: 'Hillview night nursing (demonstration): a nurse is on the road all night', status: 'local' } as const;

/** Whoever is newly confused is seen sooner in Hillview: by day sooner than the national two hours, by night as by day. */
export const hillviewRapidFallsReview = override({
  extends: rapidFallsReviewPolicy, locality: 'hillview', version: 'hillview-1', released: '2026-11-25',
  steps: { 'urgent-clinical-check': { due: [{ when: 'new-confusion', value: 'PT1H', ...agreed }, { when: 'new-confusion-out-of-hours', value: 'PT1H', ...agreed }] } },
});
