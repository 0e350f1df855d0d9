import type { PathwayContract } from './contract.js';
import { intakeReviewContract } from './intake-review.js';
import { minimumSafeDischargeContract } from './minimum-safe-discharge.js';

/** Every pathway's contract: a new pathway adds its line. */
export const contracts: readonly PathwayContract[] = [minimumSafeDischargeContract, intakeReviewContract];

export const contractOf = (pathway: string): PathwayContract | undefined => contracts.find((each) => each.pathway === pathway);
