import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import { instant, instantOf, line, lines, text } from '../fields.js';
import { AHEAD, type DetailsGap, type PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence, safetyNetLine, useOfCare, yes } from './every-pathway.js';

const twoFalls = 'two-falls-in-a-week';
interface Told { kind?: unknown; occurredAt?: unknown; earlierAt?: unknown }
const at = (written: unknown): number | undefined => (typeof written === 'string' ? instantOf(written) : undefined);

/** Of two falls both are told: `occurredAt` is the second. Runs even where another field is wrong, so that all gaps are told at once. */
const trigger = z.strictObject({
  kind: z.enum([twoFalls, 'head-injury', 'new-confusion']), occurredAt: instant, earlierAt: instant.optional(), where: line, note: text,
}).superRefine((told: Told | null, context) => {
  const { kind, occurredAt, earlierAt } = told ?? {};
  const issue = (code: string, message: string) => context.addIssue({ code: 'custom', path: ['earlierAt'], message, params: { code } });
  if (kind === twoFalls && earlierAt === undefined) issue('required', 'must say when the first fall was');
  if (typeof kind === 'string' && kind !== twoFalls && earlierAt !== undefined) issue('only-for-two-falls', `belongs to ${twoFalls} only`);
  if ((at(earlierAt) ?? Number.NEGATIVE_INFINITY) >= (at(occurredAt) ?? Number.POSITIVE_INFINITY)) issue('not-before-the-second', 'must be before occurredAt, the second fall');
}, { when: () => true });

const details = z.strictObject({ trigger, livesAlone: z.boolean().optional() }).meta({ id: 'FallsReviewDetails' });

/** What was done about it, or why nothing was. */
const orNone = z.union([text, z.strictObject({ noneBecause: text })]);
const orNotDone = z.union([text, z.strictObject({ notDoneBecause: text })]);

/** The record of the review ([1], example 2). Its actions become tasks; no score and no band (NICE NG249). */
const reviewHeld = z.strictObject({
  medicationActions: orNone, equipmentChanges: orNone, hydrationAndNutrition: orNone, homeSafetyPlan: orNone, cognition: orNotDone, lyingStandingBloodPressure: orNotDone, personsView: text,
  safeguarding: z.strictObject({ considered: yes, concern: z.boolean(), rationale: text }), heldAt: instant.optional(), actions: z.array(agreedAction).max(50), useOfCare,
});

const evidence: PathwayContract['evidence'] = {
  ...everyPathwayEvidence,
  'urgent-clinical-check': z.strictObject({
    route: z.enum(['999', 'ed', 'ucr', 'seen', 'phone']), redFlags: z.array(text).max(100), antithrombotic: z.enum(['yes', 'no', 'unknown']), by: line, findings: text, adviceGivenTo: line, someoneWithThem: z.boolean(),
  }),
  'risk-assessed': z.strictObject({ findings: text, riskOfHarmNow: text }),
  'safety-net-written': z.strictObject({ plan: z.array(safetyNetLine).min(1).max(50) }),
  'review-booked': z.strictObject({ reviewAt: instant, attendees: lines(), lateBecause: text.optional() }),
  'review-held': reviewHeld,
  'safeguarding-immediate': z.strictObject({ immediateSafety: text, by: line }),
  'safeguarding-referral': z.strictObject({ referredAt: instant, to: line, reference: line.optional() }),
  'safeguarding-answer': z.strictObject({ answer: text }),
  'safety-net-shared': z.strictObject({ sharedWith: z.array(z.enum(['person', 'family', 'partner'])).min(1).max(3), understood: yes, how: text }),
  'visit-to-explain': z.strictObject({ visitedAt: instant, by: line, understood: yes }),
};

/** Rapid falls review within 72 hours ([1], example 2). */
export const rapidFallsReviewContract: PathwayContract = {
  pathway: 'rapid-falls-review', details, triggers: [twoFalls, 'head-injury', 'new-confusion', 'repeat-fall', 'back-from-hospital'], evidence,
  example: { of: 'after a head injury', details: { trigger: { kind: 'head-injury', occurredAt: '2026-11-30T07:30:00Z', where: 'at home', note: 'slipped on the stairs' } } },
  // A start long after it happened is accepted, one before it is not.
  atStart: (given, now, number) => {
    const { occurredAt, earlierAt } = given['trigger'] as { occurredAt: string; earlierAt?: string };
    const gaps: DetailsGap[] = [];
    if (Date.parse(occurredAt) > now + AHEAD) gaps.push({ pointer: '/details/trigger/occurredAt', code: 'in-the-future', message: 'lies in the future' });
    const week = String(number('twoFallsWithin'));
    if (earlierAt !== undefined && Date.parse(earlierAt) < Date.parse(occurredAt) - elapsedTime(week)) gaps.push({ pointer: '/details/trigger/earlierAt', code: 'more-than-a-week-apart', message: `lies more than ${week} before occurredAt` });
    return gaps;
  },
  owners: (step, told) => (step === 'review-held' ? (told['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner })) : []),
};
