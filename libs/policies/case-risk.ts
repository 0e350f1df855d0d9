import { everyPathwayNumbers, everyPathwaySteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, number, step } from './words.js';

// Its own reviews are the weekly look.
const { 'weekly-review': _weekly, ...steps } = everyPathwaySteps;
const { weeklyReviewEvery: _every, ...numbers } = everyPathwayNumbers;

/** Default policy of a risk of a person's case. Source: article [2], example 1; what no guidance fixes is local. */
export const caseRiskPolicy: Policy = {
  id: 'case-risk', pathway: 'case-risk', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Responsible manager',
  title: 'Risk of a case', purpose: 'Each risk of a person has one owner by name, an assessment and a route before anything else, is reviewed every week, and is known above when it becomes bad',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...numbers,
    reviewEvery: number('P7D', 'elapsed', 'a risk is reviewed this often at least', { source: 'article [2], example 1: weekly case reviews', status: 'local' }),
    threshold: number('major', 'consequence', 'a risk whose consequence is this or worse is told to the system leads at once'),
    idleAfter: number('P2D', 'elapsed', 'an owner who has left something of a risk overdue for this long is idle: the operational lead settles whose it is'),
  },
  steps: {
    'risk-owned': step('Own this risk, by name', 'clinical-lead', [elapsed('PT4H', 'opened')], today('clinical-lead')),
    'risk-assessment': step('Risk assessed: what, how bad, what is done at once', 'clinical-lead', [elapsed('PT24H', 'opened')], today('clinical-lead')),
    'risk-route': step('Escalation route written down', 'coordinator', [elapsed('PT24H', 'opened')], today('coordinator')),
    'threshold-crossed': step('The risk is as bad as the system leads must know: act, and tell them', 'clinical-lead', [elapsed('PT1H', 'opened')], now('clinical-lead')),
    'risk-review': step('Risk reviewed', 'clinical-lead', [elapsed('PT0S', 'reviewAt')], today('clinical-lead')),
    'ownership-settled': step('Ownership of a risk is disputed or idle: settle whose it is', 'escalation-lead', [elapsed('PT4H', 'opened')], today('escalation-lead')),
    'partner-contribution': step('What a partner does about the risk', 'action-owner', [{ value: 'PT0S', from: 'agreed', clock: 'elapsed', source: 'whoever agreed it', status: 'local' }], planned('action-owner')),
    ...steps,
  },
};
