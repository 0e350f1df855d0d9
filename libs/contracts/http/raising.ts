import { z } from 'zod';
import { flag, id, line, text, whole } from './fields.js';
import { routesNamed } from './pathways/contact.js';
import { script } from './pathways/step-up.js';

/** What a step-up is raised with: the script, whose gaps refuse nothing. */
const said = { ...script, dangerNow: z.boolean().optional() };
export const raiseRequest = z.strictObject({ ...said, reportedBy: line.optional(), safeguarding: routesNamed.optional() }).meta({ id: 'Raising' });
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

const review = z.object({ taskId: z.string(), caseId: z.string(), status: z.string(), dueAt: at, overdue: z.boolean(), owner: person.nullable(), completedAt: at.nullable() });
const loose = z.array(z.record(z.string(), z.unknown()));
export const cohortMember = z.object({
  patient: z.record(z.string(), z.unknown()).nullable(), escalations: z.int(), firstAt: at, latestAt: at,
  because: z.array(z.object({ at, kind: z.enum(['step-up', 'crisis', 're-presentation', 'raised-again']), caseId: z.string() })).meta({ description: 'Which escalations make them one of the cohort, the latest first' }),
  next: z.object({ taskId: z.string(), caseId: z.string(), step: z.string(), title: z.string(), owner: z.object({ role: z.string(), person: person.nullable() }), dueAt: at, overdue: z.boolean() }).nullable().meta({ description: 'What is due next on any of their open cases; null: nothing is open' }),
  team: person.nullable(), locality: z.string().nullable(),
  cases: z.array(z.object({ id: z.string(), pathway: z.string(), status: z.string(), stage: z.string().nullable(), clinicalLead: person.nullable() })), reviews: z.array(review),
  lastContactAt: at.nullable().meta({ description: 'When somebody last saw the person or spoke to them' }),
  signs: z.array(z.object({ at, caseId: z.string(), seen: z.array(z.string()), notSeen: z.array(z.string()), named: z.array(z.string()) })).meta({ description: 'Early warning signs at the last contacts, the latest first; `named`: a first contact names those to look for' }),
  risks: loose.meta({ description: 'Open risks, as the register of risks shows them' }), restrictions: loose.meta({ description: 'Restrictions in force, as a case shows them' }),
}).meta({ id: 'CohortMember' });
/** `team`: of the coordinator of their latest escalated case. `locality`: where that team works, else where its organisation is. `owner`: owns something open of them. */
export const cohortQuery = z.strictObject({ cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional(), rehearsal: flag.optional(), team: id.optional(), locality: id.optional(), owner: id.optional() });
export const cohortList = z.object({ items: z.array(cohortMember), next: z.string().nullable(), choices: z.object({ teams: z.array(person), localities: z.array(z.string()), owners: z.array(person) }).meta({ description: 'By what the whole cohort may be narrowed' }), rule: z.object({ times: z.int(), window: z.string() }).meta({ description: 'So many escalations within this time make the cohort: as the policy says' }) }).meta({ id: 'CohortList' });
