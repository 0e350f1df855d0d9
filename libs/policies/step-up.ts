import { cohortNumbers, contactSteps, crisisResponse, postEscalationReview, safeguardingRoute, welfareCutOff } from './contact-steps.js';
import { everyPathwayNumbers, everyPathwaySteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy, StepPolicy } from './policy.js';
import { elapsed, number, sameDay, step, variant, workingDay } from './words.js';

const { 'trigger-response': response, ...others } = everyPathwaySteps;
/** What is told while a decision waits already is answered beside it. */
const triggerResponse: StepPolicy = {
  ...response!, due: [...response!.due, elapsed('PT4H', 'opened', { when: 'raised-again' }), elapsed('PT4H', 'opened', { when: 're-presentation' }), elapsed('PT24H', 'opened', { when: 'warning-sign' })],
  variants: [...response!.variants ?? [], variant('warning-sign', 'clinical-lead', today('clinical-lead'))],
};

/** Default policy of the step-up during deterioration. Sources: articles [5] example 2, [1] example 3, [3] example 2; what no guidance fixes is local. No score and no band decides anything (NICE NG225). */
export const stepUpPolicy: Policy = {
  id: 'step-up', pathway: 'step-up', version: '1', locality: null, released: '2026-11-30',
  title: 'Step-up during deterioration', purpose: 'Whoever sees that somebody gets worse raises it in the same words; a named clinician decides within hours, and a no says why, and what would change it',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...everyPathwayNumbers, ...cohortNumbers, welfareCutOff,
    urgentReviewWithin: number('PT48H', 'elapsed', 'an urgent clinical review that a plan agrees lies this far ahead at most'),
    answerReadWithin: number('PT24H', 'elapsed', 'whoever of the staff raised it reads what was decided within this'),
    raisingLinkLife: number('P90D', 'elapsed', 'a link by which a partner may raise it is good for this long, unless it is taken back'),
    watch: number('P30D', 'elapsed', 'from the end of the step-up, or from a no, a re-presentation is counted'),
  },
  steps: {
    'threshold-decision': step('Does it meet the threshold? A plan, or what would change the answer', 'clinical-lead', [elapsed('PT1H', 'opened', { when: 'danger-now' }), elapsed('PT4H', 'opened')], now('clinical-lead')),
    'script-completed': step('What was left open when it was raised, asked', 'coordinator', [elapsed('PT2H', 'opened')], today('coordinator')),
    'raiser-told': step('Whoever raised it is told what was decided, and why', 'coordinator', [elapsed('PT24H', 'decision')], today('coordinator')),
    'answer-read': step('You raised it: read what was decided', 'action-owner', [elapsed('PT0S', 'agreed')], planned('action-owner')),
    'urgent-review': step('Urgent clinical review', 'clinical-lead', [elapsed('PT0S', 'agreed')], now('clinical-lead')),
    'medication-liaison': step('Medication talked over with whoever prescribes', 'clinical-lead', [workingDay('P1D', 'decision')], today('clinical-lead')),
    'crisis-interface': step('The crisis service asked, and its answer written down', 'escalation-owner', [elapsed('PT4H', 'decision')], now('escalation-owner')),
    'out-of-hours-agreed': step('Out-of-hours contingency told to the person, partners and the service', 'coordinator', [sameDay('decision')], today('coordinator')),
    'same-week-review': step('High risk: reviewed within the week, crisis avoidance made to happen', 'escalation-owner', [elapsed('P7D', 'decision')], today('escalation-owner')),
    contact: step('Contact of the step-up', 'coordinator', [sameDay('window')], today('coordinator')),
    'mdt-review': step('MDT review: step up further, hold or step down', 'clinical-lead', [elapsed('PT0S', 'reviewAt')], today('clinical-lead')),
    ...contactSteps, 'crisis-response': crisisResponse, 'post-escalation-review': postEscalationReview,
    ...others, 'trigger-response': triggerResponse,
  },
};

/** Version 2: safeguarding has routes of its own, domestic abuse among them, which whoever raises it, sees something or agrees a plan may name. Step-ups that began before follow them as safeguarding actions. */
export const stepUpPolicy2: Policy = { ...stepUpPolicy, version: '2', released: '2026-12-01', steps: { ...stepUpPolicy.steps, 'safeguarding-route': safeguardingRoute } };
