import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { instant, line, lines, text } from '../fields.js';
import { contactEvidence, days, daysOf, longestStage, routes } from './contact.js';
import type { PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence, restriction, safetyNetLine, useOfCare, yes } from './every-pathway.js';

const contactPerson = z.strictObject({ name: line, contact: line, mayShare: z.union([z.boolean(), line]) });

/** The minimum dataset that the crisis team hands over ([5], example 3). Lists may be empty, texts may not. */
const minimum = {
  formulation: text, riskHistory: text, currentRisks: text, protectiveFactors: text, medication: text, crisisPlan: text, outOfHours: text, legalStatus: text, dependants: text, accommodation: text,
  restrictions: z.array(restriction).max(20), contacts: z.array(contactPerson).max(50),
};
const someOfTheHandover = z.strictObject(minimum).partial();

const stage = z.strictObject({ every: days, for: days });
const mostContacts = 60;

interface Gap { path: (string | number)[]; code: string; message: string }

/** A stage has a contact at least, and nobody is promised more than can be kept. */
function gapsOfTaper(stages: unknown): Gap[] {
  if (!Array.isArray(stages)) return [];
  const paces = stages.map((each: { every?: unknown; for?: unknown } | null) => ({ every: daysOf(each?.every), days: daysOf(each?.for) }));
  const contacts = paces.reduce((sum, { every, days: last }) => sum + Math.floor(last / every), 0);
  return [
    ...paces.flatMap(({ every, days: last }, index) => (every > last ? [{ path: ['taper', index, 'every'], code: 'longer-than-its-stage', message: 'must not be longer than the stage: it would have no contact' }] : [])),
    ...paces.flatMap(({ days: last }, index) => (last > longestStage ? [{ path: ['taper', index, 'for'], code: 'too-long', message: `must not be longer than ${longestStage} days` }] : [])),
    ...(contacts > mostContacts ? [{ path: ['taper'], code: 'too-many-contacts', message: `must not ask for more than ${mostContacts} contacts in all` }] : []),
  ];
}

/** A handover with a gap is refused with each gap named, or started with the reason; with nothing missing there is none. */
function gapsOfHandover(handover: unknown, incompleteBecause: unknown): Gap[] {
  if (typeof handover !== 'object' || handover === null || Array.isArray(handover)) return [];
  const missing = Object.keys(minimum).filter((part) => (handover as JsonObject)[part] === undefined);
  if (incompleteBecause === undefined) return missing.map((part) => ({ path: ['handover', part], code: 'required', message: 'must be given, or the case started with incompleteBecause' }));
  return missing.length > 0 ? [] : [{ path: ['incompleteBecause'], code: 'nothing-is-missing', message: 'belongs to a handover that lacks something' }];
}

/** Told at once, whatever else is wrong. */
const details = z.strictObject({
  crisisTeam: text, dischargedAt: instant, from: z.enum(['inpatient', 'crisis-team', 'emergency-department']), handover: someOfTheHandover,
  suicideRisk: z.enum(['identified', 'not-identified', 'not-assessed']), safeguarding: z.strictObject({ indicators: z.array(text).max(20), routes: routes.optional() }),
  taper: z.array(stage).min(1).max(20).optional(), incompleteBecause: text.optional(),
}).superRefine((given: unknown, context) => {
  if (typeof given !== 'object' || given === null) return;
  const { handover, incompleteBecause, taper } = given as JsonObject;
  for (const { path, code, message } of [...gapsOfHandover(handover, incompleteBecause), ...gapsOfTaper(taper)]) context.addIssue({ code: 'custom', path, message, params: { code } });
}, { when: () => true }).meta({ id: 'TaperDetails' });

/** Actions that become tasks, or why none is needed. */
const agreed = z.union([z.array(agreedAction).min(1).max(20), z.strictObject({ notNeededBecause: text })]);
const stabilised = ['sleep', 'routine', 'safeContacts', 'practicalSupport'] as const;

const inForce = { rationale: text, until: instant, reviewAt: instant };
/** A restriction that goes on, or goes on otherwise, has an end and a review to come. */
const restrictionReview = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('continue'), ...inForce }), z.strictObject({ decision: z.literal('modify'), ...inForce }),
  z.strictObject({ decision: z.literal('step-down'), rationale: text, until: instant.optional(), reviewAt: instant.optional() }),
]);

const evidence: PathwayContract['evidence'] = {
  ...everyPathwayEvidence, ...contactEvidence,
  'handover-accepted': z.strictObject({ accepted: yes }),
  'handover-clarified': z.strictObject({ answer: text }),
  'handover-dispute': z.strictObject({ resolution: z.enum(['accept-as-is', 'other-lead', 'back-to-crisis-team']), rationale: text }),
  'handover-completed': z.strictObject({ handover: someOfTheHandover }),
  'first-contact': z.strictObject({ contactedAt: instant, how: text, presentation: text, warningSigns: lines(), useOfCare }),
  'crisis-plan-reviewed': z.strictObject({ plan: z.union([text, z.array(safetyNetLine).min(1).max(50)]), outOfHours: text }),
  'stabilisation-agreed': z.strictObject({ sleep: agreed, routine: agreed, safeContacts: agreed, practicalSupport: agreed }),
  'care-plan-sent': z.strictObject({ sentAt: instant, to: line }),
  'triggers-communicated': z.strictObject({ triggers: lines(), toPerson: yes, toPartners: lines() }),
  'restriction-review': restrictionReview,
  'restriction-not-begun': z.strictObject({ resolution: z.enum(['started-by-hand', 'no-longer-in-force']), note: text }),
  'closing-review': z.strictObject({ goals: text, stability: text, personsView: text, handedBackTo: text, useOfCare }),
};

const example: JsonObject = {
  crisisTeam: 'Riverside crisis team', dischargedAt: '2026-11-30T08:00:00Z', from: 'inpatient', suicideRisk: 'not-identified', safeguarding: { indicators: [] },
  handover: {
    formulation: 'low after a loss', riskHistory: 'none before', currentRisks: 'sleeps badly', protectiveFactors: 'her sister', medication: 'as before', crisisPlan: 'calls her sister first', outOfHours: '111, option 2',
    legalStatus: 'informal', dependants: 'none', accommodation: 'her own flat', restrictions: [], contacts: [{ name: 'Her sister', contact: '01632 960001', mayShare: true }],
  },
};

/** Step-down tapering after a crisis ([5], example 3). */
export const stepDownTaperingContract: PathwayContract = {
  pathway: 'step-down-tapering', details, triggers: ['warning-sign', 'crisis', 're-presentation'], evidence, repeatCrisis: true, example: { of: 'after an inpatient bed', details: example },
  // It may start before the discharge, but not long before anybody can know it.
  atStart: (given, now, number) => {
    const ahead = String(number('dischargedAtAhead'));
    return Date.parse(given['dischargedAt'] as string) <= now + elapsedTime(ahead) ? [] : [{ pointer: '/details/dischargedAt', code: 'too-far-ahead', message: `lies more than ${ahead} ahead` }];
  },
  owners: (step, said) => (step !== 'stabilisation-agreed' ? [] : stabilised.flatMap((part) => {
    const actions = said[part];
    return Array.isArray(actions) ? actions.map((action, index) => ({ path: [part, index, 'owner'], person: (action as { owner: string }).owner })) : [];
  })),
};
