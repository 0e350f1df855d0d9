import { z } from 'zod';
import { asObject, decisionKind, type Gap, type Loose } from '../decision-parts.js';
import { instant, line, lines, refusal, text } from '../fields.js';
import { contactEvidence, days, daysOf, longestStage, routes, routesNamed } from './contact.js';
import type { PathwayContract } from './contract.js';
import { everyPathwayEvidence, yes } from './every-pathway.js';

/** The script by which anybody raises it ([5], example 2). What somebody cannot say is left out: a gap is asked about, it refuses nothing. */
export const script = { whatChanged: text.optional(), currentRisks: text.optional(), protectiveFactors: text.optional(), alreadyTried: text.optional() };
export const prompts = Object.keys(script) as (keyof typeof script)[];
const details = z.strictObject({ ...script, dangerNow: z.boolean().optional(), reportedBy: line.optional(), safeguarding: routesNamed.optional() }).meta({ id: 'StepUpDetails' });

const notNeeded = z.strictObject({ notNeededBecause: text });
/** Every part is agreed, or it is said why it is not needed. */
const plan = z.strictObject({
  formulation: text, highRisk: z.boolean(), cadence: z.strictObject({ every: days, for: days }), urgentReview: z.union([z.strictObject({ by: instant, with: line }), notNeeded]),
  medicationLiaison: z.union([z.strictObject({ with: line, about: text }), notNeeded]), crisisInterface: z.union([z.strictObject({ service: line, askedFor: text }), notNeeded]),
  outOfHours: text, mdtAt: instant, warningSigns: lines(1),
});

/** A part belongs to an outcome, and is required for it. */
const belongs = (name: string, outcomes: readonly string[]) => (decision: Loose): Gap[] => {
  const { outcome } = decision;
  if (typeof outcome !== 'string') return [];
  if (outcomes.includes(outcome)) return decision[name] === undefined ? [{ path: [name], code: 'required', message: `must be given for the outcome ${outcome}` }] : [];
  return decision[name] === undefined ? [] : [{ path: [name], code: `only-for-${outcomes[0]}`, message: `belongs to the outcome ${outcomes.join(' or ')} only` }];
};
/** Somebody is seen within the plan at least once, and nobody is promised more than can be kept. */
function gapsOfCadence(decision: Loose): Gap[] {
  const cadence = asObject(asObject(decision['plan'])['cadence']);
  const [every, last] = [daysOf(cadence['every']), daysOf(cadence['for'])];
  return [
    ...(every > last ? [{ path: ['plan', 'cadence', 'every'], code: 'longer-than-its-stage', message: 'must not be longer than the plan: it would have no contact' }] : []),
    ...(last > longestStage ? [{ path: ['plan', 'cadence', 'for'], code: 'too-long', message: `must not be longer than ${longestStage} days` }] : []),
    ...(Math.floor(last / every) > 60 ? [{ path: ['plan', 'cadence'], code: 'too-many-contacts', message: 'must not ask for more than 60 contacts' }] : []),
  ];
}
const safeguarding = z.strictObject({ indicators: lines(1).optional(), routes: routes.optional() }).refine(({ indicators, routes: named }) => indicators !== undefined || named !== undefined, { path: ['indicators'], ...refusal('required', 'give the indicators, or the routes') }).optional();
const stepUp = { plan: plan.optional(), safeguarding };

const evidence: PathwayContract['evidence'] = {
  ...everyPathwayEvidence, ...contactEvidence,
  'script-completed': z.strictObject({ ...script, notKnownBecause: text.optional() }),
  'raiser-told': z.strictObject({ toldAt: instant, how: text, theirView: text }),
  'answer-read': z.strictObject({ read: yes }),
  'urgent-review': z.strictObject({ heldAt: instant, by: line, findings: text, riskOfHarmNow: text }),
  'medication-liaison': z.strictObject({ with: line, agreed: text }),
  'crisis-interface': z.strictObject({ service: line, answer: text, problem: text.optional() }),
  'out-of-hours-agreed': z.strictObject({ contingency: text, toPerson: yes, toPartners: lines(1) }),
  'same-week-review': z.strictObject({ heldAt: instant, crisisAvoidance: text, medicationLiaison: text, safeguarding: z.strictObject({ considered: yes, concern: z.boolean(), rationale: text }) }),
};

/** Step-up during deterioration ([5], example 2). */
export const stepUpContract: PathwayContract = {
  pathway: 'step-up', details, triggers: ['raised-again', 'warning-sign', 'crisis', 're-presentation'], evidence, startedAs: 'raise-step-up', repeatCrisis: true,
  example: { details: { whatChanged: 'has hardly slept for a week, and no longer opens the door', currentRisks: 'says that neighbours watch her', protectiveFactors: 'her sister rings every day', alreadyTried: 'a visit yesterday, nobody opened' } },
  decisions: [
    decisionKind('threshold-decision', ['step-up', 'not-met'], { ...stepUp, rejection: z.strictObject({ reason: text, whatWouldChange: text }).optional() }, belongs('plan', ['step-up']), belongs('rejection', ['not-met']), gapsOfCadence),
    decisionKind('mdt-review', ['step-up', 'hold', 'step-down'], { ...stepUp, reviewAt: instant.optional(), steppedDown: z.strictObject({ criteriaMet: text, handedTo: line }).optional() },
      belongs('plan', ['step-up']), belongs('reviewAt', ['hold']), belongs('steppedDown', ['step-down']), gapsOfCadence),
  ],
  raised: (given, by) => ({ ...given, raised: by }),
};
