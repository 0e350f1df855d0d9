import { intakeReviewPolicy } from '../../intake-review.js';
import { override } from '../../override.js';

/** Hillview's hub sits beside the switchboard: a message is read sooner. */
export const hillviewIntakeReview = override({
  extends: intakeReviewPolicy, locality: 'hillview', version: 'hillview-1', released: '2026-11-22',
  steps: { 'message-review': { due: [{ value: 'PT2H', source: 'Hillview discharge hub (demonstration)', status: 'local' }] } },
});
