import { z } from 'zod';
import { id, line, text, whole } from './fields.js';

/** A case or a decision told without people: what is asked, and what it answers. */

export const traceRequest = z.strictObject({ caseId: id, decision: z.int().min(1).optional().meta({ description: 'Sequence of the event with the decision; the whole case unless given' }) }).meta({ id: 'DecisionTraceAsked' });
export const traceReview = z.strictObject({
  texts: z.array(z.strictObject({ id: line, text: text.nullable().meta({ description: 'What stands in its place; null: nothing does' }) })).max(2_000), notNames: z.array(line).max(500).default([]).meta({ description: 'Words that look like names and are none' }),
}).meta({ id: 'DecisionTraceReview', description: 'Every text of the draft, as somebody has reviewed it' });
export const traceWithdrawal = z.strictObject({ reason: text });
export const tracesQuery = z.strictObject({ organisation: id.optional(), cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional() });

const at = z.string().meta({ format: 'date-time' });
const named = z.object({ id: z.string(), name: z.string() });
const shifted = at.meta({ description: 'Moved by as much as every other instant of the case' });
const item = z.object({
  part: z.enum(['early-warning', 'threshold', 'summary', 'answer', 'review', 'learning']), at: shifted, title: z.string(), by: z.string().meta({ description: 'A role, never a person' }),
  facts: z.array(z.union([z.object({ field: z.string(), value: z.string() }), z.object({ field: z.string(), at: shifted })])), texts: z.array(z.object({ id: z.string(), field: z.string(), text: z.string() })),
});
const view = {
  id: z.string(), organisation: z.string(), title: z.string(), status: z.enum(['draft', 'released', 'withdrawn']), ofDecision: z.boolean(), madeAt: at, releasedAt: at.nullable(),
};
export const traceView = z.object({
  ...view, caseId: z.string().optional().meta({ description: 'For whoever may review it' }), decision: z.int().nullable().optional(), withdrawnBecause: z.string().nullable().optional(), story: z.object({ title: z.string(), items: z.array(item) }).nullable(),
  acts: z.array(z.object({ at, by: named, act: z.enum(['made', 'read', 'released', 'withdrawn', 'taken-as-pdf', 'rehearsed']) })).optional(),
}).meta({ id: 'DecisionTrace' });
export const traceList = z.object({ items: z.array(z.object(view)), next: z.string().nullable() }).meta({ id: 'DecisionTraceList' });
