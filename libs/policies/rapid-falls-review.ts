import { now, planned, today } from './ladders.js';
import { everyPathwayNumbers, everyPathwaySteps, ucr, ucrHours } from './every-pathway.js';
import type { Policy } from './policy.js';
import { elapsed, local, number, reminded, sameDay, step, workingDay } from './words.js';

/** Imaging is the emergency department's: what the community answers is who sees the head, and how soon. */
const headInjury = { source: `${local.source}; imaging is the emergency department's (NICE NG232)`, status: 'local' } as const;

/** Default policy of the rapid falls review. Sources: article [1] example 2; what no guidance fixes is local. No score and no band decides anything (NICE NG249). */
export const rapidFallsReviewPolicy: Policy = {
  id: 'rapid-falls-review', pathway: 'rapid-falls-review', version: '1', locality: null, released: '2026-11-25',
  title: 'Rapid falls review', purpose: 'Two falls in a week, a head injury or new confusion are reviewed within 72 hours of when it happened, and what the review agrees is done',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...everyPathwayNumbers,
    twoFallsWithin: number('P7D', 'elapsed', 'two falls this far apart at most are two falls in a week'),
    watch: number('P30D', 'elapsed', 'from the last completed task, falls that come again are counted'),
    ...ucrHours,
  },
  steps: {
    'urgent-clinical-check': step('Urgent clinical check', 'clinical-lead', [
      elapsed('PT1H', 'opened', { when: 'head-injury', ...headInjury }), elapsed('PT2H', 'opened', { when: 'new-confusion', ...ucr }), elapsed('PT2H', 'opened', { when: 'new-confusion-out-of-hours' })], now('clinical-lead')),
    'risk-assessed': step('Risk assessed', 'clinical-lead', [elapsed('PT24H', 'occurredAt')], today('clinical-lead')),
    'safety-net-written': step('Safety-net plan written', 'clinical-lead', [elapsed('PT24H', 'occurredAt')], today('clinical-lead')),
    'review-booked': step('Falls review booked', 'coordinator', [elapsed('PT24H', 'occurredAt')], today('coordinator')),
    'review-held': reminded(step('Falls review held', 'coordinator', [elapsed('PT72H', 'occurredAt')], now('coordinator'))),
    'safeguarding-immediate': step('Safeguarding concern: the person is safe now', 'escalation-owner', [elapsed('PT1H', 'opened')], now('escalation-owner')),
    'safeguarding-referral': step('Safeguarding concern referred', 'escalation-owner', [sameDay('opened')], today('escalation-owner')),
    'safeguarding-answer': step('Answer to the safeguarding referral', 'escalation-owner', [workingDay('P5D', 'referral')], planned('escalation-owner')),
    'safety-net-shared': step('Safety-net plan shared and understood', 'coordinator', [elapsed('PT24H', 'written')], today('coordinator')),
    'visit-to-explain': step('Somebody visits to explain the safety-net plan', 'coordinator', [workingDay('P2D', 'opened')], today('coordinator')),
    ...everyPathwaySteps,
  },
};
