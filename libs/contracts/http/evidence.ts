import { z } from 'zod';
import type { JsonObject } from '../events.js';
import { decisionOf } from './decision.js';
import { contractOf, contracts } from './pathways/all.js';

/**
 * What completes each step: the evidence tables of the pathways. A name alone is text that is not empty, `...At` an instant.
 * What needs the case's state or clock (not before the planned discharge, not in the future) is the engine's.
 */

/** The schema of a step's evidence; undefined: the step is completed by a decision, or the pathway has no such step. */
export function evidenceOf(pathway: string, step: string): z.ZodType<JsonObject> | undefined {
  const steps = contractOf(pathway)?.evidence;
  return steps !== undefined && Object.hasOwn(steps, step) ? steps[step] : undefined;
}

/** Is this step completed by a decision only? */
export const isDecisionStep = (step: string): boolean => decisionOf(step) !== undefined;

/** A schema that is read on its own: without references into another document, hence without the ids of the registry. */
export const standalone = (schema: z.ZodType): JsonObject => z.toJSONSchema(schema, {
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
  const schema = decisionOf(step) ?? evidenceOf(pathway, step);
  const made = schema ? standalone(schema) : {};
  needs.set(key, made);
  return made;
}

/** Every pathway and step with a schema of its own: for the test that no step of a policy is without one. */
export const stepsWithEvidence = (): { pathway: string; step: string }[] => contracts.flatMap(({ pathway, evidence }) => Object.keys(evidence).map((step) => ({ pathway, step })));
