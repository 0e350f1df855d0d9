import { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { duration, id, instant, line, lines, refusal, text } from '../fields.js';

/** What several pathways ask for in the same words. */

export const yes = z.literal(true);
export const done = z.strictObject({ done: text });

/** If X happens, who to call, and the response time to expect ([1], example 2). */
export const safetyNetLine = z.strictObject({ if: text, call: line, respondWithin: duration });

/** An action that a review agreed: it becomes a task of its own. */
export const agreedAction = z.strictObject({ title: line, owner: id, dueAt: instant, completionCheck: text, checkedByAnother: z.boolean().optional() });

/** Time-limited, with the alternatives that were considered, and reviewed ([3], example 3). */
export const restriction = z.strictObject({ what: text, because: text, alternativesConsidered: text, until: instant, reviewAt: instant, stepDownPlan: text });

const risk = z.strictObject({ risk: text, owner: line, consequence: text });

const times = z.int().min(0).max(99);
/** A functional measure, as an Observation of FHIR has it: what was measured, its value and unit, and by which instrument. `better`: which way is better, or nobody could say that it improved. */
const functionalMeasure = z.strictObject({ name: line, value: z.number().min(-100_000).max(100_000), unit: line, instrument: line.optional(), better: z.enum(['higher', 'lower']) });
/** What care the person used, as far as whoever sees them knows it ([1] example 2, [5] example 2): since the last look, and in the ninety days before the case began. Nothing is decided by it; the commissioner’s figures count it. */
export const useOfCare = z.strictObject({
  ambulanceCallOuts: times.optional(), emergencyAttendances: times.optional(), ambulanceCallOutsBefore: times.optional(), emergencyAttendancesBefore: times.optional(), functional: z.array(functionalMeasure).min(1).max(10).optional(),
}).refine((told) => Object.values(told).some((each) => each !== undefined), { path: ['ambulanceCallOuts'], ...refusal('nothing-told', 'say one of them, or leave it out whole') }).optional();

/** Evidence of the steps that every pathway with a patient has. */
export const everyPathwayEvidence: Readonly<Record<string, z.ZodType<JsonObject>>> = {
  'trigger-response': z.strictObject({ done: text, partnerAnswer: text.optional() }),
  'hospital-message-review': z.strictObject({ finding: text, readmitted: z.boolean().optional() }),
  'after-death': z.strictObject({ gpTold: yes, partnersTold: lines(), cancelled: lines() }),
  'wrong-person-put-right': done,
  // How bad it would be, never how likely (NICE NG249, NG225).
  'weekly-review': z.strictObject({ risks: z.array(risk).max(50), nextAt: instant, useOfCare }),
  action: z.strictObject({ done: text, check: text, checkedBy: line }),
};
