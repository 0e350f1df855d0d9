import { now, planned, today } from './ladders.js';
import type { PolicyNumber, StepPolicy } from './policy.js';
import { elapsed, number, sameDay, step, variant, workingDay } from './words.js';

/** What every pathway with a patient has: the answer to a trigger, a no, a hospital message, a death, a wrong person, the weekly look, an agreed action. */
export const everyPathwaySteps: Readonly<Record<string, StepPolicy>> = {
  'trigger-response': step('Respond to what was seen', 'clinical-lead', [
    elapsed('PT4H', 'opened', { when: 'clinical-deterioration' }), elapsed('PT4H', 'opened', { when: 'safety-flag' }), elapsed('PT48H', 'opened', { when: 'care-instability' }),
    sameDay('opened', { when: 'non-attendance' }), sameDay('opened', { when: 'system-risk' })], now('clinical-lead'), [
    variant('safety-flag', 'escalation-owner', now('escalation-owner')), variant('care-instability', 'coordinator', today('coordinator')),
    variant('non-attendance', 'escalation-owner', today('escalation-owner')), variant('system-risk', 'escalation-owner', today('escalation-owner'))]),
  'declined-decision': step('The person said no: decide what follows', 'clinical-lead', [elapsed('PT4H', 'opened')], today('clinical-lead')),
  'hospital-message-review': step('The hospital sent something that bears on this case', 'coordinator', [elapsed('PT1H', 'opened')], today('coordinator')),
  'after-death': step('Tell who must know, cancel what was arranged; nobody rings the home', 'clinical-lead', [workingDay('P1D', 'opened')], planned('clinical-lead')),
  'wrong-person-put-right': step('Wrong person: tell everyone called or sent, start the right case', 'hub', [elapsed('PT4H', 'opened')], today('hub')),
  'weekly-review': step('Open for a week or more: look at its risks, with an owner each', 'clinical-lead', [workingDay('P1D', 'opened')], planned('clinical-lead')),
  action: step('Action that was agreed', 'action-owner', [{ value: 'PT0S', from: 'agreed', clock: 'elapsed', source: 'whoever agreed it', status: 'local' }], planned('action-owner')),
};

/** Ladders are everywhere, so this is too: it holds help back twice, and no more. */
export const acknowledgementsBeforeClimb = number(3, 'count', 'a climb that is acknowledged this often is held back no more, and the next rung is called at once');

const movesBeforeClimb = number(3, 'count', 'an action moved this often climbs');
/** What a pathway about no person has of all that: its actions, and something seen that must be answered, which is somebody's. */
export const withoutPersonNumbers: Readonly<Record<string, PolicyNumber>> = { acknowledgementsBeforeClimb, movesBeforeClimb };
export const withoutPersonSteps: Readonly<Record<string, StepPolicy>> = { 'trigger-response': everyPathwaySteps['trigger-response']!, action: everyPathwaySteps['action']! };

export const everyPathwayNumbers: Readonly<Record<string, PolicyNumber>> = {
  offerAgain: number('PT24H', 'elapsed', 'an offer made again after a no is due'),
  acknowledgementsBeforeClimb,
  movesBeforeClimb,
  weeklyReviewEvery: number('P7D', 'elapsed', 'a case that is open for longer than this, with something else open, is looked at, and then as often at least'),
};

export const ucr = { source: 'NHS England, urgent community response: 2 hours, 08:00-20:00 every day', status: 'national' } as const;
/** The hours of urgent community response, for pathways that ask it. */
export const ucrHours: Readonly<Record<'ucrFrom' | 'ucrUntil', PolicyNumber>> = {
  ucrFrom: number('08:00', 'local', 'urgent community response answers from', ucr), ucrUntil: number('20:00', 'local', 'urgent community response answers until', ucr),
};
