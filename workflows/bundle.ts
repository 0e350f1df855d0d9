import { runCase, type CaseInput } from '#libs/pathway/temporal/case-workflow.js';
import type { Outcome } from '#libs/contracts/events.js';
import { messageReview } from './intake-review.js';
import { discharge } from './minimum-safe-discharge.js';

/** Workflow types: one a pathway, all on the same engine. */
export function minimumSafeDischarge(input: CaseInput): Promise<Outcome> {
  return runCase(discharge, input);
}
export function intakeReview(input: CaseInput): Promise<Outcome> {
  return runCase(messageReview, input);
}
