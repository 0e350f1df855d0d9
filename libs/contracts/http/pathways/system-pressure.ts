import { z } from 'zod';
import { decisionKind, type Gap, type Loose } from '../decision-parts.js';
import { acceptedBy, id, instant, line, text } from '../fields.js';
import type { PathwayContract } from './contract.js';
import { everyPathwayEvidence } from './every-pathway.js';
import { heldMeeting, ownersOfActions } from './meeting.js';

/** What is seen, and whom of the partners it concerns: they are called to every meeting and asked for aid, whichever organisation they are of. */
const details = z.strictObject({ title: line, situation: text, participants: z.array(id).max(30).optional() }).meta({ id: 'SystemPressureDetails' });

/** A level is declared with its reason; what a lower one lets go is closed, or somebody takes it over. */
function gapsOfLevel(decision: Loose): Gap[] {
  const { because, actionsThen, acceptedBy: taker } = decision;
  const gaps: Gap[] = [];
  if (because === undefined) gaps.push({ path: ['because'], code: 'required', message: 'must say why this level and no other' });
  if (actionsThen === 'handed-over' && taker === undefined) gaps.push({ path: ['acceptedBy'], code: 'required', message: 'must say who has taken over what was to be done' });
  if (actionsThen !== 'handed-over' && taker !== undefined) gaps.push({ path: ['acceptedBy'], code: 'only-for-handed-over', message: 'belongs to actions that are handed over only' });
  return gaps;
}

/** A step of an action card: what was done, and what came of it. */
const carried = z.strictObject({ done: text, effect: text });
export const cardSteps = [
  'discharge-sweep', 'community-slots-released', 'handover-spaces-named', 'senior-at-the-front-door', 'planned-work-reviewed', 'full-capacity-protocol', 'standards-mitigated', 'mutual-aid-considered',
] as const;

/** A system under pressure ([4]): its level, what is done at it, meetings, mutual aid. */
export const systemPressureContract: PathwayContract = {
  pathway: 'system-pressure', subject: 'system', onePerOrganisation: true, details,
  example: { details: { title: 'Riverside under pressure', situation: 'Seven ambulances wait at the door' } },
  triggers: ['level-1-proposed', 'level-2-proposed', 'level-3-proposed', 'level-4-proposed', 'system-meeting', 'aid-requested', 'card-feedback'],
  evidence: {
    ...Object.fromEntries(cardSteps.map((step) => [step, carried])),
    'trigger-response': everyPathwayEvidence['trigger-response']!, action: everyPathwayEvidence['action']!,
    'level-without-action': z.strictObject({ done: text }), 'aid-unanswered': z.strictObject({ done: text }),
    'meeting-joined': z.union([z.strictObject({ joined: z.literal(true), who: line }), z.strictObject({ sends: line, because: text })]),
    'meeting-held': z.strictObject(heldMeeting),
    'aid-offered': z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('offer'), what: text, deliveryAt: instant, paidBy: text }), z.strictObject({ decision: z.literal('cannot'), because: text })]),
    'aid-accepted': z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('take'), agreedWith: line }), z.strictObject({ decision: z.literal('leave'), because: text })]),
    'aid-done': z.strictObject({ done: text, receivedBy: line }),
    'feedback-answered': z.strictObject({ answer: text, told: line, cardChange: z.union([text, z.strictObject({ noneBecause: text })]) }),
    'plan-updated': z.strictObject({ worked: text, didNot: text, planChange: z.union([text, z.strictObject({ noneBecause: text })]) }),
  },
  decisions: [decisionKind('level-decision', ['level-1', 'level-2', 'level-3', 'level-4'], { actionsThen: z.enum(['closed', 'handed-over']).optional(), acceptedBy: acceptedBy.optional() }, gapsOfLevel)],
  peopleNamed: (given) => (Array.isArray(given['participants']) ? (given['participants'] as string[]).map((person, index) => ({ path: ['details', 'participants', index], person })) : []),
  owners: (step, evidence) => (step === 'meeting-held' ? ownersOfActions(evidence) : []),
};
