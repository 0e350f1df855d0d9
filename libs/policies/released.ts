import { caseRiskPolicy } from './case-risk.js';
import { disputePolicy, disputePolicy2 } from './dispute.js';
import { flowMeetingsPolicy } from './flow-meetings.js';
import { frontDoorPolicy, frontDoorPolicy2 } from './front-door.js';
import { intakeReviewPolicy } from './intake-review.js';
import { hillviewIntakeReview } from './localities/hillview/intake-review.js';
import { hillviewMinimumSafeDischarge } from './localities/hillview/minimum-safe-discharge.js';
import { hillviewRapidFallsReview } from './localities/hillview/rapid-falls-review.js';
import { lookUp } from './look-up.js';
import { minimumSafeDischargePolicy } from './minimum-safe-discharge.js';
import { monthlyAuditPolicy } from './monthly-audit.js';
import type { Policy } from './policy.js';
import { quarterlyThemesPolicy } from './quarterly-themes.js';
import { rapidFallsReviewPolicy } from './rapid-falls-review.js';
import { restrictionPolicy, restrictionPolicy2 } from './restriction.js';
import { stepDownTaperingPolicy, stepDownTaperingPolicy2, stepDownTaperingPolicy3, stepDownTaperingPolicy4, stepDownTaperingPolicy5 } from './step-down-tapering.js';
import { stepUpPolicy, stepUpPolicy2 } from './step-up.js';
import { systemRiskPolicy, systemRiskPolicy2 } from './system-risk.js';
import { systemPressurePolicy } from './system-pressure.js';
import { weeklySupervisionPolicy } from './weekly-supervision.js';

/** Every policy ever released, newest last: a new pathway adds its line, a locality that differs one each. Released policies are frozen: change a number by adding a version. */
export const policies: readonly Policy[] = [
  minimumSafeDischargePolicy,
  rapidFallsReviewPolicy,
  stepDownTaperingPolicy,
  frontDoorPolicy,
  intakeReviewPolicy,
  disputePolicy,
  restrictionPolicy,
  monthlyAuditPolicy,
  quarterlyThemesPolicy,
  systemRiskPolicy,
  systemPressurePolicy,
  caseRiskPolicy,
  hillviewMinimumSafeDischarge,
  hillviewRapidFallsReview,
  hillviewIntakeReview,
  stepDownTaperingPolicy2,
  stepDownTaperingPolicy3,
  stepUpPolicy,
  disputePolicy2,
  systemRiskPolicy2,
  stepDownTaperingPolicy4,
  frontDoorPolicy2,
  restrictionPolicy2,
  weeklySupervisionPolicy,
  flowMeetingsPolicy,
  stepUpPolicy2,
  stepDownTaperingPolicy5,
];

export const { policyOf, policyById, policyOfCase, withDraft } = lookUp(policies);
