import { everyPathwayNumbers, everyPathwaySteps } from '#libs/policies/every-pathway.js';
import { now, planned, today } from '#libs/policies/ladders.js';
import type { Policy } from '#libs/policies/policy.js';
import { elapsed, number, step, workingDay } from '#libs/policies/words.js';

/** Default policy of the equipment return: all of it made up. */
export const equipmentReturnPolicy: Policy = {
  id: 'equipment-return', pathway: 'equipment-return', version: '1', locality: null, released: '2026-11-22',
  title: 'Equipment return', purpose: 'What was lent for a time goes back to the store, or is written off',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...everyPathwayNumbers,
    attemptsBeforeDecision: number(2, 'count', 'tried in vain this often, the clinical lead decides whether to go on'),
    watch: number('P7D', 'elapsed', 'from the last task that ended, it may be missed'),
  },
  steps: {
    'collection-asked': step('The store asked to fetch it', 'coordinator', [workingDay('P1D', 'opened')], planned('coordinator')),
    'equipment-collected': step('Equipment fetched', 'coordinator', [workingDay('P5D', 'opened')], today('coordinator')),
    'write-off-decision': step('Tried in vain: go on, or write it off?', 'clinical-lead', [workingDay('P2D', 'opened')], planned('clinical-lead')),
    'equipment-brought-back': step('Needed after all: bring it back', 'coordinator', [elapsed('PT24H', 'opened')], today('coordinator')),
    ...everyPathwaySteps,
  },
};
