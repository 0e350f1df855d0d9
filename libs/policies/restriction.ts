import { everyPathwayNumbers, everyPathwaySteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, number, step, workingDay } from './words.js';

// Its own reviews are the look at it: there is no weekly one beside them. What a person says of it belongs into them, and they agree no actions.
const { 'weekly-review': _weekly, 'declined-decision': _declined, action: _action, ...steps } = everyPathwaySteps;
const { acknowledgementsBeforeClimb } = everyPathwayNumbers;

/** Default policy of a restriction. Source: article [3], example 3; what no guidance fixes is local. */
export const restrictionPolicy: Policy = {
  id: 'restriction', pathway: 'restriction', version: '1', locality: null, released: '2026-11-30',
  title: 'Restriction', purpose: 'What restricts a person is the least that does, ends at a time, is reviewed until it is stepped down, and is never forgotten',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: { acknowledgementsBeforeClimb: acknowledgementsBeforeClimb!, seniorReviewEvery: number('P91D', 'elapsed', 'a restriction that is in force for longer than this is looked at by somebody senior, and then as often') },
  steps: {
    'restriction-review': step('Restriction reviewed: continue, modify or step down', 'clinical-lead', [elapsed('PT0S', 'reviewAt')], today('clinical-lead')),
    'limit-passed': step('A restriction goes on past its limit without a review', 'director', [elapsed('PT4H', 'opened')], today('director')),
    'senior-review': step('Senior look at a restriction that is long in force', 'escalation-lead', [workingDay('P10D', 'opened')], planned('escalation-lead')),
    ...steps,
  },
};

/** Version 2: reviewed every month at least ([3], example 3: 'logged and reviewed monthly'). Restrictions that began before go on without it. */
export const restrictionPolicy2: Policy = {
  ...restrictionPolicy, version: '2', released: '2026-11-30',
  numbers: { ...restrictionPolicy.numbers, reviewAtMost: number('P31D', 'elapsed', 'a restriction is reviewed no later than this after it began or was last reviewed', { source: 'article [3], example 3: restrictions are logged and reviewed monthly', status: 'proposed' }) },
};
