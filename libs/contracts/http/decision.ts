import { z } from 'zod';
import { asList, asObject, complete, given, parts, type Gap, type Loose, type PathwayDecision } from './decision-parts.js';
import { instant, instantOf, lines, text, unstorable } from './fields.js';
import { contracts } from './pathways/all.js';

/**
 * A decision with all that makes it one (article 1: the question, the options with 'do nothing' among them and why each other one was
 * rejected, the trade-off, actions with owner, time and check, the safety net). Each gap is refused with its own pointer.
 * The clock (a due time to come) and the case (is one asked for?) are the engine's.
 */

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

/** Those of one pathway alone stand in its contract. */
const own: readonly PathwayDecision[] = contracts.flatMap(({ decisions = [] }) => decisions);
const byKind: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([...Object.entries(kinds), ...own.map((each) => [each.shape.kind.value, each] as const)]);

/** The schema of a kind of decision; undefined: there is none of that name. */
export const decisionOf = (kind: string): z.ZodType | undefined => byKind.get(kind);

/** The body of POST /v1/cases/{id}/decisions. */
export const decisionRequest = z.discriminatedUnion('kind', [
  kinds['risk-decision'], kinds['readiness-review'], kinds['step-up-review'], kinds['declined-decision'], kinds['welfare-decision'], ...own,
], { error: (issue) => (issue.code === 'invalid_union' ? `kind must be one of ${[...byKind.keys()].join(', ')}` : undefined) }).meta({ id: 'Decision' });
export type DecisionRequest = z.output<typeof decisionRequest>;

/** What every decision has, of whatever kind it is: by this one is judged whose kind nobody knows. */
const ofAnyKind = complete(z.object(parts));

/** Everything that is wrong with a decision as it stands in itself, told at once. */
export function decisionIssues(body: unknown): z.core.$ZodIssue[] {
  const result = decisionRequest.safeParse(body, { reportInput: true });
  if (result.success) return [];
  const { kind } = asObject(body);
  const known = typeof kind === 'string' && byKind.has(kind);
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
    ...['unmetDueAt', 'plannedDischargeAt', 'reviewAt'].flatMap((name) => (past(decision[name]) ? [[name]] : [])),
  ];
}
