import { everyPathwaySteps, withoutPersonNumbers } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, number, step, workingDay } from './words.js';

/** Default policy of the monthly audit. Sources: article [1], 'a monthly audit'; [2], 'case records are audited monthly'; [5], 'case sampling of transitions'. What no guidance fixes is local. */
export const monthlyAuditPolicy: Policy = {
  id: 'monthly-audit', pathway: 'monthly-audit', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Accountable lead',
  title: 'Monthly audit', purpose: 'Every month somebody by name looks at a fair sample of what was done and decided, says what must change, and looks again whether it did',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    sampleSize: number(10, 'count', 'cases of the month that are looked at, all of them where there are fewer'),
    highRiskWeight: number(3, 'count', 'how much likelier a case with a high-risk decision in the month is to be looked at'),
    secondReviewerOneIn: number(10, 'count', 'one in so many is looked at by two reviewers'),
    reAuditAfter: number('P91D', 'elapsed', 'from the summary, the same question is asked again'),
    responsesInTime: number(80, 'per cent', 'answers to triggers in time, at least'), actionsInTime: number(80, 'per cent', 'agreed actions done in time, at least'), handoversComplete: number(90, 'per cent', 'handovers with nothing missing, at least'),
    decisionsWhole: number(90, 'per cent', 'decisions with every part, none of them said not to be known, at least'), ownedClearly: number(95, 'per cent', 'open tasks with one owner who is there, and about whom nobody disagrees, at least'),
    restrictionsInTime: number(100, 'per cent', 'reviews of restrictions held by their time, at least'), escalationsActedOn: number(80, 'per cent', 'escalations on which somebody acted before a second call, at least'),
    callsAnswered: number(95, 'per cent', 'calls for which somebody held the role, at least'),
  },
  steps: {
    'sample-review': step('Look at one case of the month’s sample', 'escalation-lead', [elapsed('PT0S', 'agreed')], planned('action-owner')),
    'audit-summary': step('What the audit found, and what must change', 'clinical-lead', [workingDay('P5D', 'opened')], planned('clinical-lead')),
    're-audit': step('The same question again: has it changed?', 'clinical-lead', [workingDay('P5D', 'opened')], planned('clinical-lead')),
    action: everyPathwaySteps['action']!,
  },
};
