import { cohortNumbers, contactSteps, crisisResponse, postEscalationReview, safeguardingRoute, welfareCutOff } from './contact-steps.js';
import { everyPathwayNumbers, everyPathwaySteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { DueRule, Policy, PolicyLadder, StepPolicy } from './policy.js';
import { elapsed, keptBy, local, number, reminded, sameDay, step, variant, working } from './words.js';

const qs159 = { source: 'NICE QS159, statement 4: within 48 hours of discharge where suicide risk was identified', status: 'nice' } as const;
const qs159CarePlan = { source: 'NICE QS159, statement 3: care plan to the GP within 24 hours of discharge', status: 'nice' } as const;
const mhsds = { source: 'NHS Standard Contract Schedule 4A (MHSDS MHS78-80): follow-up within 72 hours of leaving an inpatient bed', status: 'contract' } as const;

/** From discharge: sooner where suicide risk was identified or nobody assessed it. */
const afterDischarge: DueRule[] = [
  elapsed('PT48H', 'dischargedAt', { when: 'suicide-risk', ...qs159 }), elapsed('PT48H', 'dischargedAt', { when: 'not-assessed', source: 'none found; agreed locally: as where a risk was identified', status: 'local' }),
  elapsed('PT72H', 'dischargedAt', { when: 'inpatient', ...mhsds }), elapsed('PT72H', 'dischargedAt'),
];
const withFirstContact: DueRule[] = [sameDay('contact', { when: 'contacted' }), ...afterDischarge];

/** Accepted late: the community lead, then the crisis team, who owns the person until then, then the escalation lead. */
const acceptance: PolicyLadder = {
  class: 'today', clock: 'day', ...local, rungs: [
    { role: 'clinical-lead', within: 'PT0S', asked: 'Accept the handover, or say what is missing: until then the person is still the crisis team’s.' },
    { role: 'crisis-team', within: 'PT1H', asked: 'The handover is not accepted: reach the community lead. You still own everything that is open.' },
    { role: 'escalation-lead', within: 'PT2H', repeats: 'PT4H', asked: 'Nobody has accepted the handover. Arrange who does now and record the outcome.' },
  ],
};

/** Once accepted these are the clinical lead's, the coordinator's and the others'; until then the crisis team keeps them. */
const kept: Record<string, StepPolicy> = {
  'first-contact': reminded(step('First contact after discharge', 'clinical-lead', afterDischarge, now('clinical-lead'))),
  'crisis-plan-reviewed': step('Crisis plan reviewed with the person', 'clinical-lead', withFirstContact, today('clinical-lead')),
  'stabilisation-agreed': step('Sleep, routine, safe contacts and practical support agreed', 'clinical-lead', withFirstContact, today('clinical-lead')),
  'triggers-communicated': step('Re-escalation triggers written down and communicated', 'coordinator', [elapsed('PT24H', 'contact')], today('coordinator')),
  contact: step('Contact of the taper', 'coordinator', [
    elapsed('PT48H', 'dischargedAt', { when: 'after-the-ward-at-risk' }), elapsed('PT72H', 'dischargedAt', { when: 'after-the-ward' }), sameDay('window')], today('coordinator')),
  'readiness-review': step('Ready to step down? Step down, hold or step up', 'clinical-lead', [sameDay('stageEnd')], today('clinical-lead')),
  'step-up-review': step('Step up? Decide with the escalation summary', 'clinical-lead', [elapsed('PT4H', 'opened')], now('clinical-lead')),
  ...contactSteps,
  'restriction-review': step('Restriction reviewed: continue, modify or step down', 'clinical-lead', [elapsed('PT0S', 'reviewAt')], today('clinical-lead')),
  'closing-review': step('Closing review, and to whom the person is handed back', 'clinical-lead', [
    elapsed('P7D', 'decision', { when: 'ended-early' }), sameDay('stageEnd', { value: 'P7D' })], planned('clinical-lead')),
};

/** These are nobody's to keep: a death and a wrong person end the case, an action has the owner who was named for it. */
const notKept = ['after-death', 'wrong-person-put-right', 'action'];
const { 'trigger-response': response, ...others } = Object.fromEntries(Object.entries(everyPathwaySteps).filter(([name]) => !notKept.includes(name)));
/** A sign that stands in no plan, seen once, waits for the day; a return, or a sign, that comes while a review is open is told at once. */
const triggerResponse: StepPolicy = {
  ...response!, due: [...response!.due, elapsed('PT4H', 'opened', { when: 're-presentation' }), elapsed('PT24H', 'opened', { when: 'warning-sign' })],
  variants: [...response!.variants ?? [], variant('warning-sign', 'clinical-lead', today('clinical-lead'))],
};

/** Default policy of the step-down taper after a crisis. Sources: articles [5] example 3, [1], [3]; what no guidance fixes is local. */
export const stepDownTaperingPolicy: Policy = {
  id: 'step-down-tapering', pathway: 'step-down-tapering', version: '1', locality: null, released: '2026-11-25',
  title: 'Step-down tapering', purpose: 'After a crisis nobody is between two teams: handed over and accepted, contacted within days, and seen less often only when somebody has decided that',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...everyPathwayNumbers,
    taper: number('P3D for P2W, P1W for P4W, P2W for P4W', 'local days', 'how often the person is contacted and for how long, stage by stage, where the handover names nothing else'),
    welfareCutOff,
    dischargedAtAhead: number('P12W', 'elapsed', 'how far ahead a discharge may lie when a case starts or is replanned'),
    replansBeforeCall: number(3, 'count', 'the discharge moved this often calls the escalation owner'),
    watch: number('P30D', 'elapsed', 'from the closing review, a re-presentation is counted'),
  },
  steps: {
    'handover-accepted': step('Handover accepted by the community lead', 'clinical-lead', [elapsed('PT4H', 'opened')], acceptance),
    'handover-clarified': step('A question about the handover answered', 'crisis-team', [elapsed('PT4H', 'opened')], today('crisis-team')),
    'handover-dispute': step('The handover is disputed: accept as it is, another lead, or back to the crisis team', 'escalation-lead', [working('PT4H', 'opened')], today('escalation-lead')),
    'handover-completed': step('What the handover lacked, completed', 'crisis-team', [elapsed('PT24H', 'opened')], today('crisis-team')),
    'care-plan-sent': step('Care plan sent to the GP', 'crisis-team', [elapsed('PT24H', 'dischargedAt', qs159CarePlan)], planned('crisis-team')),
    'crisis-response': crisisResponse,
    ...everyPathwaySteps,
    ...keptBy('crisis-team', { ...kept, ...others, 'trigger-response': triggerResponse }),
  },
};

/** Version 2: people who come into crisis again and again are reviewed after each escalation. Tapers that began before go on without it. */
export const stepDownTaperingPolicy2: Policy = {
  ...stepDownTaperingPolicy, version: '2', released: '2026-11-30', numbers: { ...stepDownTaperingPolicy.numbers, ...cohortNumbers },
  steps: { ...stepDownTaperingPolicy.steps, ...keptBy('crisis-team', { 'post-escalation-review': postEscalationReview }) },
};

/** Version 3: a handover that is disputed begins a dispute between the agencies, and is settled here meanwhile. Tapers that began before go on without it. */
export const stepDownTaperingPolicy3: Policy = {
  ...stepDownTaperingPolicy2, version: '3', released: '2026-11-30',
  numbers: { ...stepDownTaperingPolicy2.numbers, disputeRoute: number('The governance forum of the place', 'none', 'the forum that decides a dispute about a handover which its lead does not resolve') },
  steps: {
    ...stepDownTaperingPolicy2.steps,
    'handover-dispute': step('The handover is disputed: settle here what becomes of it, whatever the agencies’ dispute comes to: accept as it is, another lead, or back to the crisis team', 'escalation-lead', [working('PT4H', 'opened')], today('escalation-lead')),
  },
};

/** Version 4: a restriction that is handed over begins a case of its own, beside the register's others; the reviews here are those of tapers that were moved. Tapers that began before go on without it. */
export const stepDownTaperingPolicy4: Policy = {
  ...stepDownTaperingPolicy3, version: '4', released: '2026-11-30',
  steps: {
    ...stepDownTaperingPolicy3.steps, ...keptBy('crisis-team', { 'restriction-not-begun': step('A restriction that was handed over did not begin as a case: begin it by hand, or say why not', 'coordinator', [elapsed('PT4H', 'opened')], today('coordinator')) }),
  },
};

/** Version 5: safeguarding has routes of its own, domestic abuse among them. Tapers that began before follow them as safeguarding actions. */
export const stepDownTaperingPolicy5: Policy = { ...stepDownTaperingPolicy4, version: '5', released: '2026-12-01', steps: { ...stepDownTaperingPolicy4.steps, ...keptBy('crisis-team', { 'safeguarding-route': safeguardingRoute }) } };
