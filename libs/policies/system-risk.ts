import { withoutPersonNumbers, withoutPersonSteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, number, step, workingDay } from './words.js';

/** How often is article [2]'s (monthly, regularly); the numbers are ours. */
const monthly = { source: 'article [2], example 2: governance boards review registers monthly', status: 'local' } as const;

/** Default policy of a system risk. Source: article [2], example 2; what no guidance fixes is local. */
export const systemRiskPolicy: Policy = {
  id: 'system-risk', pathway: 'system-risk', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Accountable lead',
  title: 'System risk', purpose: 'A risk across agencies has one named owner, actions, an indicator with a tolerance and a monthly review, and is managed until it is gone rather than discussed again',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    readEvery: number('P7D', 'elapsed', 'the indicator is read this often'),
    updateEvery: number('P14D', 'elapsed', 'the accountable lead tells how it stands this often'),
    reviewAtMost: number('P35D', 'elapsed', 'the next governance review is no later than this', monthly),
    backInRangeFor: number('P28D', 'elapsed', 'a risk beyond tolerance stays with senior leadership until it was read in range for this long'),
    unchangedReviews: number(3, 'count', 'a rating that this many reviews in a row leave unchanged is a warning'),
    repeatedAgenda: number(3, 'count', 'the same agenda item at this many meetings in a row is a warning'),
    stalledReviews: number(2, 'count', 'an action that is still open after this many reviews is a warning'),
  },
  steps: {
    'indicator-reading': step('Indicator read', 'coordinator', [workingDay('P1D', 'opened')], planned('coordinator')),
    'status-update': step('Status told: what changed, what was done, what is new', 'clinical-lead', [workingDay('P2D', 'opened')], planned('clinical-lead')),
    'monthly-governance-review': step('Governance meeting reviews the risk', 'coordinator', [elapsed('PT0S', 'reviewAt')], planned('coordinator')),
    'tolerance-decision': step('Beyond tolerance: senior leadership decides what is done', 'director', [elapsed('PT0S', 'reviewAt', { when: 'again' }), workingDay('P1D', 'opened')], today('director')),
    'risk-stands-still': step('The risk is discussed and does not move: find out why', 'director', [workingDay('P5D', 'opened')], planned('director')),
    ...withoutPersonSteps,
  },
};

/** Version 2: senior leadership looks again at a risk that is beyond its tolerance no later than governance does. Risks that began before go on without it. */
export const systemRiskPolicy2: Policy = {
  ...systemRiskPolicy, version: '2', released: '2026-11-30', numbers: { ...systemRiskPolicy.numbers, toleranceReviewAtMost: number('P35D', 'elapsed', 'what was decided about a risk beyond its tolerance is looked at again no later than this') },
};
