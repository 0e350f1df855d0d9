import { z } from 'zod';
import type { JsonObject } from '../events.js';
import { decisionKinds, decisionOf, type DecisionKind } from './decision.js';
import { instant, line, lines, refusal, text } from './fields.js';

/**
 * What completes each step: the evidence tables of the pathways. A name alone is text that is not empty, `...At` an instant.
 * What needs the case's state or clock (not before the planned discharge, not in the future) is the engine's.
 */

const yes = z.literal(true);

/** Visit, acceptance by name, or none needed: exactly one of the three. */
const firstVisitBooked = z.union([
  z.strictObject({ visitAt: instant, until: instant.optional(), provider: line }).refine(
    (booked) => booked.until === undefined || Date.parse(booked.until) >= Date.parse(booked.visitAt), { path: ['until'], ...refusal('before-visit', 'must not be before visitAt') }),
  z.strictObject({ acceptedBy: line, organisation: line }),
  z.strictObject({ noneNeeded: yes, because: text }),
]);

const equipmentInPlace = z.strictObject({ items: lines(), deliveryAt: instant.optional(), noneNeeded: yes.optional() }).refine(
  (equipment) => equipment.items.length > 0 || equipment.noneNeeded === true,
  { path: ['items'], ...refusal('empty', 'must name what is in place, or say noneNeeded: true') });

/** Where the person did not understand, a carer or the receiving place did, and the person's capacity is noted. */
const redFlagInstructions = z.strictObject({
  givenTo: z.array(z.enum(['person', 'carer', 'receiving-place'])).min(1).max(3), understood: yes, how: text, capacity: text.optional(),
}).refine((given) => given.givenTo.includes('person') || given.capacity !== undefined,
  { path: ['capacity'], ...refusal('capacity-missing', 'must be noted where the person was not the one who understood') });

const personSeen = z.strictObject({ seenAt: instant, by: line, how: z.enum(['visit', 'phone']), findings: text, reason: text.optional() }).refine(
  (seen) => seen.how === 'visit' || seen.reason !== undefined, { path: ['reason'], ...refusal('reason-missing', 'must say why the person was seen by phone only') });

const done = z.strictObject({ done: text });

const minimumSafeDischarge: Record<string, z.ZodType<JsonObject>> = {
  'first-visit-booked': firstVisitBooked,
  'medicines-reconciled': z.strictObject({ changes: text, supplied: yes, whoGivesThem: text.optional() }),
  'equipment-in-place': equipmentInPlace,
  'red-flag-instructions-given': redFlagInstructions,
  'standards-confirmed': z.strictObject({ confirmed: yes }),
  'capacity-response': z.strictObject({ contacted: z.enum(['discharge-hub', 'system-capacity-route']), who: line, contactedAt: instant, askedFor: text, response: text }),
  departure: z.strictObject({ leftAt: instant }),
  'gp-summary-sent': z.strictObject({ sentAt: instant, to: line }),
  'first-visit-done': z.strictObject({ visitedAt: instant, by: line }),
  'safety-call': z.strictObject({ spokeTo: line, how: text, worry: z.enum(['none', 'today', 'urgent', '999']), note: text.optional() }),
  'person-seen': personSeen,
  'left-before-safe-response': z.strictObject({ contacted: text, agreed: text }),
  'trigger-response': z.strictObject({ done: text, partnerAnswer: text.optional() }),
  'hospital-message-review': z.strictObject({ finding: text, readmitted: z.boolean().optional() }),
  'after-death': z.strictObject({ gpTold: yes, partnersTold: lines(), cancelled: lines() }),
  'wrong-person-put-right': done,
  'learning-review': z.strictObject({ findings: text, change: text }),
  action: z.strictObject({ done: text, check: text, checkedBy: line }),
};

const intakeReview: Record<string, z.ZodType<JsonObject>> = {
  'message-review': z.strictObject({ resolution: z.enum(['entered-by-hand', 'reprocessed', 'not-relevant']), note: text }),
};

const pathways: Record<string, Record<string, z.ZodType<JsonObject>>> = { 'minimum-safe-discharge': minimumSafeDischarge, 'intake-review': intakeReview };

/** The schema of a step's evidence; undefined: the step is completed by a decision, or the pathway has no such step. */
export function evidenceOf(pathway: string, step: string): z.ZodType<JsonObject> | undefined {
  const steps = pathways[pathway];
  return steps !== undefined && Object.hasOwn(steps, step) ? steps[step] : undefined;
}

/** Is this step completed by a decision only? */
export const isDecisionStep = (step: string): step is DecisionKind => (decisionKinds as readonly string[]).includes(step);

/** A schema that is read on its own: without references into another document, hence without the ids of the registry. */
const standalone = (schema: z.ZodType): JsonObject => z.toJSONSchema(schema, {
  io: 'input', metadata: z.registry<{ id?: string }>(),
  override: ({ zodSchema, jsonSchema }) => {
    const { format, description } = z.globalRegistry.get(zodSchema) ?? {};
    Object.assign(jsonSchema, format === undefined ? {} : { format }, description === undefined ? {} : { description });
  },
}) as JsonObject;
const needs = new Map<string, JsonObject>();

/** `Task.needs`: the JSON Schema of what completes the step; of the decision where only a decision does. */
export function needsOf(pathway: string, step: string): JsonObject {
  const key = `${pathway} ${step}`;
  const known = needs.get(key);
  if (known) return known;
  const schema: z.ZodType | undefined = isDecisionStep(step) ? decisionOf(step) : evidenceOf(pathway, step);
  const made = schema ? standalone(schema) : {};
  needs.set(key, made);
  return made;
}

/** Every pathway and step with a schema of its own: for the test that no step of a policy is without one. */
export const stepsWithEvidence = (): { pathway: string; step: string }[] => Object.entries(pathways).flatMap(([pathway, steps]) => Object.keys(steps).map((step) => ({ pathway, step })));
