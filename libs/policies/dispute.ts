import { withoutPersonNumbers, withoutPersonSteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, number, step, working, workingDay } from './words.js';

/** Default policy of a dispute between agencies. Source: article [2], example 3; what no guidance fixes is local. */
export const disputePolicy: Policy = {
  id: 'dispute', pathway: 'dispute', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Accountable lead',
  title: 'Dispute between agencies', purpose: 'Agencies that do not agree hear a decision in a set time, from a named lead or the forum above, and nobody’s care waits for it',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    forumAfter: number('P5D', 'elapsed', 'a dispute that is not resolved by then goes to the forum'),
  },
  steps: {
    'lead-review': step('Dispute reviewed: decide it, or say what holds meanwhile', 'clinical-lead', [elapsed('PT0S', 'reviewAt', { when: 'interim' }), working('P1D', 'opened')], today('clinical-lead')),
    'forum-decision': step('Not resolved by the lead: the forum decides', 'director', [elapsed('PT0S', 'reviewAt', { when: 'interim' }), workingDay('P5D', 'opened')], today('director')),
    'outcome-told': step('Outcome told, and acknowledged', 'coordinator', [workingDay('P1D', 'opened')], planned('coordinator')),
    'lessons-captured': step('What the next dispute like this needs', 'escalation-lead', [workingDay('P10D', 'opened')], planned('escalation-lead')),
    ...withoutPersonSteps,
  },
};

/** Version 2: what holds meanwhile holds until it is looked at again, and that is no longer than this ahead. Disputes that began before go on without it. */
export const disputePolicy2: Policy = {
  ...disputePolicy, version: '2', released: '2026-11-30', numbers: { ...disputePolicy.numbers, interimAtMost: number('P28D', 'elapsed', 'an interim action is reviewed no later than this after it was decided') },
};
