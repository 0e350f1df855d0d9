import { caseRiskContract } from './case-risk.js';
import type { PathwayContract } from './contract.js';
import { disputeContract } from './dispute.js';
import { flowMeetingsContract } from './flow-meetings.js';
import { frontDoorContract } from './front-door.js';
import { intakeReviewContract } from './intake-review.js';
import { minimumSafeDischargeContract } from './minimum-safe-discharge.js';
import { monthlyAuditContract } from './monthly-audit.js';
import { quarterlyThemesContract } from './quarterly-themes.js';
import { rapidFallsReviewContract } from './rapid-falls-review.js';
import { restrictionContract } from './restriction.js';
import { stepDownTaperingContract } from './step-down-tapering.js';
import { stepUpContract } from './step-up.js';
import { systemPressureContract } from './system-pressure.js';
import { systemRiskContract } from './system-risk.js';
import { weeklySupervisionContract } from './weekly-supervision.js';

/** Every pathway's contract: a new pathway adds its line. */
export const contracts: readonly PathwayContract[] = [minimumSafeDischargeContract, rapidFallsReviewContract, stepDownTaperingContract, stepUpContract, intakeReviewContract, disputeContract, restrictionContract, monthlyAuditContract, quarterlyThemesContract, systemRiskContract, frontDoorContract, systemPressureContract, flowMeetingsContract, caseRiskContract, weeklySupervisionContract];

export const contractOf = (pathway: string): PathwayContract | undefined => contracts.find((each) => each.pathway === pathway);
