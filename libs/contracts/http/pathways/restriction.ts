import { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { instant, text } from '../fields.js';
import { AHEAD, type DetailsGap, type PathwayContract } from './contract.js';
import { everyPathwayEvidence, restriction } from './every-pathway.js';

const weighed = { rationale: text, personsView: text };
/** What goes on says what is done about the risk meanwhile, and what would end it. */
const goesOn = { ...weighed, until: instant, reviewAt: instant, doneAboutTheRisk: text, stepDownWhen: text };

/** A restriction of one person's liberty or choices ([3], example 3). A person may have several. */
export const restrictionContract: PathwayContract = {
  pathway: 'restriction', several: true, details: restriction.meta({ id: 'RestrictionDetails' }), triggers: [],
  example: { details: { what: 'Medicines locked away', because: 'An overdose last week', alternativesConsidered: 'A weekly box; she asked for this instead', until: '2027-01-11T17:00:00Z', reviewAt: '2026-12-14T12:00:00Z', stepDownPlan: 'A weekly box after two weeks without thoughts of harm' } },
  evidence: {
    ...everyPathwayEvidence,
    'restriction-review': z.discriminatedUnion('decision', [
      z.strictObject({ decision: z.literal('continue'), ...goesOn }), z.strictObject({ decision: z.literal('modify'), to: text, ...goesOn }), z.strictObject({ decision: z.literal('step-down'), ...weighed }),
    ]),
    'limit-passed': z.strictObject({ done: text }),
    'senior-review': z.strictObject({ proportionate: z.boolean(), findings: text }),
  },
  // In force before it was known here: past its date it is reviewed at once, without one in the policy's time.
  atStart: (given, now, number, begun = false) => (begun ? [] : [...inThePast(given, now), ...tooFarAhead(given, now, number('reviewAtMost'))]),
};

const at = (given: JsonObject, name: string): number => Date.parse(given[name] as string);
const inThePast = (given: JsonObject, now: number): DetailsGap[] => ['until', 'reviewAt'].flatMap((name) => (at(given, name) <= now + AHEAD ? [{ pointer: `/details/${name}`, code: 'in-the-past', message: 'must be a time to come' }] : []));
/** It is reviewed at its end, where that comes first. */
function tooFarAhead(given: JsonObject, now: number, most: string | number | undefined): DetailsGap[] {
  if (most === undefined || Math.min(at(given, 'until'), at(given, 'reviewAt')) <= now + elapsedTime(String(most))) return [];
  return [{ pointer: '/details/reviewAt', code: 'too-far-ahead', message: `lies more than ${most} ahead` }];
}
