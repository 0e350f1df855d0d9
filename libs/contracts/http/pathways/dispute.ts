import { z } from 'zod';
import { decisionKind, type Gap, type Loose } from '../decision-parts.js';
import { id, instant, line, lines, text } from '../fields.js';
import type { PathwayContract } from './contract.js';
import { everyPathwayEvidence } from './every-pathway.js';

/** Who disputes what with whom, and what it does to whom; the route is the governance forum above the lead ([2], example 3). */
const details = z.strictObject({
  title: line, description: text, context: text, impact: text, initiatingAgency: line, otherAgencies: lines(1), route: line, caseId: id.optional(),
}).meta({ id: 'DisputeDetails' });

/** Until when what holds meanwhile holds. */
function gapsOfInterim(decision: Loose): Gap[] {
  const { outcome, reviewAt } = decision;
  if (outcome === 'interim' && reviewAt === undefined) return [{ path: ['reviewAt'], code: 'required', message: 'must say when it is reviewed again' }];
  return typeof outcome === 'string' && outcome !== 'interim' && reviewAt !== undefined ? [{ path: ['reviewAt'], code: 'only-for-interim', message: 'belongs to the outcome interim only' }] : [];
}
const meanwhile = { reviewAt: instant.optional() };

/** A dispute between agencies ([2], example 3). */
export const disputeContract: PathwayContract = {
  pathway: 'dispute', subject: 'system', details, triggers: [],
  example: { details: { title: 'Who visits at weekends', description: 'Both agencies say that the other visits', context: 'Two contracts name the weekend', impact: 'Two people had no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' } },
  evidence: {
    'trigger-response': everyPathwayEvidence['trigger-response']!, action: everyPathwayEvidence['action']!,
    'outcome-told': z.strictObject({ to: line, how: text, acknowledgedBy: line, acknowledgedAt: instant }),
    'lessons-captured': z.strictObject({ theme: line, lesson: text, protocolChange: z.union([text, z.strictObject({ noneBecause: text })]) }),
  },
  decisions: [
    decisionKind('lead-review', ['resolved', 'interim', 'to-forum'], meanwhile, gapsOfInterim),
    decisionKind('forum-decision', ['resolved', 'interim'], meanwhile, gapsOfInterim),
  ],
  aboutCases: (given) => (typeof given['caseId'] === 'string' ? [{ path: ['details', 'caseId'], caseId: given['caseId'] }] : []),
};
