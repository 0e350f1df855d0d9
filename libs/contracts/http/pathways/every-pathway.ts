import { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { duration, id, instant, line, lines, text } from '../fields.js';

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

/** Evidence of the steps that every pathway with a patient has. */
export const everyPathwayEvidence: Readonly<Record<string, z.ZodType<JsonObject>>> = {
  'trigger-response': z.strictObject({ done: text, partnerAnswer: text.optional() }),
  'hospital-message-review': z.strictObject({ finding: text, readmitted: z.boolean().optional() }),
  'after-death': z.strictObject({ gpTold: yes, partnersTold: lines(), cancelled: lines() }),
  'wrong-person-put-right': done,
  // How bad it would be, never how likely (NICE NG249, NG225).
  'weekly-review': z.strictObject({ risks: z.array(risk).max(50), nextAt: instant }),
  action: z.strictObject({ done: text, check: text, checkedBy: line }),
};
