import { z } from 'zod';
import { parseDuration } from '#libs/domain/duration.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { instant, line, lines, refusal, text } from '../fields.js';
import { useOfCare } from './every-pathway.js';

/** What pathways ask in the same words on which somebody is seen again and again. */

const DAYS = /^P[1-9]\d{0,3}[DW]$/;
/** Whole days or weeks. */
export const days = z.string().max(40).regex(DAYS, { error: 'must be whole days or weeks, such as P3D or P2W' }).meta({ format: 'duration' });
export const daysOf = (written: unknown): number => {
  if (typeof written !== 'string' || !DAYS.test(written)) return Number.NaN;
  const { weeks, days: single } = parseDuration(written);
  return weeks * 7 + single;
};
export const longestStage = 366;

/** Routes that safeguarding has of its own. Which of them is named for a person is read by their named owners and by whoever follows it, and by nobody else: it is in no title, notice or list. */
export const routes = z.array(z.enum(['domestic-abuse', 'adult-safeguarding', 'child-safeguarding'])).min(1).max(3).refine((named) => new Set(named).size === named.length, refusal('named-twice', 'each is named once'));
/** What is told beside something that was seen. */
export const routesNamed = z.strictObject({ routes });

const orNone = z.union([text, z.strictObject({ noneBecause: text })]);

export const contactEvidence: Readonly<Record<string, z.ZodType<JsonObject>>> = {
  // Early warning signs are recorded at every contact, those that were not seen too ([3], example 2).
  contact: z.strictObject({ contactedAt: instant, how: text, warningSigns: z.array(z.strictObject({ sign: line, seen: z.boolean() })).min(1).max(100), note: text, useOfCare }),
  'welfare-check': z.strictObject({ seenAt: instant, by: line, outcome: text }),
  'crisis-response': z.strictObject({ answer: text, by: line }),
  'supervision-review': z.strictObject({ discussedAt: instant, learning: text }),
  'safeguarding-action': z.strictObject({ done: text, proportionate: text, impact: text }),
  // Seen alone, or it was not done: whoever is asked beside the one they fear says what is expected (NICE QS116 statement 1). Not seen alone is an attempt, and climbs.
  'safeguarding-route': z.strictObject({ seenAt: instant, seenAlone: z.literal(true), asked: text, safeContact: text, referral: z.union([z.strictObject({ to: line, reference: line.optional() }), z.strictObject({ noneBecause: text })]) }),
  'post-escalation-review': z.strictObject({
    heldAt: instant, learning: text, safeguarding: orNone, planUpdated: text, contactCadence: z.union([text, z.strictObject({ unchangedBecause: text })]),
    interfaceProblem: z.union([z.strictObject({ problem: text, escalatedTo: line, escalatedAt: instant }), z.strictObject({ noneBecause: text })]), stepDownCriteria: lines(1),
  }),
};
