import type { LocalRights } from '../../decision-rights.js';

/** Hillview's partnership agreed that going on at risk is a senior clinician's, and what whoever decides is asked to think of. */
export const hillviewDecisionRights: LocalRights = {
  locality: 'hillview', version: 'hillview-2', source: 'Hillview discharge partnership (demonstration): scheme of delegation', status: 'local',
  steps: {
    'risk-decision': { grade: 'senior', prompts: ['Has the evening team said that it has room tonight?', 'Who in the home would notice first that it goes wrong?'] },
    'welfare-decision': { grade: 'senior', prompts: ['Has the housing officer seen the person this week?'] },
    'start-restriction': { grade: 'senior' },
    'restriction-review': { prompts: ['Has the person’s advocate been asked what they would accept instead?'] },
    'triage-huddle': { prompts: ['Has the neighbourhood team said whether it knows the person?'] },
    'handover-accepted': { prompts: ['Is the night nursing round told whom to expect?'] },
  },
};
