import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import { instant, line, lines, refusal, text } from '../fields.js';
import type { PathwayContract } from './contract.js';
import { everyPathwayEvidence, yes } from './every-pathway.js';

const details = z.strictObject({
  ward: line, plannedDischargeAt: instant, dischargePathway: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  destination: z.enum(['own-home', 'other-home', 'care-home', 'community-bed', 'hospice', 'no-fixed-address', 'custody', 'other-area']),
  receiving: z.strictObject({ organisation: line, acceptedBy: line, contact: line }).optional(), livesAlone: z.boolean().optional(), endOfLife: z.boolean().optional(),
}).meta({ id: 'DischargeDetails' });

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

const evidence: PathwayContract['evidence'] = {
  ...everyPathwayEvidence,
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
  'learning-review': z.strictObject({ findings: text, change: text }),
};

/** Minimum safe discharge ([1], example 1). */
export const minimumSafeDischargeContract: PathwayContract = {
  pathway: 'minimum-safe-discharge', details, triggers: ['left-before-safe', 'readmission'], evidence,
  example: { details: { ward: 'Willow', plannedDischargeAt: '2026-12-01T15:00:00Z', dischargePathway: 1, destination: 'own-home' } },
  // A plan that is long past is a plan that nobody looked at.
  atStart: (given, now, number) => {
    const past = String(number('plannedDischargeAtPast'));
    return Date.parse(given['plannedDischargeAt'] as string) >= now - elapsedTime(past) ? [] : [{ pointer: '/details/plannedDischargeAt', code: 'too-long-ago', message: `lies more than ${past} in the past` }];
  },
};
