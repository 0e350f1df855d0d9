import { now, planned, today } from './ladders.js';
import { everyPathwayNumbers, everyPathwaySteps, ucr, ucrHours } from './every-pathway.js';
import type { DueRule, Policy, StepPolicy, StepVariant } from './policy.js';
import { elapsed, number, sameDay, step, variant, working } from './words.js';

const ng27 = { source: 'NICE NG27: visit or call 24 to 72 hours after discharge', status: 'nice' } as const;
const ng27EndOfLife = { source: 'NICE NG27: within 24 hours at the end of life', status: 'nice' } as const;
const gpSummary = { source: 'NHS Standard Contract: discharge summary within 24 hours', status: 'contract' } as const;

/** The four standards of the minimum safe discharge: the same due rules for each. */
const beforeDischarge: DueRule[] = [
  elapsed('PT2H', 'leaving', { when: 'left-without-visit' }),
  elapsed('PT0S', 'unmetDueAt', { when: 'covered' }),
  elapsed('-PT2H', 'plannedDischargeAt', { floor: 'PT1H', early: { before: '09:00', at: '18:00' } }),
];
const urgent = (owner: string): StepVariant[] => [variant('urgent', owner, now(owner))];
const standard = (title: string, owner: string): StepPolicy => step(title, owner, beforeDischarge.slice(1), today(owner), urgent(owner));

/** Default policy of the minimum safe discharge. Sources: articles [1] example 1; what no guidance fixes is local. */
export const minimumSafeDischargePolicy: Policy = {
  id: 'minimum-safe-discharge', pathway: 'minimum-safe-discharge', version: '1', locality: null, released: '2026-11-22',
  title: 'Minimum safe discharge', purpose: 'Nobody leaves hospital until four standards are met, or somebody with the authority accepts in writing what is not',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...everyPathwayNumbers,
    plannedDischargeAtPast: number('PT24H', 'elapsed', 'how far past a planned discharge may lie when a case starts or is replanned'),
    riskDecisionBefore: number('PT1H', 'elapsed', 'before the planned discharge, open standards need a risk decision'),
    capacityCutOff: number('18:00', 'local', 'a capacity decision after this is answered the next day, unless the person leaves tonight'),
    confirmationGrace: number('PT30M', 'elapsed', 'after leaving with all four standards met, the missing confirmation may still come'),
    safetyCallOpens: number('PT24H', 'elapsed', 'after leaving, the safety call opens', ng27),
    safetyCallAttempts: number('PT2H', 'elapsed', 'two attempts at the safety call this far apart without a reply mean that somebody sees the person'),
    replansBeforeCall: number(3, 'count', 'the plan moved this often calls the escalation owner'),
    watch: number('P7D', 'elapsed', 'from leaving, a return is a failed discharge'),
    ...ucrHours,
  },
  steps: {
    'first-visit-booked': step('First visit booked, or accepted by name', 'coordinator', beforeDischarge, today('coordinator'), urgent('coordinator')),
    'medicines-reconciled': standard('Medicines reconciled and supplied', 'clinical-lead'),
    'equipment-in-place': standard('Equipment in place', 'coordinator'),
    'red-flag-instructions-given': standard('Red-flag instructions given and understood', 'coordinator'),
    'standards-confirmed': step('All four standards confirmed', 'coordinator', [
      elapsed('PT30M', 'recorded', { when: 'left-unconfirmed' }), elapsed('-PT1H', 'plannedDischargeAt')], today('coordinator'), urgent('coordinator')),
    'risk-decision': step('Risk decision: may the person leave with something unmet?', 'clinical-lead', [
      elapsed('PT0S', 'plannedDischargeAt', { when: 'gate-shut-again', floor: 'PT1H' }), elapsed('PT0S', 'plannedDischargeAt')], now('clinical-lead')),
    'capacity-response': step('Capacity route contacted and its answer documented', 'escalation-owner', [
      elapsed('PT0S', 'plannedDischargeAt', { when: 'leaves-tonight' }), sameDay('decision', { when: 'decided-late', value: 'P1D', at: '12:00' }), sameDay('decision')], now('escalation-owner')),
    departure: step('The person left', 'hub', [elapsed('PT2H', 'plannedDischargeAt')], today('hub')),
    'gp-summary-sent': step('Discharge summary sent to the GP', 'clinical-lead', [elapsed('PT24H', 'leaving', gpSummary)], planned('clinical-lead')),
    'first-visit-done': step('First visit made', 'coordinator', [elapsed('PT1H', 'visitSlotEnd')], now('coordinator', 'escalation-owner')),
    'safety-call': step('Safety call after discharge', 'coordinator', [
      elapsed('PT24H', 'leaving', { when: 'end-of-life', ...ng27EndOfLife }), elapsed('PT72H', 'leaving', ng27)], today('coordinator')),
    'person-seen': step('Somebody sees the person', 'clinical-lead', [
      elapsed('PT1H', 'opened', { when: 'worry-999' }), elapsed('PT2H', 'opened', { when: 'worry-urgent', ...ucr }), elapsed('PT2H', 'opened', { when: 'worry-urgent-out-of-hours' }),
      elapsed('PT2H', 'opened', { when: 'missed-visit-at-risk' }), sameDay('opened')], now('clinical-lead'), [
      // The out-of-hours owner: outside the hours of urgent community response.
      variant('worry-urgent-out-of-hours', 'clinical-lead', now('clinical-lead'))]),
    'left-before-safe-response': step('Left before it was safe: agree what happens now', 'escalation-owner', [elapsed('PT0S', 'opened')], now('escalation-owner')),
    'learning-review': step('What is learned from a failed discharge', 'clinical-lead', [working('P5D', 'opened')], planned('clinical-lead')),
    ...everyPathwaySteps,
  },
};
