import { z } from 'zod';
import { acceptedBy, anyObject, duration, id, instant, line, refusal, text } from './fields.js';

/** Requests about one task or one escalation. */

/** `evidence` is checked against the step's own schema (`Task.needs`), with pointers under /evidence. */
export const completeRequest = z.strictObject({ evidence: anyObject }).meta({ id: 'Completion' });
export const attemptRequest = z.strictObject({ at: instant, tried: text, why: text }).meta({ id: 'Attempt' });
export const unmetRequest = z.strictObject({ reason: text, unsafe: text }).meta({ id: 'Unmet' });

/** What was decided and who was consulted: in words, or by name. */
const bestInterests = z.union([text, z.record(line, z.union([text, z.array(text).min(1).max(100)])).refine((said) => Object.keys(said).length > 0, refusal('empty', 'must say what was decided and who was consulted'))]);
export const declinedRequest = z.strictObject({
  by: line, capacity: z.enum(['presumed', 'assessed', 'lacking']), explained: text, alternative: text, bestInterests: bestInterests.optional(),
}).refine((declined) => declined.capacity !== 'lacking' || declined.bestInterests !== undefined,
  { path: ['bestInterests'], ...refusal('required', 'without capacity, say what was decided in the best interests and who was consulted') }).meta({ id: 'Declined' });

export const acknowledgeRequest = z.strictObject({ for: duration, note: text }).meta({ id: 'Acknowledgement' });
export const assignRequest = z.strictObject({ to: id, reason: text }).meta({ id: 'Assignment' });
/** Claiming and the like say nothing but that they happen; a body may be left out. */
export const emptyRequest = z.strictObject({}).meta({ id: 'Nothing' });
export const reopenRequest = z.strictObject({ reason: text }).meta({ id: 'Reopening' });
export const handOverRequest = z.strictObject({ acceptedBy, reason: text }).meta({ id: 'HandOver' });
export const moveRequest = z.strictObject({ dueAt: instant, reason: text }).meta({ id: 'Move' });

/** What was done about a system alarm: it leaves the lists with it. */
export const alarmDoneRequest = z.strictObject({ done: text }).meta({ id: 'AlarmDone' });
export const climbRequest = z.strictObject({ toLevel: z.int().min(1).max(20), reason: text }).meta({ id: 'Climb' });
export const outcomeRequest = z.strictObject({ response: text, note: text.optional() }).meta({ id: 'CallOutcome' });
