import { z } from 'zod';
import { id, line, text } from './fields.js';
import { script } from './pathways/step-up.js';

/** What a step-up is raised with: the script, whose gaps refuse nothing. */
const said = { ...script, dangerNow: z.boolean().optional() };
export const raiseRequest = z.strictObject({ ...said, reportedBy: line.optional() }).meta({ id: 'Raising' });
export const raiseByLinkRequest = z.strictObject({ token: line, ...said }).meta({ id: 'RaisingByLink' });
export const lookByLinkRequest = z.strictObject({ token: line }).meta({ id: 'RaisingLinkToOpen' });

/** For one partner. `knownAs`: what the page calls the person, no more than the partner needs. */
export const raisingLinkRequest = z.strictObject({ name: line, organisation: line, knownAs: line }).meta({ id: 'NewRaisingLink' });
export const revokeRaisingLinkRequest = z.strictObject({ link: id, reason: text }).meta({ id: 'RaisingLinkTakenBack' });

const at = z.string().meta({ format: 'date-time' });
const person = z.object({ id: z.string(), name: z.string() });
export const raised = z.object({ caseId: z.string().nullable().meta({ description: 'null: another organisation looks after it, and was told' }), began: z.boolean(), raisedAt: at }).meta({ id: 'Raised' });
export const raisingLink = z.object({
  id: z.string(), caseId: z.string(), name: z.string(), organisation: z.string(), knownAs: z.string(), madeBy: person, madeAt: at, expiresAt: at, status: z.enum(['open', 'expired', 'revoked']),
  path: z.string().optional().meta({ description: 'Of the page, below PUBLIC_URL: what the partner is given. In the list of a case’s links only, while it opens' }), revoked: z.object({ at, by: person, because: z.string() }).optional(),
}).meta({ id: 'RaisingLink' });
export const raisingLinkList = z.object({ items: z.array(raisingLink), next: z.string().nullable() }).meta({ id: 'RaisingLinkList' });

const answer = z.object({ raisedAt: at, state: z.enum(['waiting', 'stepped-up', 'not-met', 'ended']), decideBy: at.optional(), decidedAt: at.optional(), reason: z.string().optional(), whatWouldChange: z.string().optional() });
/** All that a partner sees. */
export const raisingPage = z.object({ name: z.string(), organisation: z.string(), knownAs: z.string(), goesTo: z.string(), ofOrganisation: z.string(), raised: z.array(answer) }).meta({ id: 'RaisingPage' });

const review = z.object({ taskId: z.string(), caseId: z.string(), status: z.string(), dueAt: at, overdue: z.boolean() });
export const cohortMember = z.object({
  patient: z.record(z.string(), z.unknown()).nullable(), escalations: z.int(), firstAt: at, latestAt: at,
  cases: z.array(z.object({ id: z.string(), pathway: z.string(), status: z.string(), stage: z.string().nullable(), clinicalLead: person.nullable() })), reviews: z.array(review),
}).meta({ id: 'CohortMember' });
export const cohortList = z.object({ items: z.array(cohortMember), next: z.string().nullable() }).meta({ id: 'CohortList' });
