import { z } from 'zod';
import { id, instant, line, text, whole } from './fields.js';

/** A rehearsal of a draft: what is asked, and what it answers. */

const sourced = { source: line, status: z.enum(['contract', 'national', 'nice', 'proposed', 'local']) };
const value = z.union([line, z.number()]);
const rungs = z.record(z.string().regex(/^[1-9]\d?$/), z.strictObject({ ...sourced, within: line.optional(), repeats: line.optional() }));
const climbs = { acknowledgeFor: z.strictObject({ ...sourced, value: line }).optional(), ladder: rungs.optional() };
const step = z.strictObject({ ...climbs, due: z.array(z.strictObject({ ...sourced, when: line.optional(), value: line.optional(), at: line.optional(), floor: line.optional() })).min(1).max(20).optional(), variants: z.record(line, z.strictObject(climbs)).optional() });

const rule = z.strictObject({
  ...sourced, says: line.optional(), when: z.record(z.string().regex(/^[a-zA-Z0-9]{1,60}$/), z.boolean()).optional(), then: z.union([z.strictObject({ pathway: line }), z.strictObject({ service: line })]).optional(), urgent: z.boolean().optional(), ends: z.literal(true).optional(),
}).meta({ id: 'ThresholdRuleChanged', description: 'Of a front door: what is named replaces what stands there, `when` as a whole; a new id is a new rule; `ends`: it speaks no more' });
const point = z.number().max(1_000_000);
const indicator = z.strictObject({ ...sourced, points: z.strictObject({ 2: point, 3: point, 4: point }).partial().optional(), staleAfter: line.optional() });
const changed = {
  triage: z.strictObject({ thresholds: z.record(z.string().regex(/^[a-z0-9-]{1,60}$/), rule) }).optional(),
  indicators: z.record(z.string().regex(/^[a-z0-9-]{1,60}$/), indicator).optional().meta({ description: 'Of a system under pressure: from which value on each speaks for which level' }),
  levels: z.partialRecord(z.enum(['2', '3', '4']), z.strictObject({ ...sourced, needs: z.int() })).optional(),
  numbers: z.record(line, z.strictObject({ ...sourced, value })).optional(), ladders: z.partialRecord(z.enum(['now', 'today', 'planned']), rungs).optional(), steps: z.record(line, step).optional(),
};
/** `from` and `to`: cases opened in that time; the last quarter unless given. */
export const policyRehearsalRequest = z.strictObject({ ...changed, reason: text, organisation: id.optional(), from: instant.optional(), to: instant.optional() }).meta({ id: 'PolicyRehearsalAsked', description: 'What the draft changes, each number with its source: as a locality’s policy does' });
export type PolicyRehearsalRequest = z.output<typeof policyRehearsalRequest>;
export const policyRehearsalsQuery = z.strictObject({ organisation: id.optional(), cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional() });

const at = z.string().meta({ format: 'date-time' });
const view = {
  id: z.string(), organisation: z.string(), pathway: z.string(), version: z.string(), changes: z.record(z.string(), z.unknown()), reason: z.string(), from: at, to: at, askedBy: z.object({ id: z.string(), name: z.string() }), askedAt: at,
  status: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']), done: z.int(), total: z.int().nullable(), endedAt: at.nullable(),
  failedBecause: z.string().nullable().meta({ description: 'Why it failed, where that lies in the draft' }),
};
const proposals = z.array(z.object({ rule: z.string(), says: z.string(), to: z.string() }));
const triaged = z.object({
  decided: z.object({ outcome: z.string(), to: z.string(), rule: z.string().nullable() }).nullable().meta({ description: 'What was decided last; null: nothing yet' }), before: proposals, after: proposals, urgentBefore: z.boolean(), urgentAfter: z.boolean(),
  otherwise: z.boolean().meta({ description: 'The draft proposes something else, or at another speed' }),
});
const pressed = z.object({
  readings: z.int(), levels: z.array(z.object({ level: z.int(), msBefore: z.number(), msAfter: z.number() })).meta({ description: 'How long the points spoke for each level, in ms' }),
  reached: z.array(z.object({ indicator: z.string(), level: z.int(), before: z.int(), after: z.int() })).meta({ description: 'How often each indicator reached each point' }),
});
const compared = z.object({
  caseId: z.string(), callsBefore: z.int(), callsAfter: z.int(), missedBefore: z.int(), missedAfter: z.int(), outcomeBefore: z.string().nullable(), outcomeAfter: z.string().nullable(),
  refused: z.int().meta({ description: 'What people did and could not have done as they did' }),
  calls: z.array(z.object({ step: z.string(), level: z.int(), role: z.string(), before: at.nullable(), after: at.nullable() })),
  triage: triaged.optional().meta({ description: 'Of a referral: where the rules would have sent it' }),
  deadlines: z.array(z.object({ step: z.string(), dueBefore: at.nullable(), dueAfter: at.nullable(), metBefore: z.boolean().nullable(), metAfter: z.boolean().nullable() })),
});
const result = z.object({
  summary: z.object({
    cases: z.int(), callsBefore: z.int(), callsAfter: z.int(), missedBefore: z.int(), missedAfter: z.int(), gained: z.int().meta({ description: 'Deadlines met that were missed' }), lost: z.int().meta({ description: 'Deadlines missed that were met' }), refused: z.int(),
    nights: z.array(z.object({ person: z.string(), night: z.string(), before: z.int(), after: z.int() })).meta({ description: 'Calls of one person in one night, 20:00 to 08:00, the worst first' }),
  }),
  changed: z.int(), left: z.int().meta({ description: 'Cases that could not be compared: their own policy is not there any more' }), cases: z.array(compared),
  triage: z.object({ referrals: z.int(), otherwise: z.int(), borderlineBefore: z.int(), borderlineAfter: z.int(), urgentBefore: z.int(), urgentAfter: z.int() }).optional(), pressure: pressed.optional(),
  unopened: z.array(z.string()).optional().meta({ description: 'Steps that the draft changes and no case opened' }),
});
export const policyRehearsalView = z.object({ ...view, result: result.nullable() }).meta({ id: 'PolicyRehearsal' });
export const policyRehearsalList = z.object({ items: z.array(z.object(view)), next: z.string().nullable() }).meta({ id: 'PolicyRehearsalList' });

/** A draft that is kept, to be rehearsed, approved and released: what is asked, and what it answers. */
export const policyDraftRequest = z.strictObject({ ...changed, reason: text, organisation: id.optional() }).meta({ id: 'NewPolicyDraft', description: 'What it changes, each number with its source: as a locality’s policy does' });
export type PolicyDraftRequest = z.output<typeof policyDraftRequest>;
export const draftRehearsalRequest = z.strictObject({ from: instant.optional(), to: instant.optional() }).meta({ id: 'PolicyDraftRehearsed' });
export const draftApprovalRequest = z.strictObject({ because: text, withoutCases: z.literal(true).optional().meta({ description: 'Knowing that there is no recorded case to rehearse it on; `because` then says why all the same' }) }).meta({ id: 'PolicyDraftApproved' });
export const draftWithdrawalRequest = z.strictObject({ reason: text }).meta({ id: 'PolicyDraftWithdrawn' });
/** `from`: from when new cases start with it; now unless given. */
export const draftReleaseRequest = z.strictObject({ from: instant.optional(), reason: text }).meta({ id: 'PolicyDraftReleased' });
export type DraftReleaseRequest = z.output<typeof draftReleaseRequest>;
export const movePolicyRequest = z.strictObject({ version: line, reason: text }).meta({ id: 'PolicyMoved' });
export const policyDraftsQuery = z.strictObject({ organisation: id.optional(), status: z.enum(['drafted', 'withdrawn', 'released']).optional(), cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional() });

const somebody = z.object({ id: z.string(), name: z.string() });
const draftShown = {
  id: z.string(), organisation: z.string(), pathway: z.string(), version: z.string().meta({ description: 'Of the policy that it changes' }), changes: z.record(z.string(), z.unknown()), reason: z.string(), author: somebody, draftedAt: at, status: z.enum(['drafted', 'withdrawn', 'released']),
  ended: z.object({ by: somebody, at, because: z.string() }).nullable(),
};
export const policyDraftView = z.object({
  ...draftShown, differs: z.array(z.object({ path: z.string(), default: z.union([z.string(), z.number()]), here: z.union([z.string(), z.number()]), source: z.string(), status: z.string() })).meta({ description: 'Number by number, against the version that it changes' }),
  rehearsals: z.array(z.object({ id: z.string(), status: z.string(), askedBy: somebody, askedAt: at, endedAt: at.nullable(), cases: z.int().nullable(), left: z.int().nullable(), unopened: z.array(z.string()) })).meta({ description: 'With how many cases were lived and could not be; `unopened`: steps that it changes and none of them opened' }), approvals: z.array(z.object({ person: somebody, at, because: z.string() })),
  release: z.object({ version: z.string(), from: at, by: somebody, at, reason: z.string() }).nullable(),
}).meta({ id: 'PolicyDraft' });
export const policyDraftList = z.object({ items: z.array(z.object(draftShown)), next: z.string().nullable() }).meta({ id: 'PolicyDraftList' });
