import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import { id, instant, line, lines, text } from '../fields.js';
import { AHEAD, type PathwayContract } from './contract.js';
import { everyPathwayEvidence } from './every-pathway.js';
import { heldMeeting, ownersOfActions } from './meeting.js';

/** What the teams meet about, who chairs, and whom of the partners it concerns. `notBefore`: the first meeting is the first after it; absent: after the start. */
const details = z.strictObject({ title: line, meetingsFor: text, chair: id, participants: z.array(id).max(30).optional(), notBefore: instant.optional() }).meta({ id: 'FlowMeetingsDetails' });

const meeting = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('held'), ...heldMeeting, missing: lines().optional(), nextChair: id.optional() }),
  z.strictObject({ decision: z.literal('cancelled'), because: text, nextChair: id.optional() }),
  z.strictObject({ decision: z.literal('ended'), because: text }),
]);

/** Standing meetings of a system about flow ([4], North East London). */
export const flowMeetingsContract: PathwayContract = {
  pathway: 'flow-meetings', subject: 'system', details, triggers: [], startedBy: 'the meetings of the three months before',
  example: { details: { title: 'Riverside flow', meetingsFor: 'Who can leave, what each waits for, and who can help', chair: 'riverside-coordinator' } },
  evidence: {
    'trigger-response': everyPathwayEvidence['trigger-response']!, action: everyPathwayEvidence['action']!,
    'flow-meeting': meeting,
    'meetings-cancelled': z.strictObject({ findings: text, change: text }),
  },
  atStart: ({ notBefore }, now, number, begun) => {
    if (typeof notBefore !== 'string' || begun) return [];
    if (Date.parse(notBefore) < now - AHEAD) return [{ pointer: '/details/notBefore', code: 'in-the-past', message: 'must be a time to come' }];
    return Date.parse(notBefore) > now + elapsedTime(String(number('startAtMost'))) ? [{ pointer: '/details/notBefore', code: 'too-far-ahead', message: `must be within ${number('startAtMost')}` }] : [];
  },
  peopleNamed: (given) => [
    { path: ['details', 'chair'], person: given['chair'] as string },
    ...(Array.isArray(given['participants']) ? (given['participants'] as string[]).map((person, index) => ({ path: ['details', 'participants', index], person })) : []),
  ],
  owners: (step, evidence) => (step === 'flow-meeting' ? [...ownersOfActions(evidence), ...(typeof evidence['nextChair'] === 'string' ? [{ path: ['nextChair'], person: evidence['nextChair'] }] : [])] : []),
};
