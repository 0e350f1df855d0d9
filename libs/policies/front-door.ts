import { cohortNumbers, postEscalationReview } from './contact-steps.js';
import { everyPathwayNumbers, everyPathwaySteps } from './every-pathway.js';
import { frontDoorTriage } from './front-door-triage.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, local, step, variant, working, workingDay } from './words.js';

/** The two times that the front door was given; article [5] says 'a defined timeframe' and defines none. */
const huddle = { source: 'none found: article [5] example 1 asks for time to triage and names none; agreed locally', status: 'local' } as const;

/** Default policy of the single front door. Source: article [5] example 1; what no guidance fixes is local. */
export const frontDoorPolicy: Policy = {
  id: 'front-door', pathway: 'front-door', version: '1', locality: null, released: '2026-11-30',
  title: 'Single front door', purpose: 'Whoever is referred is triaged by the same thresholds, and has a pathway and a lead professional, or a redirect that is safe',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: everyPathwayNumbers,
  steps: {
    'clarification-call': step('Ring for what the referral does not say', 'coordinator', [elapsed('PT1H', 'opened', { when: 'urgent' }), working('PT4H', 'opened')], today('coordinator'), [variant('urgent', 'coordinator', now('coordinator'))]),
    'triage-huddle': step('Triage: which pathway, and who leads', 'clinical-lead', [
      elapsed('PT4H', 'referral', { when: 'urgent', ...huddle }), elapsed('PT4H', 'opened', { when: 'urgent-again' }), workingDay('P1D', 'opened', { when: 'again' }), workingDay('P1D', 'referral', huddle)],
    today('clinical-lead'), [variant('urgent', 'clinical-lead', now('clinical-lead')), variant('urgent-again', 'clinical-lead', now('clinical-lead'))]),
    'senior-oversight': step('Borderline: somebody senior decides', 'escalation-lead', [elapsed('PT4H', 'opened', { when: 'urgent' }), workingDay('P1D', 'opened')], today('escalation-lead'), [variant('urgent', 'escalation-lead', now('escalation-lead'))]),
    'service-accepts': step('Accept the person for your service, or say no', 'action-owner', [elapsed('PT4H', 'opened', { when: 'urgent' }), workingDay('P1D', 'opened')], today('action-owner'), [variant('urgent', 'action-owner', now('action-owner'))]),
    'assignment-refused': step('The pathway could not begin: see that the person is not between two', 'coordinator', [elapsed('PT4H', 'opened')], today('coordinator')),
    redirect: step('Redirect safely: why, where to, and whom to call in an emergency', 'coordinator', [elapsed('PT4H', 'opened', { when: 'urgent' }), workingDay('P1D', 'opened')], today('coordinator'), [variant('urgent', 'coordinator', now('coordinator'))]),
    'referral-changed': step('Whoever referred wrote again: read it, and say what follows', 'coordinator', [working('PT4H', 'opened')], today('coordinator')),
    'crisis-response': step('Crisis while waiting: answer it now', 'crisis-team', [elapsed('PT1H', 'opened', local)], now('crisis-team')),
    ...everyPathwaySteps,
  },
  triage: frontDoorTriage,
};

/** Version 2: a crisis while somebody waits who was escalated before is reviewed, as on every other pathway. Referrals that came before go on without it. */
export const frontDoorPolicy2: Policy = {
  ...frontDoorPolicy, version: '2', released: '2026-11-30', numbers: { ...frontDoorPolicy.numbers, ...cohortNumbers }, steps: { ...frontDoorPolicy.steps, 'post-escalation-review': postEscalationReview },
};
