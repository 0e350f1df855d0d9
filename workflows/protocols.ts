import type { Protocol } from '#libs/pathway/protocol.js';
import { singleFrontDoor } from './front-door.js';
import { caseRiskProtocol } from './case-risk.js';
import { messageReview } from './intake-review.js';
import { disputeProtocol } from './dispute.js';
import { flowMeetingsProtocol } from './flow-meetings.js';
import { discharge } from './minimum-safe-discharge.js';
import { fallsReview } from './rapid-falls-review.js';
import { monthlyAuditProtocol } from './monthly-audit.js';
import { quarterlyThemesProtocol } from './quarterly-themes.js';
import { restrictionProtocol } from './restriction.js';
import { taper } from './step-down-tapering.js';
import { stepUpProtocol } from './step-up.js';
import { systemPressureProtocol } from './system-pressure.js';
import { systemRiskProtocol } from './system-risk.js';
import { weeklySupervisionProtocol } from './weekly-supervision.js';

/** Every pathway there is: a new one adds its line. */
const all: readonly Protocol[] = [discharge, fallsReview, taper, stepUpProtocol, messageReview, disputeProtocol, restrictionProtocol, monthlyAuditProtocol, quarterlyThemesProtocol, systemRiskProtocol, singleFrontDoor, systemPressureProtocol, flowMeetingsProtocol, caseRiskProtocol, weeklySupervisionProtocol];

export const protocols: Readonly<Record<string, Protocol>> = Object.fromEntries(all.map((protocol) => [protocol.pathway, protocol]));
/** @throws when there is no such pathway */
export function protocolOf(pathway: string): Protocol {
  const found = protocols[pathway];
  if (!found) throw new Error(`there is no pathway ${pathway}`);
  return found;
}
