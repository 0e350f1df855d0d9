import { z } from 'zod';
import { duration, flag, id, instant, role, text, whole } from './fields.js';

/** Supervision by scenario: what is asked, and what it answers. */

export const scenarioRequest = z.strictObject({ caseId: id.meta({ description: 'A rehearsal of your organisation' }), question: text, askedOf: id, traceId: id.optional().meta({ description: 'A released decision trace that it is prepared from; of a rehearsal that was prepared from one, that one unless given' }) }).meta({ id: 'ScenarioQuestionAsked' });
/** A rehearsal prepared from a released trace. `until`: by the story's own instants; `owners`: who plays them, whoever answers for those roles unless given. */
export const traceRehearsalRequest = z.strictObject({ until: instant, owners: z.strictObject({ clinicalLead: id, coordinator: id, escalationOwner: id }).optional() }).meta({ id: 'TraceRehearsed' });
export const scenarioAnswer = z.strictObject({ act: text, whom: role.meta({ description: 'To which role you would turn, or whose it is to do' }), within: duration, evidence: text }).meta({ id: 'ScenarioAnswer' });
export const judgements = ['as-the-policy', 'other-and-safe', 'not-safe'] as const;
export const scenarioComparison = z.strictObject({ judgement: z.enum(judgements), learning: text });
export const scenariosQuery = z.strictObject({ mine: flag.optional(), organisation: id.optional(), cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional() });
export const supervisionQuery = z.strictObject({ from: instant.optional(), to: instant.optional(), organisation: id.optional() });

const at = z.string().meta({ format: 'date-time' });
const named = z.object({ id: z.string(), name: z.string() });
export const scenarioView = z.object({
  id: z.string(), organisation: z.string(), caseId: z.string(), traceId: z.string().nullable(), question: z.string(), askedBy: named, askedOf: named, askedAt: at, team: named.nullable(), answeredAt: at.nullable(),
  answer: z.object({ act: z.string(), whom: z.string(), within: z.string(), evidence: z.string() }).nullable(),
  comparison: z.object({
    at, policy: z.array(z.object({ what: z.enum(['task', 'call']), step: z.string(), title: z.string(), role: z.string(), ms: z.number().meta({ description: 'Of a task how long there is for it; of a call how long after the change' }) })),
    sameRole: z.boolean(), inTime: z.boolean().nullable().meta({ description: 'No later than the soonest that the policy asks; null: it asks for nothing by a time' }), judgement: z.enum(judgements), learning: z.string(),
  }).nullable(),
}).meta({ id: 'ScenarioQuestion' });
export const scenarioList = z.object({ items: z.array(scenarioView), next: z.string().nullable() }).meta({ id: 'ScenarioQuestionList' });
export const supervisionView = z.object({
  from: at, to: at, organisations: z.array(z.string()),
  items: z.array(z.object({ team: named.nullable(), asked: z.int(), answered: z.int(), compared: z.int(), sameRole: z.int(), inTime: z.int(), timed: z.int().meta({ description: 'Of those compared: where the policy has a time' }), notSafe: z.int() })),
}).meta({ id: 'SupervisionReport' });
