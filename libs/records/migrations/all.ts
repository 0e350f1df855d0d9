import { Directory1764000000001 } from './1764000000001-directory.js';
import { PeopleCaredFor1764000000002 } from './1764000000002-people-cared-for.js';
import { Cases1764000000003 } from './1764000000003-cases.js';
import { Work1764000000004 } from './1764000000004-work.js';
import { Commands1764000000005 } from './1764000000005-commands.js';
import { Huddle1764000000006 } from './1764000000006-huddle.js';
import { Locality1764000000007 } from './1764000000007-locality.js';
import { Watchdog1764000000010 } from './1764000000010-watchdog.js';
import { DirectoryOfDuty1764000000011 } from './1764000000011-directory.js';
import { Channels1764000000012 } from './1764000000012-channels.js';
import { Outside1764000000013 } from './1764000000013-outside.js';
import { SystemAlarms1764000000014 } from './1764000000014-system-alarms.js';
import { Reports1764000000015 } from './1764000000015-reports.js';
import { Pages1764000000016 } from './1764000000016-pages.js';
import { SteppingDown1764000000017 } from './1764000000017-stepping-down.js';
import { Receipts1764000000018 } from './1764000000018-receipts.js';
import { PageSettings1764000000019 } from './1764000000019-page-settings.js';
import { Speed1764000000020 } from './1764000000020-speed.js';
import { Referrals1764000000022 } from './1764000000022-referrals.js';
import { Indicators1764000000025 } from './1764000000025-indicators.js';
import { PolicyRehearsals1764000000027 } from './1764000000027-policy-rehearsals.js';
import { Grades1764000000028 } from './1764000000028-grades.js';
import { PolicyReleases1764000000029 } from './1764000000029-policy-releases.js';
import { DecisionTraces1764000000030 } from './1764000000030-decision-traces.js';
import { ScenarioRehearsals1764000000033 } from './1764000000033-scenario-rehearsals.js';
import { TracesRehearsed1764000000034 } from './1764000000034-traces-rehearsed.js';
import { TeamLocalities1764000000036 } from './1764000000036-team-localities.js';
import { ScenarioQuestions1764000000031 } from './1764000000031-scenario-questions.js';
import { FailedRehearsals1764000000032 } from './1764000000032-failed-rehearsals.js';
import { Raising1764000000023 } from './1764000000023-raising.js';
import { Pressure1764000000026 } from './1764000000026-pressure.js';

/** In the order in which they run. A migration that was released is never edited: the next one changes what it made. */
export const migrations = [
  Directory1764000000001, PeopleCaredFor1764000000002, Cases1764000000003, Work1764000000004, Commands1764000000005, Huddle1764000000006, Locality1764000000007, Watchdog1764000000010,
  DirectoryOfDuty1764000000011, Channels1764000000012, Outside1764000000013, SystemAlarms1764000000014, Reports1764000000015, Pages1764000000016, SteppingDown1764000000017, Receipts1764000000018,
  PageSettings1764000000019, Speed1764000000020, Referrals1764000000022, Raising1764000000023, Indicators1764000000025, Pressure1764000000026, PolicyRehearsals1764000000027, Grades1764000000028, PolicyReleases1764000000029, DecisionTraces1764000000030, ScenarioQuestions1764000000031, FailedRehearsals1764000000032, ScenarioRehearsals1764000000033, TracesRehearsed1764000000034, TeamLocalities1764000000036,
];
