import { z } from 'zod';
import { grades } from '#libs/policies/decision-rights.js';
import { person } from './views.js';

/** What somebody may decide, and what was refused to whom. */

const grade = z.enum(grades);
const step = z.object({
  step: z.string(), title: z.string(), by: z.array(z.string()), grade: grade.nullable(), prompts: z.array(z.string()).meta({ description: 'What the locality asks to be thought of' }),
  may: z.enum(['yes', 'where-it-is-yours', 'no']), because: z.string(),
});
export const decisionRights = z.object({
  organisation: z.string(), locality: z.string().nullable(), version: z.string(), grade: grade.nullable().meta({ description: 'Yours, as the directory has it' }),
  items: z.array(z.object({ decision: z.string(), title: z.string(), says: z.string(), source: z.string(), status: z.string(), steps: z.array(step) })),
}).meta({ id: 'DecisionRights' });
export type DecisionRightsView = z.output<typeof decisionRights>;

export const refusedDecisionList = z.object({
  items: z.array(z.object({ at: z.string().meta({ format: 'date-time' }), person, decision: z.string(), command: z.string(), caseId: z.string().nullable(), detail: z.string() })), next: z.string().nullable(),
}).meta({ id: 'RefusedDecisionList' });
export type RefusedDecision = z.output<typeof refusedDecisionList>['items'][number];
