import { z } from 'zod';
import { line, text } from '../fields.js';
import type { PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence } from './every-pathway.js';

const answer = z.enum(['yes', 'no', 'not-applicable']);

/** What every reviewer answers of a case: what the articles' audits ask for ([1] 'trigger-to-response time, action completion, and documentation quality'; [2] ownership clarity). */
export const auditQuestions = ['triggersAnswered', 'actionsDone', 'decisionsComplete', 'handoversComplete', 'ownershipClear', 'restrictionsReviewed'] as const;

/** The monthly audit: it begins by itself. */
export const monthlyAuditContract: PathwayContract = {
  pathway: 'monthly-audit', subject: 'system', details: null, startedBy: 'the first working day of a month', triggers: [],
  evidence: {
    action: everyPathwayEvidence['action']!,
    'sample-review': z.strictObject({ ...Object.fromEntries(auditQuestions.map((question) => [question, answer])) as Record<(typeof auditQuestions)[number], typeof answer>, findings: text }),
    'audit-summary': z.strictObject({ findings: text, question: line, actions: z.array(agreedAction).max(20) }),
    're-audit': z.strictObject({ changed: z.enum(['yes', 'partly', 'no']), findings: text }),
  },
  owners: (step, told) => (step === 'audit-summary' ? (told['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner })) : []),
};
