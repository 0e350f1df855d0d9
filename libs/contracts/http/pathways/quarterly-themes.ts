import { z } from 'zod';
import { id, text } from '../fields.js';
import type { PathwayContract } from './contract.js';

/** The quarterly themes: they begin by themselves. */
export const quarterlyThemesContract: PathwayContract = {
  pathway: 'quarterly-themes', subject: 'system', details: null, startedBy: 'the first working day of a quarter', triggers: [],
  evidence: {
    // `draft`: of a policy, by which the theme is to become rarer.
    'theme-decision': z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('change-policy'), draft: id, because: text }), z.strictObject({ decision: z.literal('no-change'), because: text })]),
    'theme-followed-up': z.strictObject({ became: z.enum(['released', 'not-released']), findings: text }),
  },
  drafts: (step, { draft }) => (step === 'theme-decision' && typeof draft === 'string' ? [{ path: ['draft'], draft }] : []),
};
