import { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { frontDoorTriage } from '#libs/policies/front-door-triage.js';
import { id, instant, line, lines, text } from '../fields.js';
import { contactEvidence } from './contact.js';
import { AHEAD, type PathwayContract } from './contract.js';
import { everyPathwayEvidence, yes } from './every-pathway.js';

/** What a referral says of somebody in yes and no; what is left out is not known. */
const facts = z.strictObject(Object.fromEntries(Object.keys(frontDoorTriage.facts).map((name) => [name, z.boolean().optional()]))) as unknown as z.ZodType<Record<string, boolean>>;

/** What a referral says in words. Nothing is refused because something is missing: somebody rings and asks. */
const dataset = z.strictObject({
  reason: text, currentRisks: text, protectiveFactors: text, safeguarding: text, personsView: text, reachedBy: text, history: text, medication: text, livingSituation: text, gp: text,
}).partial();

/** `receivedAt`: when the referral reached us, from which the triage counts. */
const details = z.strictObject({
  receivedAt: instant, referredBy: z.strictObject({ name: line, organisation: line, contact: line }), urgency: z.enum(['routine', 'urgent']), requested: text.optional(), dataset, facts,
}).meta({ id: 'FrontDoorDetails' });

const target = z.union([z.strictObject({ pathway: line }), z.strictObject({ service: line })]);
/** Either the rule that is followed, or why none is. */
const grounds = { facts: facts.optional(), rule: line.optional(), departure: text.optional() };
const ruleOrDeparture = <S extends z.ZodType>(schema: S): S => schema.superRefine((given: unknown, context) => {
  const { rule, departure } = (typeof given === 'object' && given !== null ? given : {}) as JsonObject;
  const issue = (code: string, message: string) => context.addIssue({ code: 'custom', path: ['departure'], message, params: { code } });
  if (rule === undefined && departure === undefined) issue('departure-unreasoned', 'must say why, where no rule that proposes it is named');
  if (rule !== undefined && departure !== undefined) issue('rule-or-departure', 'belongs to a departure: name the rule that is followed, or say why none is');
});

/** The lead professional leads the case that begins, or accepts for the service; the other two owners are this case's where nobody else is named. `details`: what the pathway begins with. */
const assigned = <M extends z.ZodRawShape>(more: M) => ruleOrDeparture(z.strictObject({
  outcome: z.literal('assign'), present: lines(1), to: target, leadProfessional: id, coordinator: id.optional(), escalationOwner: id.optional(), details: z.record(z.string(), z.unknown()).optional(), ...grounds, ...more,
}).superRefine((given: unknown, context) => {
  const { to, details: begins } = (typeof given === 'object' && given !== null ? given : {}) as JsonObject;
  if (typeof to === 'object' && to !== null && 'pathway' in to && begins === undefined) context.addIssue({ code: 'custom', path: ['details'], message: 'must say what the pathway begins with', params: { code: 'required' } });
}));
const redirected = <M extends z.ZodRawShape>(more: M) => ruleOrDeparture(z.strictObject({ outcome: z.literal('redirect'), present: lines(1), to: z.strictObject({ service: line }), ...grounds, ...more }));
const asked = <M extends z.ZodRawShape>(more: M) => z.strictObject({ outcome: z.literal('clarify'), present: lines(1), ask: lines(1), of: line, facts: facts.optional(), ...more });
const referredUp = z.strictObject({ outcome: z.literal('senior-oversight'), present: lines(1), question: text, facts: facts.optional() });
/** The question, and what was weighed, doing nothing too, with why it was not done. */
const weighed = { question: text, weighed: z.array(z.strictObject({ option: line, rejectedBecause: text })).min(1).max(20) };

const evidence: PathwayContract['evidence'] = {
  ...everyPathwayEvidence,
  'clarification-call': z.strictObject({ contactedAt: instant, spokeTo: line, asked: lines(1), dataset: dataset.optional(), facts: facts.optional(), notKnownBecause: text.optional() }),
  'triage-huddle': z.discriminatedUnion('outcome', [assigned({}), redirected({}), asked({}), referredUp]) as unknown as z.ZodType<JsonObject>,
  'senior-oversight': z.discriminatedUnion('outcome', [assigned(weighed), redirected(weighed), asked(weighed)]) as unknown as z.ZodType<JsonObject>,
  'service-accepts': z.strictObject({ accepted: yes, firstStep: text }),
  'assignment-refused': z.strictObject({ resolution: z.enum(['given-to-the-open-case', 'started-by-hand', 'triaged-again']), to: line, note: text }),
  // A redirect is complete only with all of it ([5], example 1).
  redirect: z.strictObject({
    rationale: text, signposting: z.strictObject({ to: line, how: text, personAgrees: z.boolean(), stillReachedBy: text }), urgentRoutes: z.strictObject({ communicated: yes, to: lines(1), which: text }), referrerTold: line,
  }),
  'referral-changed': z.strictObject({ finding: text, withdrawn: z.boolean() }),
  'crisis-response': contactEvidence['crisis-response']!, 'post-escalation-review': contactEvidence['post-escalation-review']!,
};

const beginsWith = (step: string, { outcome, to, details: given }: JsonObject): ReturnType<NonNullable<PathwayContract['begins']>> =>
  (['triage-huddle', 'senior-oversight'].includes(step) && outcome === 'assign' && typeof (to as JsonObject)['pathway'] === 'string' ? [{ path: ['details'], pathway: (to as { pathway: string }).pathway, details: given as JsonObject }] : []);

/** Single front door ([5], example 1). */
export const frontDoorContract: PathwayContract = {
  pathway: 'front-door', details, startedBy: 'a FHIR message', triggers: ['crisis'], evidence, repeatCrisis: true,
  example: { details: {
    receivedAt: '2026-11-30T08:30:00Z', referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine',
    dataset: { reason: 'low since the spring', currentRisks: 'thoughts of not waking up', protectiveFactors: 'her dog', safeguarding: 'none known', personsView: 'wants to talk to somebody', reachedBy: 'mobile, after noon' },
    facts: { dangerNow: false, inHospital: false, leftCrisisCare: false, underOurCare: false, livesElsewhere: false, severeOrComplex: true },
  } },
  atStart: (given, now) => (Date.parse(given['receivedAt'] as string) > now + AHEAD ? [{ pointer: '/details/receivedAt', code: 'in-the-future', message: 'lies in the future' }] : []),
  owners: (step, said) => (['triage-huddle', 'senior-oversight'].includes(step) ? ['leadProfessional', 'coordinator', 'escalationOwner'].flatMap((name) => (typeof said[name] === 'string' ? [{ path: [name], person: said[name] }] : [])) : []),
  begins: beginsWith,
};
