import { z } from 'zod';
import { duration, id, instant, instantOf, line, lines, text, unstorable } from './fields.js';

/**
 * A decision with all that makes it one (article 1: the question, the options with 'do nothing' among them and why each other one was
 * rejected, the trade-off, actions with owner, time and check, the safety net). Each gap is refused with its own pointer.
 * The clock (a due time to come) and the case (is one asked for?) are the engine's.
 */

const option = z.strictObject({ option: line, doNothing: z.literal(true).optional(), rejectedBecause: text.optional() });
const action = z.strictObject({ title: line, owner: id, dueAt: instant, completionCheck: text });
const safetyNet = z.strictObject({ if: text, call: line, respondWithin: duration });

const parts = {
  taskId: id.optional(), question: text,
  options: z.array(option).min(2).max(20), chosen: line, riskAccepted: text, proportionateBecause: text, personsView: text,
  actions: z.array(action).max(50), safetyNet: z.array(safetyNet).min(1).max(50),
};

interface Gap { path: (string | number)[]; code: string; message: string }
type Loose = Record<string, unknown>;
const asObject = (value: unknown): Loose => (typeof value === 'object' && value !== null ? value as Loose : {});
const asList = (value: unknown): Loose[] => (Array.isArray(value) ? value.map(asObject) : []);
const given = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

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

/** Until when, for what goes on unmet and for a plan that is postponed. */
function gapsOfRisk(decision: Loose): Gap[] {
  const { outcome, because } = decision;
  const has = (field: string) => decision[field] !== undefined;
  const gaps: Gap[] = [];
  if (outcome === 'go-with-risk' && because !== 'declined' && !has('unmetDueAt')) gaps.push({ path: ['unmetDueAt'], code: 'required', message: 'must say by when what is unmet will be there' });
  if (outcome === 'postpone' && !has('plannedDischargeAt')) gaps.push({ path: ['plannedDischargeAt'], code: 'required', message: 'must say to when the discharge is postponed' });
  if (typeof outcome === 'string' && outcome !== 'postpone' && has('plannedDischargeAt')) gaps.push({ path: ['plannedDischargeAt'], code: 'only-for-postpone', message: 'belongs to the outcome postpone only' });
  return gaps;
}

function gapsOfStage(decision: Loose): Gap[] {
  const { outcome, toStage } = decision;
  if (outcome === 'step-up' && toStage === undefined) return [{ path: ['toStage'], code: 'required', message: 'must say to which stage' }];
  return typeof outcome === 'string' && outcome !== 'step-up' && toStage !== undefined ? [{ path: ['toStage'], code: 'only-for-step-up', message: 'belongs to the outcome step-up only' }] : [];
}

/** Runs even where a field is wrong, so that all gaps are told at once. */
const complete = <S extends z.ZodType>(schema: S, ...rules: ((decision: Loose) => Gap[])[]): S => schema.superRefine((decision, context) => {
  for (const gap of [gapsOfOptions, ...rules].flatMap((rule) => rule(asObject(decision)))) {
    context.addIssue({ code: 'custom', path: gap.path, message: gap.message, params: { code: gap.code } });
  }
}, { when: () => true });

const review = { ...parts, because: text.optional(), toStage: z.int().min(1).max(50).optional() };

/** The escalation summary of article 3: what is not known is said to be so, with the reason. */
const told = z.union([text, z.strictObject({ notKnownBecause: text })]);
const summary = z.strictObject({ whatChanged: told, currentRisks: told, protectiveFactors: told, alreadyDone: told, requested: told, urgency: told });

const kinds = {
  'risk-decision': complete(z.strictObject({
    kind: z.literal('risk-decision'), ...parts, because: z.enum(['capacity', 'clinical', 'declined']), outcome: z.enum(['go-with-risk', 'postpone', 'stay']),
    unsafe: text, mitigations: lines(1), unmetDueAt: instant.optional(), plannedDischargeAt: instant.optional(),
  }), gapsOfRisk),
  'declined-decision': complete(z.strictObject({ kind: z.literal('declined-decision'), ...parts, because: text.optional(), outcome: z.enum(['accept', 'offer-again']) })),
  'readiness-review': complete(z.strictObject({ kind: z.literal('readiness-review'), ...review, outcome: z.enum(['step-down', 'hold', 'step-up']) }), gapsOfStage),
  'step-up-review': complete(z.strictObject({ kind: z.literal('step-up-review'), ...review, summary, outOfHours: text, mdtAt: instant, outcome: z.enum(['step-up', 'hold']) }), gapsOfStage),
  'welfare-decision': complete(z.strictObject({
    kind: z.literal('welfare-decision'), ...parts, because: text.optional(),
    outcome: z.enum(['visit-in-pairs', 'family', 'hospital', 'police', 'mental-health-act-assessment', 'safeguarding', 'accept-disengagement']),
  })),
} as const;

export type DecisionKind = keyof typeof kinds;
export const decisionKinds = Object.keys(kinds) as DecisionKind[];
export const decisionOf = (kind: DecisionKind) => kinds[kind];

/** The body of POST /v1/cases/{id}/decisions. */
export const decisionRequest = z.discriminatedUnion('kind', [
  kinds['risk-decision'], kinds['readiness-review'], kinds['step-up-review'], kinds['declined-decision'], kinds['welfare-decision'],
], { error: (issue) => (issue.code === 'invalid_union' ? `kind must be one of ${Object.keys(kinds).join(', ')}` : undefined) }).meta({ id: 'Decision' });
export type DecisionRequest = z.output<typeof decisionRequest>;

/** What every decision has, of whatever kind it is: by this one is judged whose kind nobody knows. */
const ofAnyKind = complete(z.object(parts));

/** Everything that is wrong with a decision as it stands in itself, told at once. */
export function decisionIssues(body: unknown): z.core.$ZodIssue[] {
  const result = decisionRequest.safeParse(body, { reportInput: true });
  if (result.success) return [];
  const { kind } = asObject(body);
  const known = typeof kind === 'string' && (decisionKinds as string[]).includes(kind);
  if (known || typeof body !== 'object' || body === null || Array.isArray(body)) return result.error.issues;
  return [...result.error.issues, ...ofAnyKind.safeParse(body, { reportInput: true }).error?.issues ?? []];
}

/** Whom a decision names as owners of its actions, as far as it can be read. */
export function actionOwners(body: unknown): { path: (string | number)[]; person: string }[] {
  return asList(asObject(body)['actions']).slice(0, 50).flatMap(({ owner }, index) => (typeof owner === 'string' && given(owner) && !unstorable(owner) ? [{ path: ['actions', index, 'owner'], person: owner }] : []));
}

/** Where a decision, as far as it can be read, names an instant that must be to come and is not. `now`: the case's clock in epoch ms. */
export function instantsPast(body: unknown, now: number): (string | number)[][] {
  const decision = asObject(body);
  const past = (at: unknown) => typeof at === 'string' && (instantOf(at) ?? Number.POSITIVE_INFINITY) <= now;
  return [
    ...asList(decision['actions']).slice(0, 50).flatMap(({ dueAt }, index) => (past(dueAt) ? [['actions', index, 'dueAt']] : [])),
    ...['unmetDueAt', 'plannedDischargeAt'].flatMap((name) => (past(decision[name]) ? [[name]] : [])),
  ];
}
