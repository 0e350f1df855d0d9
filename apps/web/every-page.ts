import { admissionPages } from './admissions/pages.js';
import { alarmPages } from './alarms/pages.js';
import { casePages } from './case/pages.js';
import { decisionRightsPages } from './decision-rights/pages.js';
import { decisionPages } from './decision/pages.js';
import { escalationPages } from './escalations/pages.js';
import { huddlePages } from './huddle/pages.js';
import { linkPages } from './links/pages.js';
import { mePages } from './me/pages.js';
import { myWorkPages } from './my-work/pages.js';
import { peoplePages } from './people/pages.js';
import { policyPages } from './policies/pages.js';
import { cohortPages } from './cohort/pages.js';
import { raisingPages } from './raising/pages.js';
import { registerPages } from './registers/pages.js';
import { policyDraftPages } from './policy-drafts/pages.js';
import { policyRehearsalPages } from './policy-rehearsals/pages.js';
import { pressurePages } from './pressure/pages.js';
import { rehearsalPages } from './rehearsal/pages.js';
import { reportPages } from './reports/pages.js';
import { supervisionPages } from './supervision/pages.js';
import { startCasePages } from './start-case/pages.js';
import { themePages } from './themes/pages.js';
import { taskPages } from './task/pages.js';
import { tracePages } from './traces/pages.js';
import { triagePages } from './triage/pages.js';
import type { Page } from './visit.js';

/** Every page: a new one adds its line (docs/pages.md). */
export const everyPage: readonly Page[] = [
  ...myWorkPages,
  ...taskPages,
  ...alarmPages,
  ...linkPages,
  ...mePages,
  ...admissionPages,
  ...startCasePages,
  ...decisionPages,
  ...decisionRightsPages,
  ...cohortPages, ...raisingPages,
  ...tracePages,
  ...casePages,
  ...escalationPages,
  ...huddlePages,
  ...peoplePages,
  ...policyDraftPages,
  ...policyRehearsalPages,
  ...policyPages,
  ...pressurePages,
  ...registerPages,
  ...supervisionPages,
  ...rehearsalPages,
  ...reportPages,
  ...themePages,
  ...triagePages,
];
