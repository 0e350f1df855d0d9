import { now, planned, today } from './ladders.js';
import type { PolicyNumber, StepPolicy } from './policy.js';
import { elapsed, number, sameDay, step, workingDay } from './words.js';

/** What every pathway has on which somebody is seen again and again: a check when they were not, a crisis, safeguarding, what is learned. */
export const contactSteps = {
  'welfare-check': step('Not reached: somebody sees the person', 'coordinator', [
    elapsed('PT4H', 'opened', { when: 'at-risk' }), sameDay('opened', { when: 'opened-late', value: 'P1D', at: '12:00' }), sameDay('opened')], now('coordinator')),
  'welfare-decision': step('Nobody has seen the person: decide what is proportionate', 'clinical-lead', [elapsed('PT2H', 'opened')], now('clinical-lead')),
  'supervision-review': step('Step-up review discussed in supervision', 'escalation-lead', [elapsed('P7D', 'opened')], planned('escalation-lead')),
  'safeguarding-action': step('Safeguarding action for an indicator', 'escalation-owner', [workingDay('P5D', 'opened')], planned('escalation-owner')),
} as const satisfies Record<string, StepPolicy>;

/** The same words whichever route it is: title, time and source are read by everybody who sees the case, and go out in notices. */
export const safeguardingRoute = step('Safeguarding: the route that was named is followed', 'escalation-owner', [elapsed('PT24H', 'opened')], today('escalation-owner'));

export const crisisResponse = step('Crisis: answer it now', 'crisis-team', [elapsed('PT1H', 'opened')], now('crisis-team'));

/** After each escalation of somebody who is escalated again and again ([3], example 2). */
export const postEscalationReview = step('Clinical review after an escalation: safeguarding, plan, contacts, partners, step-down', 'clinical-lead', [workingDay('P2D', 'opened')], today('clinical-lead'));
export const cohortNumbers: Readonly<Record<'cohortEscalations' | 'cohortWindow', PolicyNumber>> = {
  cohortEscalations: number(2, 'count', 'a person who is escalated this often within the window is of the repeat-crisis cohort: each escalation is then reviewed'),
  cohortWindow: number('P30D', 'elapsed', 'the window in which escalations of a person are counted, on all their cases'),
};

export const welfareCutOff = number('15:00', 'local', 'a welfare check without known risk that opens after this is due at noon of the next day');
