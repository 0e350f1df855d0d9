import { withoutPersonNumbers } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { step, workingDay } from './words.js';

/** Default policy of the quarterly themes. Sources: article [1], 'pathway audits leading to revised thresholds'; [3], 'whether learning leads to sustained improvement'. What no guidance fixes is local. */
export const quarterlyThemesPolicy: Policy = {
  id: 'quarterly-themes', pathway: 'quarterly-themes', version: '1', locality: null, released: '2026-11-30', leadTitle: 'Accountable lead',
  title: 'Quarterly themes', purpose: 'Every quarter somebody by name decides about what escalated most: change the policy, or say why not',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: { ...withoutPersonNumbers },
  steps: {
    'theme-decision': step('What escalated most: change the policy, or say why not', 'clinical-lead', [workingDay('P10D', 'opened')], planned('clinical-lead')),
    'theme-followed-up': step('The change of the policy that was decided: released, or why not', 'clinical-lead', [workingDay('P60D', 'opened')], planned('clinical-lead')),
  },
};
