import { caseRiskLife } from './case-risk.js';
import { dischargeLife } from './discharge.js';
import { disputeLife } from './dispute.js';
import { fallsLife } from './falls.js';
import { flowMeetingsLife } from './flow-meetings.js';
import { frontDoorLife } from './front-door.js';
import { intakeReviewLife } from './intake-review.js';
import type { PathwayLife } from './life.js';
import { monthlyAuditLife } from './monthly-audit.js';
import { quarterlyThemesLife } from './quarterly-themes.js';
import { restrictionLife } from './restriction.js';
import { stepUpLife } from './step-up.js';
import { systemPressureLife } from './system-pressure.js';
import { systemRiskLife } from './system-risk.js';
import { taperLife } from './taper.js';
import { weeklySupervisionLife } from './weekly-supervision.js';

/** Every pathway is lived at random: a new one adds its line. */
export const lives: readonly PathwayLife[] = [dischargeLife, fallsLife, taperLife, stepUpLife, intakeReviewLife, disputeLife, restrictionLife, monthlyAuditLife, quarterlyThemesLife, systemRiskLife, frontDoorLife, systemPressureLife, flowMeetingsLife, caseRiskLife, weeklySupervisionLife];
