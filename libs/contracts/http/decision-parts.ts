import { z } from 'zod';
import { duration, id, instant, line, text } from './fields.js';

/** What every decision has, of whatever pathway: the words in which the kinds of decision are written. */

const option = z.strictObject({ option: line, doNothing: z.literal(true).optional(), rejectedBecause: text.optional() });
const action = z.strictObject({ title: line, owner: id, dueAt: instant, completionCheck: text });
const safetyNet = z.strictObject({ if: text, call: line, respondWithin: duration });

export const parts = {
  taskId: id.optional(), question: text,
  options: z.array(option).min(2).max(20), chosen: line, riskAccepted: text, proportionateBecause: text, personsView: text,
  actions: z.array(action).max(50), safetyNet: z.array(safetyNet).min(1).max(50),
};

export interface Gap { path: (string | number)[]; code: string; message: string }
export type Loose = Record<string, unknown>;
export const asObject = (value: unknown): Loose => (typeof value === 'object' && value !== null ? value as Loose : {});
export const asList = (value: unknown): Loose[] => (Array.isArray(value) ? value.map(asObject) : []);
export const given = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** What the options lack, whatever else is wrong with the decision. */
function gapsOfOptions(decision: Loose): Gap[] {
  const options = asList(decision['options']);
  const gaps: Gap[] = [];
  if (options.length >= 2 && !options.some((each) => each['doNothing'] === true)) gaps.push({ path: ['options'], code: 'do-nothing-missing', message: 'one option must be to do nothing (doNothing: true)' });
  const chosen = decision['chosen'];
  if (given(chosen) && options.length > 0 && !options.some((each) => each['option'] === chosen)) gaps.push({ path: ['chosen'], code: 'not-an-option', message: 'must be one of the options, word for word' });
  const names = options.map((each) => each['option']);
  options.forEach((each, index) => {
    if (given(each['option']) && names.indexOf(each['option']) < index) gaps.push({ path: ['options', index, 'option'], code: 'same-option-twice', message: 'is there already' });
    if (each['option'] !== chosen && each['rejectedBecause'] === undefined) {
      gaps.push({ path: ['options', index, 'rejectedBecause'], code: 'rejection-missing', message: 'must say why this option was not chosen' });
    }
  });
  return gaps;
}

/** Runs even where a field is wrong, so that all gaps are told at once. */
export const complete = <S extends z.ZodType>(schema: S, ...rules: ((decision: Loose) => Gap[])[]): S => schema.superRefine((decision, context) => {
  for (const gap of [gapsOfOptions, ...rules].flatMap((rule) => rule(asObject(decision)))) {
    context.addIssue({ code: 'custom', path: gap.path, message: gap.message, params: { code: gap.code } });
  }
}, { when: () => true });

/** A kind of decision with these outcomes, and what it asks beside what every one does. Its name is also that of the step that it completes. */
export const decisionKind = (kind: string, outcomes: readonly [string, ...string[]], own: Readonly<Record<string, z.ZodType>> = {}, ...rules: ((decision: Loose) => Gap[])[]) =>
  complete(z.strictObject({ ...own, kind: z.literal(kind), ...parts, because: text.optional(), outcome: z.enum(outcomes) }), ...rules);
export type PathwayDecision = ReturnType<typeof decisionKind>;
