import { withoutPersonNumbers, withoutPersonSteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy, PolicyIndicator, PolicyLevel, StepPolicy } from './policy.js';
import { elapsed, local, number, step, variant, working, workingDay } from './words.js';

const indicator = (title: string, unit: string, from: PolicyIndicator['from'], staleAfter: string, [two, three, four]: [number, number, number]): PolicyIndicator => ({ title, unit, from, staleAfter, points: { 2: two, 3: three, 4: four }, ...local });
const level = (of: PolicyLevel['level'], title: string, means: string, needs: number, ...cards: PolicyLevel['cards']): PolicyLevel => ({ level: of, title, means, needs, cards, ...local });
/** A step of an action card: its owner is called when the level is declared, and it climbs from its time. */
const card = (title: string, owner: string, within: string): StepPolicy => step(title, owner, [elapsed(within, 'opened')], now(owner));
/** Everybody of the house who is called to a meeting, the accountable lead among them; the director is called when they do not come. Beside them the people of partners, by name. */
const called = ['hub', 'clinical-lead', 'escalation-lead', 'crisis-team'] as const;

/** Default policy of a system under pressure. Source: article [4]; what no guidance fixes is local. */
export const systemPressurePolicy: Policy = {
  id: 'system-pressure', pathway: 'system-pressure', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Accountable lead',
  title: 'System pressure', purpose: 'Everybody sees under which pressure the system is and what is being done about it; a level that nobody acts on is an alarm',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    settledFor: number('PT30M', 'elapsed', 'a lower level is proposed when the indicators have spoken for it so long'),
    unchangedAtLevel2: number('P1D', 'elapsed', 'a level 2 that stands so long is declared anew, with why, or changed'),
    unchangedAtLevel3: number('PT12H', 'elapsed', 'a level 3 that stands so long is declared anew, with why, or changed'),
    unchangedAtLevel4: number('PT4H', 'elapsed', 'a level 4 that stands so long is declared anew, with why, or changed'),
    actionsLateBy: number('PT1H', 'elapsed', 'what was to be done at a level and is late by so much is an alarm of its own'),
  },
  indicators: {
    'ambulance-handover-delay': indicator('Longest wait of an ambulance to hand over', 'min', 'outside', 'PT30M', [30, 60, 120]),
    'escalations-at-last-rung': indicator('Escalations that have reached the last person there is', '', 'own', 'PT10M', [2, 5, 10]),
    'standards-unmet-by-capacity': indicator('Standards of discharges that cannot be met for want of capacity', '', 'own', 'PT10M', [3, 6, 12]),
    'discharges-without-a-case': indicator('People who left hospital in the last day without a case', '', 'own', 'PT10M', [3, 8, 15]),
  },
  levels: [
    level(1, 'Normal', 'The system meets what is asked of it', 0),
    level(2, 'Under pressure', 'Parts of the system cannot meet what is asked of them without help', 1, { title: 'Let people leave who can', steps: ['discharge-sweep', 'community-slots-released'] }),
    level(3, 'Severe pressure', 'Care is late in several places, and people are at risk by it', 1,
      { title: 'Free the front door', steps: ['handover-spaces-named', 'senior-at-the-front-door'] }, { title: 'Move what can wait', steps: ['planned-work-reviewed'] }),
    level(4, 'Extreme pressure', 'The system cannot give safe care everywhere without help from outside', 2,
      { title: 'Full capacity protocol', steps: ['full-capacity-protocol', 'standards-mitigated'] }, { title: 'Mutual aid', steps: ['mutual-aid-considered'] }),
  ],
  steps: {
    'level-decision': step('Declare the level of the system, and say why', 'clinical-lead', [
      elapsed('PT15M', 'opened', { when: 'level-4-proposed' }), elapsed('PT30M', 'opened', { when: 'level-3-proposed' }), elapsed('PT1H', 'opened', { when: 'level-2-proposed' }), elapsed('PT4H', 'opened', { when: 'level-1-proposed' }),
      elapsed('PT0S', 'reviewAt', { when: 'unchanged' }), elapsed('PT30M', 'opened')], now('clinical-lead'), [variant('level-1-proposed', 'clinical-lead', today('clinical-lead')), variant('unchanged', 'clinical-lead', now('clinical-lead', 'director'))]),
    'discharge-sweep': card('Every ward says who can leave today, and what each waits for', 'hub', 'PT2H'),
    'community-slots-released': card('Community services say which visits and beds are free today', 'coordinator', 'PT2H'),
    'handover-spaces-named': card('A space and a nurse are named for each ambulance that waits', 'escalation-lead', 'PT30M'),
    'senior-at-the-front-door': card('A senior clinician decides at the front door', 'clinical-lead', 'PT1H'),
    'planned-work-reviewed': card('Planned work reviewed: what waits, for whom that is a risk, who tells them', 'escalation-owner', 'PT2H'),
    'full-capacity-protocol': card('Full capacity protocol in force: where each further person goes, and what makes it safe', 'director', 'PT1H'),
    'standards-mitigated': card('Which clinical standards cannot be met, and what mitigates each', 'clinical-lead', 'PT2H'),
    'mutual-aid-considered': card('Mutual aid asked for, or why not', 'escalation-lead', 'PT1H'),
    'level-without-action': step('What was to be done at this level is not done: say what happens now', 'director', [elapsed('PT1H', 'opened')], now('director')),
    'meeting-joined': step('A system meeting was called: join it, or send somebody', 'action-owner', called.map((role) => elapsed('PT15M', 'opened', { when: role })).concat(elapsed('PT15M', 'opened', { when: 'participant' })), now('action-owner'), called.map((role) => variant(role, role, now(role)))),
    'meeting-held': step('System meeting held: who joined, and what was agreed', 'coordinator', [elapsed('PT2H', 'opened')], now('coordinator')),
    'aid-offered': step('Mutual aid asked for: say what you can give, or that you cannot', 'escalation-lead', [elapsed('PT1H', 'opened', { when: 'participant' }), elapsed('PT1H', 'opened')], now('escalation-lead'), [variant('participant', 'action-owner', now('action-owner'))]),
    'aid-accepted': step('Mutual aid offered: accept it, or say why not', 'coordinator', [elapsed('PT30M', 'opened')], now('coordinator')),
    'aid-done': step('Mutual aid is there', 'escalation-lead', [elapsed('PT0S', 'agreed', { when: 'participant' }), elapsed('PT0S', 'agreed')], now('escalation-lead'), [variant('participant', 'action-owner', now('action-owner'))]),
    'aid-unanswered': step('Nobody can give mutual aid: say what is done without it', 'director', [elapsed('PT1H', 'opened')], now('director')),
    'feedback-answered': step('Somebody said something about an action card: answer them', 'coordinator', [working('P2D', 'opened')], planned('coordinator')),
    'plan-updated': step('Stood down: what of the plan worked, and what changes in it', 'clinical-lead', [workingDay('P10D', 'opened')], planned('clinical-lead')),
    ...withoutPersonSteps,
  },
};
