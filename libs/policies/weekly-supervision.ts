import { everyPathwaySteps, withoutPersonNumbers } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { number, step, workingDay } from './words.js';

const ownership = { source: 'article [2], example 1: supervisors review ownership clarity weekly', status: 'local' } as const;
const live = { source: 'article [3], supervision: a small number of live cases', status: 'local' } as const;
/** Whoever leads escalations leads these, so that the next who is called is the director. */
const lead = planned('coordinator', 'director');

/** Default policy of weekly supervision. Sources: article [3], supervision and example 1; [2], example 1. What no guidance fixes is local. */
export const weeklySupervisionPolicy: Policy = {
  id: 'weekly-supervision', pathway: 'weekly-supervision', version: '1', locality: null, released: '2026-12-01', leadTitle: 'Accountable lead',
  title: 'Weekly supervision', purpose: 'Every week somebody by name looks at the decisions that were hard, at a few live cases that are contested or change quickly, and at whose each case is where that is not clear',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    edgeCases: number(5, 'count', 'edge cases of the week that its huddle looks at, drawn by chance where there are more'),
    liveCases: number(5, 'count', 'live cases that a supervisor looks at, those that are contested first', live),
    unclearOwnership: number(20, 'count', 'cases and risks whose ownership is not clear, looked at in one week at most', ownership),
    changedWithin: number('P7D', 'elapsed', 'a step-up that was refused, or a risk that changed, this recently makes an open case one to look at', live),
    triggersWithin: number(2, 'count', 'so many triggers on one case within that time are a risk that changes quickly', live),
  },
  steps: {
    'decision-huddle': step('Decision huddle: the edge cases of the week', 'coordinator', [workingDay('P3D', 'opened', { source: 'article [3], example 1: brief weekly decision huddles' })], lead),
    'live-case-supervision': step('Live cases that are contested, or whose risk changed quickly', 'coordinator', [workingDay('P2D', 'opened')], lead),
    'ownership-review': step('Whose is it? Cases and risks whose ownership is not clear', 'coordinator', [workingDay('P2D', 'opened', ownership)], lead),
    action: everyPathwaySteps['action']!,
  },
};
