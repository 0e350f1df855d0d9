import { z } from 'zod';
import { instant, lines, namedCase, text } from '../fields.js';
import type { PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence } from './every-pathway.js';

/** When it was held and who was there; of each case that was drawn what is concluded; what is to change, by whom and when. Where there was nothing to look at, `findings` says so. */
const meeting = <Case extends z.ZodRawShape>(said: Case) => z.strictObject({
  heldAt: instant, present: lines(1), lookedAt: z.array(z.strictObject({ caseId: namedCase, ...said })).max(50), findings: text, actions: z.array(agreedAction).max(20), noActionBecause: text.optional(),
});

/** The supervision of a week: it begins by itself. */
export const weeklySupervisionContract: PathwayContract = {
  pathway: 'weekly-supervision', subject: 'system', details: null, startedBy: 'the first working day of a week', triggers: [],
  evidence: {
    action: everyPathwayEvidence['action']!,
    // 'why escalation happened (or did not), what evidence was recorded, and what response occurred' ([3], example 1).
    'decision-huddle': meeting({ whyEscalated: text, evidenceRecorded: text, whatFollowed: text, conclusion: z.enum(['as-agreed', 'otherwise', 'guide-unclear', 'localities-differ']) }),
    'live-case-supervision': meeting({ reflection: text, ifItChanges: text, conclusion: z.enum(['goes-on', 'something-changes']) }),
    'ownership-review': meeting({ conclusion: z.enum(['clear', 'put-right', 'to-be-put-right']), how: text }),
  },
  owners: (step, told) => (step === 'action' ? [] : (told['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner }))),
};
